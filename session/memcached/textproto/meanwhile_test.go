package textproto_test

import (
	"io"
	"net"
	"testing"

	"sessh/session/memcached/textproto"
	"sessh/session/storage/meanwhile"
)

// TestWorkIsDoneMeanwhile: the server has the requests before the work begins, and answers only when
// it is done.
func TestWorkIsDoneMeanwhile(t *testing.T) {
	t.Parallel()
	client, server := net.Pipe()
	defer client.Close()
	asked, worked := make(chan struct{}), make(chan struct{})
	go func() {
		defer server.Close()
		if _, err := server.Read(make([]byte, 100)); err == nil {
			close(asked)
			<-worked
			io.WriteString(server, "MN\r\n")
		}
	}()
	ctx, finish := meanwhile.With(t.Context(), func() {
		<-asked
		close(worked)
	})
	c := textproto.NewConn(client, patience)
	line := ""
	err := c.Pipeline(ctx, send("mn\r\n"), func() (err error) {
		select {
		case <-worked:
		default:
			t.Fatal("the replies are read before the work is done")
		}
		line, err = c.Line(ctx)
		return err
	})
	if finish(); line != "MN" || err != nil {
		t.Errorf("got %q, %v", line, err)
	}
}

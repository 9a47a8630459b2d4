package memcached_test

import (
	"errors"
	"net"
	"strings"
	"sync"
	"testing"

	"sessh/session/memcached"
	mct "sessh/session/memcached/memcachedtest"
	"sessh/session/memcached/server"
	"sessh/session/storage"
)

// answersWith listens, and answers each first request by a text before it hangs up.
func answersWith(t *testing.T, answer func(request string) string) (addr string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	t.Cleanup(func() { l.Close(); wg.Wait() })
	wg.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			wg.Go(func() {
				defer c.Close()
				b := make([]byte, 1024)
				if n, err := c.Read(b); err == nil {
					c.Write([]byte(answer(string(b[:n]))))
				}
			})
		}
	})
	return l.Addr().String()
}

// TestForeign: something else that listens is named.
func TestForeign(t *testing.T) {
	t.Parallel()
	always := func(text string) func(string) string { return func(string) string { return text } }
	for _, tt := range []struct {
		name   string
		answer func(string) string
		want   server.Protocol
	}{
		{"Redis", always("-ERR unknown command 'mn', with args beginning with: \r\n"), server.Redis},
		{"Redis with a password", always("-NOAUTH Authentication required.\r\n"), server.Redis},
		{"Redis in protected mode", always("-DENIED Redis is running in protected mode\r\n"), server.Redis},
		{"a web server", always("HTTP/1.1 400 Bad Request\r\n\r\n"), server.HTTP},
		{"the binary protocol", func(request string) string {
			if len(request) == 24 && request[0] == 0x80 {
				return "\x81\x0b" + strings.Repeat("\x00", 22)
			}
			return ""
		}, server.Binary},
		{"nothing at all", always(""), ""},
		{"nonsense", always("how do you do\r\n"), ""},
	} {
		for _, user := range []string{"", "alice"} {
			t.Run(tt.name+" "+user, func(t *testing.T) {
				addr := answersWith(t, tt.answer)
				err := open(t, memcached.Options{User: user, Password: "secret"}, addr).Ping(t.Context())
				var foreign *server.ForeignError
				switch {
				case err == nil:
					t.Error("it is taken for a memcached")
				case tt.want == "" && errors.As(err, &foreign):
					t.Errorf("it is taken for %v", foreign)
				case tt.want != "" && (!errors.As(err, &foreign) || foreign.Protocol != tt.want || !errors.Is(err, storage.ErrUnreachable)):
					t.Errorf("the error is %v, want %s", err, tt.want)
				}
			})
		}
	}
	t.Run("memcached -B binary", func(t *testing.T) {
		addr := mct.Start(t, "-B", "binary").Addr
		err := open(t, memcached.Options{}, addr).Ping(t.Context())
		var foreign *server.ForeignError
		if !errors.As(err, &foreign) || foreign.Protocol != server.Binary {
			t.Errorf("the error is %v", err)
		}
	})
}

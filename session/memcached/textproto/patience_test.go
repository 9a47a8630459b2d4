package textproto_test

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"sessh/session/memcached/textproto"
)

// serve returns a connection to a server that ends with the test.
func serve(t *testing.T, server func(net.Conn)) net.Conn {
	client, other := net.Pipe()
	var wg sync.WaitGroup
	wg.Go(func() { server(other) })
	t.Cleanup(func() {
		client.Close()
		other.Close()
		wg.Wait()
	})
	return client
}

// TestPatience is in a time of its own: what counts is that something moves, in
// either direction, and not how long the whole takes.
func TestPatience(t *testing.T) {
	t.Parallel()
	const timeout, tick = time.Second, 900 * time.Millisecond
	const size = 256 << 10
	request := "set k 0 0 0\r\n" + strings.Repeat("x", size)
	value := strings.Repeat("v", size)
	// takes reads a request, part by part, with a pause before each.
	takes := func(s net.Conn, part int) bool {
		buf := make([]byte, part)
		for got := 0; got < len(request); {
			time.Sleep(tick)
			n, err := s.Read(buf)
			if got += n; err != nil {
				return false
			}
		}
		return true
	}
	// gives writes a reply so.
	gives := func(s net.Conn, text string, part int) {
		for len(text) > 0 {
			time.Sleep(tick)
			n := min(part, len(text))
			if _, err := s.Write([]byte(text[:n])); err != nil {
				return
			}
			text = text[n:]
		}
	}
	all := func(s net.Conn) { io.ReadFull(s, make([]byte, len(request))) }
	meta := "VA 262144 c1\r\n" + value + "\r\n"
	for _, tt := range []struct {
		name     string
		server   func(net.Conn)
		want     error
		from, to time.Duration
	}{
		{"a request that is taken in parts", func(s net.Conn) { takes(s, 8<<10); io.WriteString(s, "HD\r\n") }, nil, 32 * tick, 34 * tick},
		{"a request that is taken byte by byte", func(s net.Conn) { takes(s, 1) }, os.ErrDeadlineExceeded, timeout, 2 * timeout},
		{"a request that is taken in part, and no further", func(s net.Conn) { io.ReadFull(s, make([]byte, 100<<10)) }, os.ErrDeadlineExceeded, timeout, 2 * timeout},
		{"a request that is on its way for longer", func(s net.Conn) { all(s); time.Sleep(1500 * time.Millisecond); io.WriteString(s, "HD\r\n") }, nil, 0, 2 * timeout},
		{"a request without a reply", all, os.ErrDeadlineExceeded, 2 * timeout, 2*timeout + 100*time.Millisecond},
		{"a reply in parts", func(s net.Conn) { all(s); gives(s, meta, 8<<10) }, nil, 32 * tick, 34 * tick},
		{"a reply byte by byte", func(s net.Conn) { all(s); gives(s, meta, 1) }, os.ErrDeadlineExceeded, 2 * timeout, 4 * timeout},
		{"a reply that stops in the middle", func(s net.Conn) { all(s); io.WriteString(s, meta[:200_000]) }, os.ErrDeadlineExceeded, timeout, 3 * timeout},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				client := serve(t, tt.server)
				c := textproto.NewConn(client, timeout)
				began := time.Now()
				err := c.Pipeline(t.Context(), send(request), func() error {
					_, err := c.Meta(t.Context(), 1<<20)
					return err
				})
				if !errors.Is(err, tt.want) || c.Usable() != (tt.want == nil) {
					t.Errorf("got %v, want %v; and usable is %v", err, tt.want, c.Usable())
				}
				if waited := time.Since(began); waited < tt.from || waited > tt.to {
					t.Errorf("it took %v, want %v to %v", waited, tt.from, tt.to)
				}
			})
		})
	}
}

// A slow server is given up as soon as the context ends.
func TestPatienceEndsWithItsContext(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		server func(net.Conn)
	}{
		{"while a request is taken", func(s net.Conn) {
			for buf := make([]byte, 8<<10); ; time.Sleep(900 * time.Millisecond) {
				if _, err := s.Read(buf); err != nil {
					return
				}
			}
		}},
		{"while a reply comes", func(s net.Conn) {
			io.ReadFull(s, make([]byte, 100<<10))
			for _, err := io.WriteString(s, "VA 1000000 c1\r\n"); err == nil; time.Sleep(900 * time.Millisecond) {
				_, err = s.Write(make([]byte, 8<<10))
			}
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				client := serve(t, tt.server)
				c := textproto.NewConn(client, time.Second)
				began := time.Now()
				ctx, cancel := context.WithTimeout(t.Context(), 4500*time.Millisecond)
				defer cancel()
				err := c.Pipeline(ctx, send(strings.Repeat("x", 100<<10)), func() error {
					_, err := c.Meta(ctx, 1<<20)
					return err
				})
				if waited := time.Since(began); !errors.Is(err, context.DeadlineExceeded) || waited != 4500*time.Millisecond {
					t.Errorf("got %v after %v", err, waited)
				}
			})
		})
	}
}

// The time that a caller takes between two replies is not the server's.
func TestPatienceIsForTheServerAlone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client := serve(t, func(s net.Conn) {
			s.Read(make([]byte, 100))
			io.WriteString(s, "HD c1\r\nHD") // of the second, one half
			io.WriteString(s, " c2\r\n")
		})
		c := textproto.NewConn(client, time.Second)
		err := c.Pipeline(t.Context(), send("mg a c\r\nmg b c\r\n"), func() error {
			for range 2 {
				if _, err := c.Meta(t.Context(), 0); err != nil {
					return err
				}
				time.Sleep(3 * time.Second)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
}

// stopped is the connection of a process that stops as long in the first wait that it does not get an answer to
// in time, as by Ctrl-Z: it learns of the deadline when it goes on.
type stopped struct {
	net.Conn
	long time.Duration
	once sync.Once
}

func (s *stopped) late(n int, err error) (int, error) {
	if errors.Is(err, os.ErrDeadlineExceeded) {
		s.once.Do(func() { time.Sleep(s.long) })
	}
	return n, err
}

func (s *stopped) Read(p []byte) (int, error)  { return s.late(s.Conn.Read(p)) }
func (s *stopped) Write(p []byte) (int, error) { return s.late(s.Conn.Write(p)) }

// A server that has answered while the process was stopped is not silent.
func TestPatienceWhileStopped(t *testing.T) {
	t.Parallel()
	const timeout, answer, long = time.Second, 1500 * time.Millisecond, 5 * time.Second
	request := strings.Repeat("x", 40<<10)
	for _, tt := range []struct {
		name     string
		server   func(net.Conn)
		ends     time.Duration // of the context
		want     error
		from, to time.Duration
	}{
		{"an answer comes meanwhile", func(s net.Conn) {
			io.ReadFull(s, make([]byte, len(request)))
			time.Sleep(answer)
			io.WriteString(s, "HD\r\n")
		}, time.Minute, nil, timeout + long, timeout + long + timeout},
		{"the request is taken meanwhile", func(s net.Conn) {
			time.Sleep(answer)
			io.ReadFull(s, make([]byte, len(request)))
			io.WriteString(s, "HD\r\n")
		}, time.Minute, nil, timeout + long, timeout + long + timeout},
		{"nothing comes", func(s net.Conn) { io.Copy(io.Discard, s) }, time.Minute, os.ErrDeadlineExceeded, timeout + long + timeout, timeout + long + 2*timeout},
		{"nothing is taken", func(net.Conn) {}, time.Minute, os.ErrDeadlineExceeded, timeout + long + timeout, timeout + long + 2*timeout},
		{"the context ends meanwhile", func(s net.Conn) { io.Copy(io.Discard, s) }, 2 * time.Second, context.DeadlineExceeded, timeout, timeout + long + timeout/2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := textproto.NewConn(&stopped{Conn: serve(t, tt.server), long: long}, timeout)
				began := time.Now()
				ctx, cancel := context.WithTimeout(t.Context(), tt.ends)
				defer cancel()
				err := c.Pipeline(ctx, send(request), func() error {
					_, err := c.Meta(ctx, 1<<20)
					return err
				})
				if waited := time.Since(began); !errors.Is(err, tt.want) || waited < tt.from || waited > tt.to {
					t.Errorf("got %v after %v, want %v after %v to %v", err, waited, tt.want, tt.from, tt.to)
				}
			})
		})
	}
}

package memcachedtest

import (
	"crypto/tls"
	"net"
	"sync"
	"testing"
	"time"
)

// A Stream passes bytes on between clients and a memcached server, and can break off after any of them.
// Unlike a [Proxy], it knows nothing of requests. It is safe for concurrent use, and ends with its test.
type Stream struct {
	// Addr is where it listens, host:port.
	Addr string

	target   string
	listener net.Listener
	wg       sync.WaitGroup
	breaking sync.WaitGroup // while a break goes on

	mu     sync.Mutex
	conns  map[net.Conn]bool
	delay  time.Duration
	armed  *Break
	broken bool // and new connections are refused
}

// A Break is when and how a [Stream] breaks off.
type Break struct {
	// Up and Down are the numbers of bytes that are still passed on, to the server and back, over
	// all connections; negative means any number.
	Up, Down int
	// Then runs at the break, before the connections are closed; it may be nil.
	Then func()
	// Garbage is sent to the client instead of the rest.
	Garbage string
	// Reset closes the connections with a reset, which drops what is under way.
	Reset bool
	// Stay refuses new connections until [Stream.Heal].
	Stay bool
	// Slow passes bytes on one by one.
	Slow bool
	// Pass goes on as if nothing had happened, after Then.
	Pass bool
}

// NewStream returns a stream to the server at target.
func NewStream(t testing.TB, target string) *Stream {
	t.Helper()
	return stream(t, target, func(l net.Listener) net.Listener { return l })
}

// NewTLSStream is [NewStream] with TLS on the side of the clients.
func NewTLSStream(t testing.TB, target string, config *tls.Config) *Stream {
	t.Helper()
	return stream(t, target, func(l net.Listener) net.Listener { return tls.NewListener(l, config) })
}

func stream(t testing.TB, target string, over func(net.Listener) net.Listener) *Stream {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l = over(l)
	s := &Stream{Addr: l.Addr().String(), target: target, listener: l, conns: make(map[net.Conn]bool)}
	s.wg.Go(s.accept)
	t.Cleanup(func() {
		l.Close()
		s.mu.Lock()
		s.broken = true
		s.mu.Unlock()
		s.closeAll(false)
		s.wg.Wait()
	})
	return s
}

// HangUp closes all connections.
func (s *Stream) HangUp() { s.closeAll(false) }

// Delay delays bytes in either direction.
func (s *Stream) Delay(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.delay = d
}

// Arm makes the stream break off once.
func (s *Stream) Arm(b Break) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.armed = &b
}

// Heal forgets a break that has not happened, and accepts connections again. It reports whether the break
// has happened, and waits for its end.
func (s *Stream) Heal() (happened bool) {
	s.mu.Lock()
	happened = s.armed == nil
	s.armed, s.broken = nil, false
	s.mu.Unlock()
	s.breaking.Wait()
	return happened
}

func (s *Stream) accept() {
	for {
		client, err := s.listener.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial("tcp", s.target)
		if err != nil || !s.keep(client, server) {
			client.Close()
			if server != nil {
				server.Close()
			}
			continue
		}
		s.wg.Go(func() { s.pass(client, server, true) })
		s.wg.Go(func() { s.pass(server, client, false) })
	}
}

func (s *Stream) keep(conns ...net.Conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.broken {
		return false
	}
	for _, c := range conns {
		s.conns[c] = true
	}
	return true
}

// pass passes bytes on in one direction until either side ends.
func (s *Stream) pass(from, to net.Conn, up bool) {
	defer func() {
		s.mu.Lock()
		delete(s.conns, from)
		delete(s.conns, to)
		s.mu.Unlock()
		from.Close()
		to.Close()
	}()
	buf := make([]byte, 32<<10)
	for {
		n, err := from.Read(buf)
		if n > 0 && !s.write(to, buf[:n], up) || err != nil {
			return
		}
	}
}

// write passes bytes on as far as they may; false where it broke off.
func (s *Stream) write(to net.Conn, b []byte, up bool) bool {
	s.mu.Lock()
	armed, delay := s.armed, s.delay
	allowed, slow := len(b), false
	if armed != nil {
		slow = armed.Slow
		left := &armed.Down
		if up {
			left = &armed.Up
		}
		if *left >= 0 {
			allowed = min(allowed, *left)
			*left -= allowed
		}
	}
	breaks := allowed < len(b)
	if breaks {
		s.armed, s.broken = nil, armed.Stay
		s.breaking.Add(1)
		defer s.breaking.Done()
	}
	s.mu.Unlock()
	time.Sleep(delay)
	step := max(allowed, 1)
	if slow {
		step = 1
	}
	for rest := b[:allowed]; len(rest) > 0; {
		n := min(step, len(rest))
		if _, err := to.Write(rest[:n]); err != nil && !breaks {
			return false
		}
		rest = rest[n:]
	}
	if !breaks {
		return true
	}
	if !up && armed.Garbage != "" {
		to.Write([]byte(armed.Garbage))
	}
	if armed.Then != nil {
		armed.Then()
	}
	if armed.Pass {
		_, err := to.Write(b[allowed:])
		return err == nil
	}
	s.closeAll(armed.Reset)
	return false
}

func (s *Stream) closeAll(reset bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.conns {
		if tcp, ok := c.(*net.TCPConn); ok && reset {
			tcp.SetLinger(0)
		}
		c.Close()
	}
}

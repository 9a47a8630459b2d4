package server

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/bradfitz/gomemcache/memcache"

	"sessh/session/memcached/textproto"
	"sessh/session/storage"
)

// A Server is one memcached server: a pool of connections, and what is known about it.
type Server struct {
	address Address
	options Options
	notes   *Notes
	noItem  func() string // returns a key that no item has
	// salt makes the epochs of several servers differ: in containers, their processes have
	// the same number and may have been started in the same second.
	salt epoch

	circuit circuit

	mu     sync.Mutex
	idle   []*textproto.Conn
	closed bool
	latest atomic.Pointer[process] // of the latest connection; set under mu
}

// maxIdle is the number of connections that are kept for later.
const maxIdle = 4

// Options are the settings of a [server]. All are set, except TLS and User.
type Options struct {
	Timeout        time.Duration // how long to wait for the server without progress
	Grace          time.Duration // how long a write outlasts its context
	TLS            *tls.Config
	User, Password string
	Now            func() time.Time // clock for a server that does not report its time
	// Several is set if the server is one of several of a store: no two of them count the same
	// versions, and one that does not answer is left alone for a [Rest].
	Several bool
}

// New returns a server, which need not be up. It adds to n what users should know.
func New(a Address, o Options, n *Notes) *Server {
	s := &Server{address: a, options: o, notes: n, noItem: sync.OnceValue(func() string { return "sessh:" + rand.Text() })}
	if o.Several {
		s.salt = epochOf(a.Target)
	}
	return s
}

// Name returns the server's name, as in its address.
func (s *Server) Name() string { return s.address.Name }

// MaxValue returns the size limit of the value under key.
func (s *Server) MaxValue(ctx context.Context, key string) (int, error) {
	p, err := s.about(ctx)
	if err == nil {
		err = p.settable(key)
	}
	if err != nil {
		return 0, s.error("write", key, err)
	}
	return p.can.maxValue(key, 0), nil
}

// CanRemove returns the reason why the item under key cannot be removed, or nil.
func (s *Server) CanRemove(ctx context.Context, key string) error {
	p, err := s.about(ctx)
	if err == nil {
		err = p.removable(key)
	}
	return s.error("remove", key, err)
}

// Refuses returns the reason why the server takes no writes, as far as is known; nil if it does.
func (s *Server) Refuses() error {
	if p := s.known(); p != nil {
		return s.error("", "", p.writable())
	}
	return nil
}

// known returns the process of the latest connection; nil if there was none.
func (s *Server) known() *process { return s.latest.Load() }

// know notes the process of a new connection. What was learned about it before stays known.
func (s *Server) know(p *process) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if was := s.latest.Load(); was != nil && was.epoch == p.epoch && was.can == p.can {
		p.learned = was.learned
	}
	s.latest.Store(p)
}

// about returns the process of the latest connection, and makes one if there was none.
func (s *Server) about(ctx context.Context) (p *process, err error) {
	if p = s.known(); p != nil {
		return p, nil
	}
	err = s.once(ctx, func(c *textproto.Conn) error {
		p = processAt(c)
		return nil
	})
	return p, err
}

// Version returns the version that the server reports, or an error if it does not answer. A server that was
// just greeted is not asked again.
func (s *Server) Version(ctx context.Context) (string, error) {
	if s.known() == nil {
		p, err := s.about(ctx)
		if err != nil {
			return "", s.error("", "", err)
		}
		if p.can.version != "" {
			return p.can.version, nil
		}
	}
	stats, err := s.Stats(ctx, "")
	return stats["version"], err
}

// conn returns a connection that is alive, as far as can be seen from here.
func (s *Server) conn(ctx context.Context) (*textproto.Conn, error) {
	for {
		c := s.takeIdle()
		if c == nil {
			return s.dial(ctx)
		}
		if x, ok := c.Conn.(*socket); ok && alive(x.raw) {
			return c, nil
		}
		c.Close()
	}
}

func (s *Server) takeIdle() *textproto.Conn {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := len(s.idle)
	if n == 0 {
		return nil
	}
	c := s.idle[n-1]
	s.idle = s.idle[:n-1]
	return c
}

// put returns a connection to the pool.
func (s *Server) put(c *textproto.Conn) {
	s.mu.Lock()
	keep := c.Usable() && !s.closed && len(s.idle) < maxIdle
	if keep {
		s.idle = append(s.idle, c)
	}
	s.mu.Unlock()
	if !keep {
		c.Close()
	}
}

// once runs f on a connection, unless the server is left alone.
func (s *Server) once(ctx context.Context, f func(*textproto.Conn) error) error {
	return s.guarded(func() error { return s.anyway(ctx, f) })
}

// anyway runs f on a connection.
func (s *Server) anyway(ctx context.Context, f func(*textproto.Conn) error) error {
	c, err := s.conn(ctx)
	if err != nil {
		return err
	}
	defer s.put(c)
	return f(c)
}

// with runs f on a connection, and again on a fresh one if the first turns out to be dead or to
// carry stray replies. f must be repeatable.
func (s *Server) with(ctx context.Context, f func(*textproto.Conn) error) error {
	err := s.once(ctx, f)
	if (lost(err) || errors.Is(err, textproto.ErrNonsense)) && !unsentError(err) {
		s.drop()
		err = s.once(ctx, f)
	}
	return err
}

// classic runs f with gomemcache's client on a connection of the pool, which ends with ctx. An error
// before anything was sent is an [unsentError].
func (s *Server) classic(ctx context.Context, f func(*memcache.Client, *process) error) error {
	return s.guarded(func() error { return s.classicAnyway(ctx, f) })
}

func (s *Server) classicAnyway(ctx context.Context, f func(*memcache.Client, *process) error) error {
	if err := ctx.Err(); err != nil {
		return &unsent{err}
	}
	c, err := s.conn(ctx)
	if err != nil {
		return err
	}
	x := &lent{Conn: c, s: s, ctx: ctx}
	stop := context.AfterFunc(ctx, func() { c.SetDeadline(past) })
	client := memcache.NewFromSelector(single{addr{s.address}})
	client.Timeout = s.options.Timeout
	client.DialContext = func(context.Context, string, string) (net.Conn, error) { return x, nil }
	err = f(client, processAt(c))
	switch {
	case !stop(), x.closed: // ended by ctx, or closed by gomemcache
		c.Close()
	default:
		s.put(c)
	}
	switch {
	case err == nil:
		return nil
	case !x.wrote:
		return &unsent{err}
	case ctx.Err() != nil:
		return ctx.Err()
	}
	return err
}

// single is gomemcache's server selector for one server.
type single struct{ addr net.Addr }

func (x single) PickServer(string) (net.Addr, error) { return x.addr, nil }
func (x single) Each(f func(net.Addr) error) error   { return f(x.addr) }

// lost reports whether an error means that the connection was lost.
func lost(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
}

// Stats returns a group of the counters of the server; "" for the general ones.
func (s *Server) Stats(ctx context.Context, group string) (stats map[string]string, err error) {
	request := strings.TrimSuffix("stats "+group, " ") + "\r\n"
	err = s.with(ctx, func(c *textproto.Conn) (err error) {
		if processAt(c).can.bare {
			_, err = s.greetBare(ctx, c)
			if err == nil && group != "" {
				err = fmt.Errorf("counting is %w", errBare)
			}
			return err
		}
		return s.ask(ctx, c, request, func() error {
			stats, err = c.Stats(ctx)
			return err
		})
	})
	var refused *textproto.ServerError
	if group != "" && errors.As(err, &refused) && !refused.Full() && !refused.Unauthenticated() {
		err = fmt.Errorf("counting %s is %w: %q", group, storage.ErrUnsupported, refused.Line)
	}
	return stats, s.error("", "", err)
}

// Flush removes everything.
func (s *Server) Flush(ctx context.Context) error {
	err := s.with(ctx, func(c *textproto.Conn) error {
		if processAt(c).can.bare {
			return fmt.Errorf("flushing is %w", errBare)
		}
		return s.ask(ctx, c, "flush_all\r\n", func() error {
			line, err := c.Reply(ctx)
			if err == nil && line != "OK" {
				err = textproto.Nonsense(line)
			}
			return err
		})
	})
	if lost(err) && !unsentError(err) { // twice, on a connection that was greeted
		err = fmt.Errorf("flushing is %w", errHangsUp)
	}
	return s.error("flush", "", err)
}

// drop closes the idle connections.
func (s *Server) drop() {
	s.mu.Lock()
	idle := s.idle
	s.idle = nil
	s.mu.Unlock()
	for _, c := range idle {
		c.Close()
	}
}

// Close closes the connections.
func (s *Server) Close() {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.drop()
}

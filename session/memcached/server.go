package memcached

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/bradfitz/gomemcache/memcache"

	"sessh/session"
	"sessh/session/memcached/textproto"
)

// server is one memcached server: gomemcache's client for it, and connections
// for what gomemcache does not have.
type server struct {
	address Address
	options Options
	client  *memcache.Client

	mu      sync.Mutex
	idle    []*textproto.Conn
	closed  bool
	meta    metaState
	maxItem int // 0: not known yet
}

// metaState tells whether a server knows the meta commands.
type metaState uint8

const (
	metaUnknown metaState = iota
	metaYes
	metaNo // older than 1.6
)

const maxIdle = 4

// defaultMaxItem is memcached's own default.
const defaultMaxItem = 1 << 20

// largestValue is the most that a server may announce, unless it is known to
// hold larger items.
const largestValue = 128 << 20

func newServer(a Address, o Options) *server {
	s := &server{address: a, options: o}
	s.client = memcache.NewFromSelector(single{addr{a}})
	s.client.Timeout = o.Timeout
	s.client.MaxIdleConns = maxIdle
	s.client.DialContext = func(ctx context.Context, _, _ string) (net.Conn, error) {
		c, err := s.dial(ctx)
		if err != nil {
			return nil, err
		}
		return &watched{conn: c, limit: s.valueLimit()}, nil
	}
	return s
}

// single is the selector of a client for one server.
type single struct{ addr net.Addr }

func (x single) PickServer(string) (net.Addr, error) { return x.addr, nil }
func (x single) Each(f func(net.Addr) error) error   { return f(x.addr) }

func (s *server) valueLimit() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return max(s.maxItem, largestValue)
}

// conn hands out a connection that is alive.
func (s *server) conn(ctx context.Context) (*textproto.Conn, error) {
	for {
		s.mu.Lock()
		n := len(s.idle)
		if n == 0 {
			s.mu.Unlock()
			break
		}
		c := s.idle[n-1]
		s.idle = s.idle[:n-1]
		s.mu.Unlock()
		if x, ok := c.Conn.(*conn); ok && x.alive() {
			return c, nil
		}
		c.Close()
	}
	c, err := s.dial(ctx)
	if err != nil {
		return nil, err
	}
	return textproto.NewConn(c, s.options.Timeout), nil
}

// put takes a connection back.
func (s *server) put(c *textproto.Conn) {
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

// with runs f on a connection. A read is tried again on a fresh connection
// when the one it was given turns out to be dead.
func (s *server) with(ctx context.Context, f func(*textproto.Conn) error) error {
	for try := 0; ; try++ {
		c, err := s.conn(ctx)
		if err != nil {
			return err
		}
		err = f(c)
		s.put(c)
		if err == nil || try > 0 || !lost(err) {
			return err
		}
	}
}

// lost tells whether an error is that of a connection which has gone away.
func lost(err error) bool {
	return errors.Is(err, errStale) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) || errors.Is(err, net.ErrClosed)
}

// hasMeta tells whether the server knows the meta commands; it is asked once.
func (s *server) hasMeta(ctx context.Context) (bool, error) {
	s.mu.Lock()
	state := s.meta
	s.mu.Unlock()
	if state != metaUnknown {
		return state == metaYes, nil
	}
	err := s.with(ctx, func(c *textproto.Conn) error {
		return c.Pipeline(ctx, literal("mn\r\n"), func() error {
			line, err := c.Line(ctx)
			switch {
			case err != nil:
				return err
			case line == "MN":
				state = metaYes
			case line == "ERROR":
				state = metaNo
			default:
				return &textproto.ServerError{Line: line}
			}
			return nil
		})
	})
	if err != nil {
		return false, err
	}
	s.mu.Lock()
	s.meta = state
	s.mu.Unlock()
	return state == metaYes, nil
}

// itemSize is the server's limit of an item, in bytes; it is asked once.
func (s *server) itemSize(ctx context.Context) (int, error) {
	s.mu.Lock()
	size := s.maxItem
	s.mu.Unlock()
	if size > 0 {
		return size, nil
	}
	stats, err := s.stats(ctx, "stats settings\r\n")
	var refused *textproto.ServerError
	if err != nil && !errors.As(err, &refused) {
		return 0, err
	}
	size = defaultMaxItem
	if n, err := strconv.Atoi(stats["item_size_max"]); err == nil && n > 0 {
		size = n
	}
	s.mu.Lock()
	s.maxItem = size
	s.mu.Unlock()
	return size, nil
}

func (s *server) stats(ctx context.Context, request string) (stats map[string]string, err error) {
	err = s.with(ctx, func(c *textproto.Conn) error {
		return c.Pipeline(ctx, literal(request), func() error {
			stats, err = c.Stats(ctx)
			return err
		})
	})
	return stats, err
}

// error wraps an error of a call on the server about a key, in plain words.
func (s *server) error(op, key string, err error) error {
	if err == nil || errors.Is(err, context.Canceled) {
		return err
	}
	var known *session.StoreError
	if errors.As(err, &known) {
		return err
	}
	return &session.StoreError{Op: op, Server: s.address.Name, Key: key, Err: s.plain(err)}
}

// plain says what an error means.
func (s *server) plain(err error) error {
	var timeout interface{ Timeout() bool }
	var dns *net.DNSError
	var connect *memcache.ConnectTimeoutError
	switch {
	case errors.As(err, &dns):
		return fmt.Errorf("%w: the name %q does not resolve", session.ErrUnreachable, dns.Name)
	case errors.Is(err, syscall.ECONNREFUSED):
		return fmt.Errorf("%w: connection refused", session.ErrUnreachable)
	case errors.Is(err, os.ErrNotExist):
		return fmt.Errorf("%w: there is no such socket", session.ErrUnreachable)
	case errors.As(err, &connect), errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return fmt.Errorf("%w: no answer within %v", session.ErrUnreachable, s.options.Timeout)
	case lost(err):
		return fmt.Errorf("%w: it closed the connection", session.ErrUnreachable)
	case strings.HasPrefix(err.Error(), "memcache: unexpected"), strings.HasPrefix(err.Error(), "memcache: corrupt"):
		return fmt.Errorf("%w: %.200s", textproto.ErrNonsense, err.Error())
	}
	var d *dialError
	if errors.As(err, &d) {
		return fmt.Errorf("%w: %w", session.ErrUnreachable, d.err)
	}
	return err
}

func (s *server) close() {
	s.mu.Lock()
	idle := s.idle
	s.idle, s.closed = nil, true
	s.mu.Unlock()
	for _, c := range idle {
		c.Close()
	}
	s.client.Close()
}

// exptime is a lifetime as memcached takes it: seconds, or a point in time
// where they exceed 30 days, which it would mistake for one in 1970.
func exptime(ttl time.Duration, now time.Time) int32 {
	const month = 30 * 24 * time.Hour
	if ttl <= 0 {
		return 0
	}
	seconds := int64((ttl + time.Second - 1) / time.Second)
	if ttl > month {
		seconds += now.Unix()
	}
	const end = 1<<31 - 1 // of what memcached can count
	if seconds > end {
		return 0
	}
	return int32(seconds)
}

package memcached

import (
	"context"
	"errors"
	"io"
	"net"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"

	"github.com/bradfitz/gomemcache/memcache"

	"sessh/session/memcached/textproto"
)

// server is one memcached server: a pool of connections, and what was learnt
// about it.
type server struct {
	address Address
	options Options
	noNames atomic.Bool // whether it was found not to list names alone
	// salt tells the epochs of several servers apart: in containers, their processes
	// have the same number, and may be started in the same second.
	salt epoch

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

// maxIdle is how many connections are kept for later.
const maxIdle = 4

// defaultMaxItem is memcached's own default.
const defaultMaxItem = 1 << 20

// largestValue is the most that a server may announce, unless it is known to
// hold larger items.
const largestValue = 128 << 20

func newServer(a Address, o Options) *server { return &server{address: a, options: o} }

func (s *server) valueLimit() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return max(s.maxItem, largestValue)
}

// conn hands out a connection that is alive, as far as can be seen from here.
func (s *server) conn(ctx context.Context) (*textproto.Conn, error) {
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

func (s *server) takeIdle() *textproto.Conn {
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

// once runs f on a connection.
func (s *server) once(ctx context.Context, f func(*textproto.Conn) error) error {
	c, err := s.conn(ctx)
	if err != nil {
		return err
	}
	defer s.put(c)
	return f(c)
}

// with runs f, which does nothing that cannot be done again, on a connection:
// again on a fresh one when the first turns out to be dead.
func (s *server) with(ctx context.Context, f func(*textproto.Conn) error) error {
	err := s.once(ctx, f)
	if lost(err) && !unsentError(err) {
		s.drop()
		err = s.once(ctx, f)
	}
	return err
}

// classic runs f with gomemcache's client on a connection of the pool. It ends
// with ctx. An error before anything was sent is a dialError.
func (s *server) classic(ctx context.Context, f func(*memcache.Client, *process) error) error {
	if err := ctx.Err(); err != nil {
		return &dialError{err}
	}
	c, err := s.conn(ctx)
	if err != nil {
		return err
	}
	p, err := s.process(ctx, c)
	if err != nil {
		s.put(c)
		return &dialError{err}
	}
	x := &lent{Conn: c, ctx: ctx, limit: s.valueLimit()}
	stop := context.AfterFunc(ctx, func() { c.SetDeadline(past) })
	client := memcache.NewFromSelector(single{addr{s.address}})
	client.Timeout = s.options.Timeout
	client.DialContext = func(context.Context, string, string) (net.Conn, error) { return x, nil }
	err = f(client, p)
	switch {
	case !stop(), x.closed: // ended by ctx, or given up by gomemcache
		c.Close()
	default:
		s.put(c)
	}
	switch {
	case err == nil:
		return nil
	case !x.wrote:
		return &dialError{err}
	case x.err != nil:
		return x.err
	case ctx.Err() != nil:
		return ctx.Err()
	}
	return err
}

// single is the selector of a client for one server.
type single struct{ addr net.Addr }

func (x single) PickServer(string) (net.Addr, error) { return x.addr, nil }
func (x single) Each(f func(net.Addr) error) error   { return f(x.addr) }

// lost tells whether an error is that of a connection which has gone away.
func lost(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
}

// hasMeta tells whether the server knows the meta commands; it is asked once.
func (s *server) hasMeta(ctx context.Context) (bool, error) {
	s.mu.Lock()
	state := s.meta
	s.mu.Unlock()
	if state != metaUnknown {
		return state == metaYes, nil
	}
	line, err := s.ask(ctx, "mn\r\n")
	var refused *textproto.ServerError
	switch {
	case err == nil && line == "MN":
		state = metaYes
	case errors.As(err, &refused) && refused.Unsupported():
		state = metaNo
	case err != nil:
		return false, err
	default:
		return false, textproto.Nonsense(line)
	}
	s.mu.Lock()
	s.meta = state
	s.mu.Unlock()
	return state == metaYes, nil
}

// ask sends a request that is answered by one line.
func (s *server) ask(ctx context.Context, request string) (line string, err error) {
	err = s.with(ctx, func(c *textproto.Conn) error {
		return c.Pipeline(ctx, literal(request), func() error {
			line, err = c.Reply(ctx)
			return err
		})
	})
	return line, err
}

// itemSize is the server's limit of an item, in bytes; it is asked once. A
// server that does not tell is taken to have memcached's default.
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

// flush removes everything.
func (s *server) flush(ctx context.Context) error {
	line, err := s.ask(ctx, "flush_all\r\n")
	if err == nil && line != "OK" {
		err = textproto.Nonsense(line)
	}
	return err
}

// drop closes the connections that nobody uses.
func (s *server) drop() {
	s.mu.Lock()
	idle := s.idle
	s.idle = nil
	s.mu.Unlock()
	for _, c := range idle {
		c.Close()
	}
}

func (s *server) close() {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.drop()
}

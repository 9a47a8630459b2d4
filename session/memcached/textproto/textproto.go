// Package textproto implements the parts of memcached's text protocol that gomemcache lacks: meta
// commands, listing, watching, statistics, and many requests in one round trip.
//
// A [Conn] sends requests with [Conn.Pipeline], whose read function reads their replies in order with
// the Conn's other methods:
//
//	err := c.Pipeline(ctx, func(w *bufio.Writer) error {
//		_, err := w.WriteString("mg k v\r\nmn\r\n")
//		return err
//	}, func() error {
//		m, err := c.Meta(ctx, limit) // of mg
//		...
//		_, err = c.Meta(ctx, limit) // of mn
//		return err
//	})
//
// Replies are bounded: a server cannot make a Conn hold more than a line of 64 KiB, or a value of the
// limit that the caller gives. A reply that is not of the protocol is an [ErrNonsense], and an error
// reply is a [ServerError].
package textproto

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"sessh/session/storage/meanwhile"
)

// maxLine bounds a line of a reply, in bytes.
const maxLine = 64 << 10

// ErrNonsense is wrapped by errors about a reply that is not of the protocol. The connection is no
// longer usable.
var ErrNonsense = errors.New("the server's answer makes no sense")

// Nonsense returns the error of a line that is not of the protocol.
func Nonsense(line string) error { return fmt.Errorf("%w: %q", ErrNonsense, shorten(line)) }

// A Conn is a connection to a server. It is not safe for concurrent use.
type Conn struct {
	net.Conn
	r       *bufio.Reader
	w       *bufio.Writer
	timeout time.Duration
	broken  bool
	meta    Meta
	line    []byte      // that meta was read from
	texts   texts       // of the lines that Line returns
	failed  atomic.Bool // one half of a pipeline has failed, and the other must not wait

	wait    waiting
	reading context.Context // of the read at hand
	fresh   bool            // no byte of the reply has been read yet
}

// NewConn returns a Conn on a connection. It waits for the server no longer than timeout without
// progress.
func NewConn(c net.Conn, timeout time.Duration) *Conn {
	conn := &Conn{Conn: c, timeout: timeout, reading: context.Background()}
	conn.r, conn.w = bufio.NewReaderSize(source{conn}, maxLine), bufio.NewWriterSize(nil, fewBytes)
	return conn
}

// Usable reports whether the connection can take another request: nothing has failed, and nothing is
// left to read.
func (c *Conn) Usable() bool { return !c.broken && c.r.Buffered() == 0 }

// Pipeline writes requests while read, which it calls, reads all the replies. Few requests are written
// before that, by the same goroutine; requests is called twice if they turn out to be many, and must
// write the same. The work that package meanwhile finds in ctx is done between the two, or beside the
// reading, and perhaps still when Pipeline returns. If ctx is cancelled, both end soon with its error. After any error the connection is no longer usable.
func (c *Conn) Pipeline(ctx context.Context, requests func(*bufio.Writer) error, read func() error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	stop := context.AfterFunc(ctx, func() { c.SetDeadline(past) })
	err := c.exchange(ctx, requests, read)
	if !stop() { // a deadline may be set at any time now
		c.broken = true
	}
	if err == nil {
		return nil
	}
	c.broken = true
	return cancelled(ctx, err)
}

func (c *Conn) exchange(ctx context.Context, requests func(*bufio.Writer) error, read func() error) error {
	few, err := c.few(requests)
	switch {
	case errors.Is(err, errMany):
		return c.exchangeMany(ctx, requests, read)
	case err == nil:
		_, err = c.Send(ctx, few)
	}
	if err != nil {
		return err
	}
	meanwhile.Do(ctx)
	return read()
}

// fewBytes is the number of bytes that are sent without reading meanwhile. A server takes them even if
// their replies are not read.
const fewBytes = 32 << 10

// errMany is the error of requests of more than fewBytes.
var errMany = errors.New("many requests")

// few returns the requests if they are few; else errMany.
func (c *Conn) few(requests func(*bufio.Writer) error) ([]byte, error) {
	var all held
	c.w.Reset(&all)
	if err := requests(c.w); err != nil {
		return nil, err
	}
	all.last = true
	err := c.w.Flush()
	return all.bytes, err
}

// held takes what is written last, and nothing before that.
type held struct {
	last  bool
	bytes []byte
}

func (h *held) Write(p []byte) (int, error) {
	if !h.last {
		return 0, errMany
	}
	h.bytes = p
	return len(p), nil
}

// exchangeMany writes requests and reads at the same time.
func (c *Conn) exchangeMany(ctx context.Context, requests func(*bufio.Writer) error, read func() error) error {
	var first error // the one of the two that made the other fail
	var once sync.Once
	sent := make(chan struct{})
	go func() {
		defer meanwhile.Do(ctx)
		defer close(sent)
		c.w.Reset(writer{c, ctx})
		err := requests(c.w)
		if err == nil {
			err = c.w.Flush()
		}
		if err != nil {
			once.Do(func() { first = err })
			c.failed.Store(true)
			c.SetReadDeadline(past) // there will be no reply
		}
	}()
	if err := read(); err != nil {
		once.Do(func() { first = err })
		c.failed.Store(true)
		c.SetWriteDeadline(past)
	}
	<-sent
	return first
}

// past is a deadline that ends all waiting.
var past = time.Unix(1, 0)

// writer is [Conn.Send] as an io.Writer.
type writer struct {
	c   *Conn
	ctx context.Context
}

func (w writer) Write(p []byte) (int, error) { return w.c.Send(w.ctx, p) }

// A ServerError is an error reply of the server.
type ServerError struct{ Line string }

func (e *ServerError) Error() string { return "the server says " + strconv.Quote(shorten(e.Line)) }

// Unsupported reports whether the server does not know the command.
func (e *ServerError) Unsupported() bool { return e.Line == "ERROR" }

// Failed reports whether the server understood the command and could not do it, in memcached's own
// words. The words of a proxy do not count, because the server behind it may have done it.
func (e *ServerError) Failed() bool {
	what, ok := strings.CutPrefix(e.Line, "SERVER_ERROR ")
	what = strings.ToLower(what)
	return ok && (strings.HasPrefix(what, "out of memory") || strings.HasPrefix(what, "object too large"))
}

// Full reports whether the server has reached its limit of connections. It sends that reply without a
// request and closes the connection.
func (e *ServerError) Full() bool {
	return strings.HasPrefix(e.Line, "ERROR Too many open connections")
}

// Unauthenticated reports whether the server requires authentication.
func (e *ServerError) Unauthenticated() bool { return e.Line == "CLIENT_ERROR unauthenticated" }

func shorten(s string) string {
	if len(s) > 100 {
		return s[:100] + "..."
	}
	return s
}

// Refusal returns the [ServerError] of a line, or nil if it is not an error reply.
func Refusal(line string) error {
	if line == "ERROR" || strings.HasPrefix(line, "ERROR ") || strings.HasPrefix(line, "CLIENT_ERROR") || strings.HasPrefix(line, "SERVER_ERROR") || strings.HasPrefix(line, "BUSY") || strings.HasPrefix(line, "BADCLASS") {
		return &ServerError{line}
	}
	return nil
}

// Reply reads a one-line reply. An error reply is a [ServerError].
func (c *Conn) Reply(ctx context.Context) (string, error) {
	line, err := c.Line(ctx)
	if err != nil {
		return "", err
	}
	return line, Refusal(line)
}

// Stats reads "STAT name value" lines up to END.
func (c *Conn) Stats(ctx context.Context) (map[string]string, error) {
	stats := make(map[string]string)
	for {
		line, err := c.Reply(ctx)
		if err != nil {
			return nil, err
		}
		if line == "END" {
			return stats, nil
		}
		rest, ok := strings.CutPrefix(line, "STAT ")
		if !ok || len(stats) > 10000 {
			return nil, Nonsense(line)
		}
		name, value, _ := strings.Cut(rest, " ")
		stats[name] = value
	}
}

// Package textproto speaks the part of memcached's text protocol that
// gomemcache does not: meta commands, listing, statistics, and many requests in
// one round trip.
//
// A [Conn] sends requests with [Conn.Pipeline] and reads their replies in
// order. What it reads is bounded: a server cannot make it hold more than a
// line of 64 KiB or a value of the limit that the caller gives.
package textproto

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// maxLine bounds a line of a reply, in bytes.
const maxLine = 64 << 10

// ErrNonsense is wrapped by errors about a reply that is not of the protocol.
// The connection cannot be used any further.
var ErrNonsense = errors.New("the server's answer makes no sense")

// Nonsense is the error of a line that is not of the protocol.
func Nonsense(line string) error { return fmt.Errorf("%w: %q", ErrNonsense, shorten(line)) }

// A Conn is one connection. It is used by one goroutine at a time.
type Conn struct {
	net.Conn
	r       *bufio.Reader
	timeout time.Duration
	broken  bool
	meta    Meta
	failed  atomic.Bool // one half of a pipeline failed: the other has nothing to wait for

	wait    waiting
	reading context.Context // of the read at hand
	fresh   bool            // it waits for a reply of which nothing has been read
}

// NewConn takes over a connection. It waits for the server no longer than timeout
// without progress.
func NewConn(c net.Conn, timeout time.Duration) *Conn {
	conn := &Conn{Conn: c, timeout: timeout, reading: context.Background()}
	conn.r = bufio.NewReaderSize(source{conn}, maxLine)
	return conn
}

// Usable reports whether the connection can serve another request: nothing went
// wrong, and nothing is left to be read.
func (c *Conn) Usable() bool { return !c.broken && c.r.Buffered() == 0 }

// Pipeline writes requests while it calls read, which reads all the replies.
// When ctx is cancelled, both end soon with its error. After any error the
// connection is broken.
func (c *Conn) Pipeline(ctx context.Context, requests func(*bufio.Writer) error, read func() error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	stop := context.AfterFunc(ctx, func() { c.SetDeadline(past) })
	var first error // of the two, the one that made the other fail
	var once sync.Once
	sent := make(chan struct{})
	go func() {
		defer close(sent)
		w := bufio.NewWriterSize(writer{c, ctx}, 32<<10)
		err := requests(w)
		if err == nil {
			err = w.Flush()
		}
		if err != nil {
			once.Do(func() { first = err })
			c.failed.Store(true)
			c.SetReadDeadline(past) // nobody is going to answer
		}
	}()
	if err := read(); err != nil {
		once.Do(func() { first = err })
		c.failed.Store(true)
		c.SetWriteDeadline(past)
	}
	<-sent
	if !stop() { // a deadline may be set at any time now
		c.broken = true
	}
	if first == nil {
		return nil
	}
	c.broken = true
	if err := ctx.Err(); err != nil {
		return err
	}
	return first
}

// past is a deadline that ends whatever waits.
var past = time.Unix(1, 0)

// writer is [Conn.Send] as an io.Writer.
type writer struct {
	c   *Conn
	ctx context.Context
}

func (w writer) Write(p []byte) (int, error) { return w.c.Send(w.ctx, p) }

// Line reads one line, without its end.
func (c *Conn) Line(ctx context.Context) (string, error) {
	c.await(ctx)
	return ReadLine(c.r)
}

// ReadLine reads one line of at most 64 KiB, without its end.
func ReadLine(r *bufio.Reader) (string, error) {
	b, err := r.ReadSlice('\n')
	switch {
	case errors.Is(err, bufio.ErrBufferFull):
		return "", fmt.Errorf("%w: a line has no end", ErrNonsense)
	case err != nil:
		return "", err
	}
	for len(b) > 0 && (b[len(b)-1] == '\n' || b[len(b)-1] == '\r') {
		b = b[:len(b)-1]
	}
	return string(b), nil
}

// data reads a value of n bytes with the line's end behind it.
func (c *Conn) data(ctx context.Context, n, limit int) ([]byte, error) {
	if n < 0 || n > limit {
		return nil, fmt.Errorf("%w: a value of %d bytes, more than %d", ErrNonsense, n, limit)
	}
	b := make([]byte, n+2)
	c.await(ctx)
	if _, err := io.ReadFull(c.r, b); err != nil {
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		return nil, err
	}
	if b[n] != '\r' || b[n+1] != '\n' {
		return nil, fmt.Errorf("%w: a value does not end where it should", ErrNonsense)
	}
	return b[:n:n], nil
}

// A ServerError is an error that the server answered with.
type ServerError struct{ Line string }

func (e *ServerError) Error() string { return "the server says " + strconv.Quote(shorten(e.Line)) }

// Unsupported reports whether the server does not know the command.
func (e *ServerError) Unsupported() bool { return e.Line == "ERROR" }

// Failed reports whether the server understood the command, and could not do it: by
// memcached's own words. A proxy has others, for servers behind it that may have done
// it all the same.
func (e *ServerError) Failed() bool {
	what, ok := strings.CutPrefix(e.Line, "SERVER_ERROR ")
	what = strings.ToLower(what)
	return ok && (strings.HasPrefix(what, "out of memory") || strings.HasPrefix(what, "object too large"))
}

// Full reports whether the server has as many connections as it takes: it says so
// unasked, and hangs up.
func (e *ServerError) Full() bool {
	return strings.HasPrefix(e.Line, "ERROR Too many open connections")
}

// Unauthenticated reports whether the server wants a sign-in first.
func (e *ServerError) Unauthenticated() bool { return e.Line == "CLIENT_ERROR unauthenticated" }

func shorten(s string) string {
	if len(s) > 100 {
		return s[:100] + "..."
	}
	return s
}

// Refusal is the [ServerError] that a line tells of, or nil.
func Refusal(line string) error {
	if line == "ERROR" || strings.HasPrefix(line, "ERROR ") || strings.HasPrefix(line, "CLIENT_ERROR") || strings.HasPrefix(line, "SERVER_ERROR") || strings.HasPrefix(line, "BUSY") || strings.HasPrefix(line, "BADCLASS") {
		return &ServerError{line}
	}
	return nil
}

// A Meta is the reply to a meta command.
type Meta struct {
	Code  string // HD, VA, EN, EX, NF, NS, ME, MN
	Flags string // as sent, separated by blanks
	Value []byte
}

// Flag is the token of a flag, as in the "100" of "t100".
func (m *Meta) Flag(f byte) (token string, ok bool) {
	for rest := m.Flags; rest != ""; {
		x := rest
		if i := strings.IndexByte(rest, ' '); i >= 0 {
			x, rest = rest[:i], rest[i+1:]
		} else {
			rest = ""
		}
		if x != "" && x[0] == f {
			return x[1:], true
		}
	}
	return "", false
}

// Number is the token of a flag as a number.
func (m *Meta) Number(f byte) (int64, bool) {
	token, ok := m.Flag(f)
	if !ok {
		return 0, false
	}
	n, err := strconv.ParseInt(token, 10, 64)
	return n, err == nil
}

// Version is the CAS unique of the reply: 0 where the server keeps none.
func (m *Meta) Version() (uint64, error) {
	token, ok := m.Flag('c')
	n, err := strconv.ParseUint(token, 10, 64)
	if !ok || err != nil {
		return 0, Nonsense(m.Code + " " + m.Flags)
	}
	return n, nil
}

// Meta reads the reply to a meta command. What the server refuses is a
// [ServerError], after which the connection is still usable. What is returned is
// valid until the next call, but for its value.
func (c *Conn) Meta(ctx context.Context, limit int) (*Meta, error) {
	line, err := c.Line(ctx)
	if err != nil {
		return nil, err
	}
	var size int
	if c.meta, size, err = ParseMeta(line); err != nil {
		return nil, err
	}
	if c.meta.Code == "VA" {
		c.meta.Value, err = c.data(ctx, size, limit)
	}
	return &c.meta, err
}

// ParseMeta reads the first line of the reply to a meta command; size is that
// of the value which follows.
func ParseMeta(line string) (m Meta, size int, err error) {
	code, rest := line, ""
	if i := strings.IndexByte(line, ' '); i >= 0 {
		code, rest = line[:i], line[i+1:]
	}
	switch code {
	case "HD", "EN", "EX", "NF", "NS", "MN":
		return Meta{Code: code, Flags: rest}, 0, nil
	case "OK": // the HD of 1.6.0 to 1.6.9
		return Meta{Code: "HD", Flags: rest}, 0, nil
	case "VA":
		text, flags, _ := strings.Cut(rest, " ")
		size, err := strconv.Atoi(text)
		if err != nil || size < 0 {
			return Meta{}, 0, Nonsense(line)
		}
		return Meta{Code: code, Flags: flags}, size, nil
	}
	if err := Refusal(line); err != nil {
		return Meta{}, 0, err
	}
	return Meta{}, 0, Nonsense(line)
}

// Reply reads a reply of one line. An error that the server answers with is a
// [ServerError].
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

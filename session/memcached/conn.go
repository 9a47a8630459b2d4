package memcached

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"

	"sessh/session/memcached/textproto"
)

// errStale is the error of a write to a connection that had died before: sure
// enough, nothing was sent.
var errStale = errors.New("the connection had been closed before")

// dialError marks errors of getting a connection: nothing was sent.
type dialError struct{ err error }

func (e *dialError) Error() string { return e.err.Error() }
func (e *dialError) Unwrap() error { return e.err }

// unsent tells whether an error came before anything was sent.
func unsent(err error) bool {
	var d *dialError
	return errors.Is(err, errStale) || errors.As(err, &d)
}

// dial connects to a server and signs in.
func (s *server) dial(ctx context.Context) (*conn, error) {
	ctx, cancel := context.WithTimeout(ctx, s.options.Timeout)
	defer cancel()
	var d net.Dialer
	raw, err := d.DialContext(ctx, s.address.Network, s.address.Target)
	if err != nil {
		return nil, &dialError{err}
	}
	c := &conn{Conn: raw, raw: raw}
	if s.options.TLS != nil {
		config := s.options.TLS.Clone()
		if config.ServerName == "" {
			config.ServerName, _, _ = net.SplitHostPort(s.address.Target)
		}
		t := tls.Client(raw, config)
		if err := t.HandshakeContext(ctx); err != nil {
			raw.Close()
			return nil, &dialError{err}
		}
		c.Conn, c.tls = t, true
	}
	if s.options.User != "" {
		if err := c.signIn(ctx, s.options.User, s.options.Password); err != nil {
			c.Close()
			return nil, &dialError{err}
		}
	}
	return c, nil
}

// signIn is memcached's authentication in the text protocol.
func (c *conn) signIn(ctx context.Context, user, password string) error {
	if deadline, ok := ctx.Deadline(); ok {
		c.SetDeadline(deadline)
		defer c.SetDeadline(time.Time{})
	}
	token := user + " " + password
	if _, err := fmt.Fprintf(c.Conn, "set auth 0 0 %d\r\n%s\r\n", len(token), token); err != nil {
		return err
	}
	var line []byte
	for one := make([]byte, 1); !bytes.HasSuffix(line, []byte("\n")); line = append(line, one[0]) {
		if _, err := c.Conn.Read(one); err != nil {
			return err
		}
		if len(line) > 256 {
			return errors.New("the server's answer to signing in makes no sense")
		}
	}
	if answer := strings.TrimSpace(string(line)); answer != "STORED" {
		return fmt.Errorf("the server refuses user %q: %q", user, answer)
	}
	return nil
}

// conn is a connection that can be asked whether it is alive.
type conn struct {
	net.Conn
	raw net.Conn // below TLS
	tls bool
}

func (c *conn) alive() bool { return alive(c.raw, c.tls) }

// watched is a connection for gomemcache, which writes a request and then
// reads the answer. It notices before a request is sent that it has died
// meanwhile, and stops a server which announces a value of absurd size.
type watched struct {
	*conn
	sent  bool // something was sent that nothing was read after
	guard guard
	limit int
}

func (c *watched) Write(p []byte) (int, error) {
	if !c.sent {
		if !c.alive() {
			return 0, errStale
		}
		c.sent = true
		c.guard = guard{}
	}
	return c.Conn.Write(p)
}

func (c *watched) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.sent = false
	if guardErr := c.guard.look(p[:n], c.limit); guardErr != nil {
		return 0, guardErr
	}
	return n, err
}

// guard follows the stream of replies, to see the announced sizes before who
// reads them makes room for them.
type guard struct {
	line []byte
	skip int // bytes of a value still to come
}

const maxWatched = 512 // bytes of a line that are looked at

func (g *guard) look(p []byte, limit int) error {
	for len(p) > 0 {
		if g.skip > 0 {
			n := min(g.skip, len(p))
			g.skip -= n
			p = p[n:]
			continue
		}
		end := bytes.IndexByte(p, '\n')
		part := p
		if end >= 0 {
			part = p[:end]
		}
		if room := maxWatched - len(g.line); room > 0 {
			g.line = append(g.line, part[:min(room, len(part))]...)
		}
		if end < 0 {
			return nil
		}
		size, announced := announcedSize(g.line)
		g.line, p = g.line[:0], p[end+1:]
		if !announced {
			continue
		}
		if size < 0 || size > int64(limit) {
			return fmt.Errorf("%w: a value of %d bytes", textproto.ErrNonsense, size)
		}
		g.skip = int(size) + 2
	}
	return nil
}

// announcedSize is the size of the value that follows a line, if one does.
func announcedSize(line []byte) (int64, bool) {
	fields := strings.Fields(string(line))
	at := 0
	switch {
	case len(fields) >= 4 && fields[0] == "VALUE":
		at = 3
	case len(fields) >= 2 && fields[0] == "VA":
		at = 1
	default:
		return 0, false
	}
	n, err := strconv.ParseInt(fields[at], 10, 64)
	if err != nil {
		return -1, true
	}
	return n, true
}

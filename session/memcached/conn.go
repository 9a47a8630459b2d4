package memcached

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"time"

	"sessh/session/memcached/textproto"
)

// dialError marks errors of getting a connection: nothing was sent.
type dialError struct{ err error }

func (e *dialError) Error() string { return e.err.Error() }
func (e *dialError) Unwrap() error { return e.err }

// unsentError tells whether an error came before anything was sent.
func unsentError(err error) bool {
	var d *dialError
	return errors.As(err, &d)
}

// refusedUser is the error of a server that does not let us in.
type refusedUser struct{ user, answer string }

func (e *refusedUser) Error() string {
	return fmt.Sprintf("the server refuses user %q: %.100q", e.user, e.answer)
}

// socket is a connection, with what is below TLS.
type socket struct {
	net.Conn
	raw     net.Conn
	process *process // at the other end; nil: not asked for yet
}

// dial connects to the server and signs in.
func (s *server) dial(ctx context.Context) (*textproto.Conn, error) {
	waited, cancel := context.WithTimeout(ctx, s.options.Timeout)
	defer cancel()
	c, err := s.connect(waited)
	if err == nil && s.options.User != "" {
		if err = signIn(waited, c, s.options.User, s.options.Password); err != nil {
			c.Close()
		}
	}
	if err == nil {
		return textproto.NewConn(c, s.options.Timeout), nil
	}
	if deadline, ok := ctx.Deadline(); ok && !time.Now().Before(deadline) {
		<-ctx.Done() // the connection has the same deadline, and may have noticed first
	}
	switch {
	case ctx.Err() != nil:
		err = ctx.Err()
	case errors.Is(err, context.DeadlineExceeded): // ours, which is none of the caller's
		err = os.ErrDeadlineExceeded
	}
	return nil, &dialError{err}
}

func (s *server) connect(ctx context.Context) (*socket, error) {
	var d net.Dialer
	raw, err := d.DialContext(ctx, s.address.Network, s.address.Target)
	if err != nil {
		return nil, err
	}
	if s.options.TLS == nil {
		return &socket{Conn: raw, raw: raw}, nil
	}
	config := s.options.TLS.Clone()
	if config.ServerName == "" {
		config.ServerName, _, _ = net.SplitHostPort(s.address.Target)
	}
	t := tls.Client(raw, config)
	if err := t.HandshakeContext(ctx); err != nil {
		raw.Close()
		return nil, fmt.Errorf("TLS: %w", err)
	}
	return &socket{Conn: t, raw: raw}, nil
}

// signIn is memcached's authentication in the text protocol.
func signIn(ctx context.Context, c net.Conn, user, password string) error {
	if deadline, ok := ctx.Deadline(); ok {
		c.SetDeadline(deadline)
	}
	stop := context.AfterFunc(ctx, func() { c.SetDeadline(past) })
	defer stop()
	token := user + " " + password
	if _, err := fmt.Fprintf(c, "set auth 0 0 %d\r\n%s\r\n", len(token), token); err != nil {
		return err
	}
	// Byte by byte: what is read beyond the line would be lost.
	var line []byte
	for one := make([]byte, 1); !bytes.HasSuffix(line, []byte("\n")); line = append(line, one[0]) {
		if len(line) > 256 {
			return fmt.Errorf("%w: %.100q to signing in", textproto.ErrNonsense, line)
		}
		if _, err := c.Read(one); err != nil {
			return err
		}
	}
	if answer := strings.TrimSpace(string(line)); answer != "STORED" {
		return &refusedUser{user, answer}
	}
	return nil
}

// past is a deadline that ends whatever waits.
var past = time.Unix(1, 0)

// lent is a connection of the pool in gomemcache's hands, which knows neither
// contexts nor limits: it ends with ctx, and refuses a value of absurd size
// before room is made for it.
type lent struct {
	net.Conn
	ctx    context.Context
	guard  guard
	limit  int
	wrote  bool
	closed bool
	err    error // why a read was refused
}

func (l *lent) Write(p []byte) (int, error) {
	l.wrote = true
	return l.Conn.Write(p)
}

func (l *lent) Read(p []byte) (int, error) {
	n, err := l.Conn.Read(p)
	if l.err = l.guard.look(p[:n], l.limit); l.err != nil {
		return 0, l.err
	}
	return n, err
}

func (l *lent) SetDeadline(t time.Time) error {
	err := l.Conn.SetDeadline(t)
	if l.ctx.Err() != nil { // looked at last, since cancelling sets a deadline as well
		return l.Conn.SetDeadline(past)
	}
	return err
}

// Close only notes that the connection is of no use any more; the pool closes it.
func (l *lent) Close() error {
	l.closed = true
	return nil
}

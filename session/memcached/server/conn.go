package server

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"os"
	"time"

	"sessh/session/memcached/textproto"
	"sessh/session/storage/meanwhile"
)

// dialError marks errors of getting a connection: nothing was sent.
type dialError struct{ err error }

func (e *dialError) Error() string { return e.err.Error() }
func (e *dialError) Unwrap() error { return e.err }

// unsent marks errors on an established connection before anything was sent: the server can be
// reached.
type unsent struct{ err error }

func (e *unsent) Error() string { return e.err.Error() }
func (e *unsent) Unwrap() error { return e.err }

// unsentError reports whether an error occurred before anything was sent.
func unsentError(err error) bool {
	var d *dialError
	var u *unsent
	return errors.As(err, &d) || errors.As(err, &u)
}

// socket is a connection, and the one below TLS.
type socket struct {
	net.Conn
	raw     net.Conn
	process *process // at the other end
	opaque  int64    // of the latest read by mg; 0: there was none
}

// processAt returns the server process at the other end of a connection of the pool. It stays the
// same as long as the connection lasts.
func processAt(c *textproto.Conn) *process { return c.Conn.(*socket).process }

// dial connects to the server, signs in, and finds out what it can do.
func (s *Server) dial(ctx context.Context) (*textproto.Conn, error) {
	waited, cancel := context.WithTimeout(meanwhile.Without(ctx), s.options.Timeout)
	defer cancel()
	c, err := s.meet(waited)
	if err == nil {
		return c, nil
	}
	if deadline, ok := ctx.Deadline(); ok && !time.Now().Before(deadline) {
		<-ctx.Done() // the connection has the same deadline and may have noticed first
	}
	switch {
	case ctx.Err() != nil:
		err = ctx.Err()
	case errors.Is(err, context.DeadlineExceeded): // our own deadline, not the caller's
		err = os.ErrDeadlineExceeded
	}
	return nil, &dialError{err}
}

// meet connects to the server and finds out what it is. If it closes the connection at the
// greeting, it may not know some request in it: that is so if it answers a knock and then closes
// the connection at the greeting again.
func (s *Server) meet(ctx context.Context) (*textproto.Conn, error) {
	was := s.known()
	c, err := s.introduce(ctx, s.greet)
	if !isHungUp(err) {
		return c, err
	}
	bare, err := s.introduce(ctx, s.greetBare)
	if err == nil && was != nil && was.can.bare || err != nil && !isHungUp(err) {
		return bare, err
	}
	c, again := s.introduce(ctx, s.greet)
	switch {
	case isHungUp(again) && err == nil:
		return bare, nil
	case isHungUp(again) && s.speaksBinary(ctx):
		return nil, &ForeignError{Protocol: Binary}
	case err == nil:
		bare.Close()
	}
	return c, again
}

// introduce connects, and greet finds out what is at the other end.
func (s *Server) introduce(ctx context.Context, greet func(context.Context, *textproto.Conn) (*process, error)) (*textproto.Conn, error) {
	x, err := s.connect(ctx)
	if err != nil {
		return nil, err
	}
	c := textproto.NewConn(x, s.options.Timeout)
	if s.options.User != "" {
		err = s.signIn(ctx, c)
	}
	if err == nil {
		x.process, err = greet(ctx, c)
	}
	if err != nil {
		c.Close()
		if lost(err) {
			err = &hungUp{err}
		}
		return nil, err
	}
	s.know(x.process)
	return c, nil
}

// hungUp is the error of a server that closed a connection at the greeting.
type hungUp struct{ err error }

func (e *hungUp) Error() string { return e.err.Error() }
func (e *hungUp) Unwrap() error { return e.err }

func isHungUp(err error) bool {
	var h *hungUp
	return errors.As(err, &h)
}

func (s *Server) connect(ctx context.Context) (*socket, error) {
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

// past is a deadline that ends all waiting.
var past = time.Unix(1, 0)

package server

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"syscall"

	"sessh/session/memcached/textproto"
	"sessh/session/storage"
)

// error returns an error of an operation on the server as a [storage.Error].
func (s *Server) error(op, key string, err error) error {
	if err == nil {
		return nil
	}
	var known *storage.Error
	if errors.As(err, &known) {
		return err
	}
	return &storage.Error{Op: op, Server: s.address.Name, Key: key, Err: s.plain(err)}
}

// plain returns an error in words that say what it means.
func (s *Server) plain(err error) error {
	var timeout interface{ Timeout() bool }
	var dns *net.DNSError
	var refused *refusedUser
	var op *net.OpError
	var answer *textproto.ServerError
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded), errors.As(err, &refused), errors.Is(err, storage.ErrUnreachable):
		return err
	case errors.Is(err, ErrNoSignIn), isUnauthenticated(err):
		return err
	case errors.As(err, &answer) && answer.Full():
		return storage.ErrFull
	case errors.As(err, &dns):
		return fmt.Errorf("%w: the name %q does not resolve", storage.ErrUnreachable, dns.Name)
	case errors.Is(err, syscall.EMFILE), errors.Is(err, syscall.ENFILE):
		return &noFiles{err}
	case errors.Is(err, syscall.ECONNREFUSED):
		return fmt.Errorf("%w: connection refused", storage.ErrUnreachable)
	case errors.Is(err, os.ErrNotExist):
		return fmt.Errorf("%w: there is no such socket", storage.ErrUnreachable)
	case errors.As(err, &timeout) && timeout.Timeout():
		return fmt.Errorf("%w: no answer within %v", storage.ErrUnreachable, s.options.Timeout)
	case errors.As(err, &op) && op.Op == "remote error": // in TLS 1.3 it comes after the handshake
		return fmt.Errorf("%w: TLS: it says: %w", storage.ErrUnreachable, op.Err)
	case lost(err):
		return fmt.Errorf("%w: it closed the connection", storage.ErrUnreachable)
	case strings.HasPrefix(err.Error(), "memcache: "):
		return s.classicError(err)
	}
	var d *dialError
	switch {
	case errors.As(err, &d) && errors.Is(err, textproto.ErrNonsense):
		return &stranger{d.err}
	case d != nil:
		return fmt.Errorf("%w: %w", storage.ErrUnreachable, d.err)
	}
	return err
}

// stranger is the error of a server that speaks another protocol.
type stranger struct{ err error }

func (e *stranger) Error() string {
	return "server does not answer as memcached does: " + strings.Replace(e.err.Error(), "the server's answer", "its answer", 1)
}

func (e *stranger) Unwrap() []error { return []error{storage.ErrUnreachable, e.err} }

// noFiles is the error of a server that cannot be reached because this process, or this machine,
// has reached its limit of open files.
type noFiles struct{ err error }

func (e *noFiles) Error() string { return "server cannot be reached: too many files are open here" }

func (e *noFiles) Unwrap() []error { return []error{storage.ErrUnreachable, e.err} }

// classicError returns what an error means that gomemcache made of a line. The error has no type,
// and the line is quoted at its end.
func (s *Server) classicError(err error) error {
	if refused := refusedBy(err); refused != nil {
		return refusal(refused)
	}
	return fmt.Errorf("%w: %.200s", textproto.ErrNonsense, strings.TrimPrefix(err.Error(), "memcache: "))
}

// refusedBy returns the server's error line from the error that gomemcache made of it.
func refusedBy(err error) *textproto.ServerError {
	if err == nil {
		return nil
	}
	text := err.Error()
	for _, word := range []string{"SERVER_ERROR", "CLIENT_ERROR", "ERROR"} {
		_, after, ok := strings.Cut(text, `"`+word)
		if !ok {
			continue
		}
		rest, _, _ := strings.Cut(after, `\r\n`)
		return &textproto.ServerError{Line: word + strings.TrimSuffix(rest, `"`)}
	}
	return nil
}

// refusal returns an error of the server in words that say what it means.
func refusal(err *textproto.ServerError) error {
	if strings.Contains(err.Line, "too large") {
		return fmt.Errorf("%w for the server", storage.ErrTooLarge)
	}
	return err
}

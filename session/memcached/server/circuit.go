package server

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"sessh/session/storage"
)

// Rest is how long a server that did not answer is left alone, if it is one of several.
const Rest = 5 * time.Second

// A circuit keeps a server that does not answer from being waited for by one call after the
// other. It opens when a call has timed out. Calls fail at once then, with the same error,
// except for one after each [Rest], which finds out whether the server answers again: that closes
// the circuit. The zero value is closed. A server that refuses connections costs no time, and
// opens none.
type circuit struct {
	mu    sync.Mutex
	cause error     // nil: it is closed
	until time.Time // when the next call goes through
	heard time.Time // when the server answered last
}

// enter returns an error if the server is left alone.
func (x *circuit) enter(now time.Time) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.cause != nil && now.Before(x.until) {
		return x.cause
	}
	x.until = now.Add(Rest) // for the others, while this call finds out
	return nil
}

// leave notes how a call has ended. A server that has answered another one since this began is
// slow at most.
func (x *circuit) leave(began, now time.Time, err error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	switch {
	case isCancelled(err):
		x.until = now // nothing was found out
	case !isTimeout(err):
		x.cause, x.heard = nil, now
	case !x.heard.After(began):
		x.cause, x.until = err, now.Add(Rest)
	}
}

// close lets calls through.
func (x *circuit) close() {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.cause = nil
}

func isTimeout(err error) bool {
	var timeout interface{ Timeout() bool }
	return errors.As(err, &timeout) && timeout.Timeout()
}

func isCancelled(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

// guarded runs a call that waits for the server, unless it is left alone.
func (s *Server) guarded(call func() error) error {
	if !s.options.Several { // there is no other one to go on with
		return call()
	}
	began := s.options.Now()
	if err := s.circuit.enter(began); err != nil {
		return &dialError{err}
	}
	err := call()
	s.circuit.leave(began, s.options.Now(), err)
	return err
}

// AskAgain ends the rest of a server that did not answer.
func (s *Server) AskAgain() { s.circuit.close() }

// Silent returns the error of a read of a key that the server has not answered in time.
func (s *Server) Silent(key string) error {
	return s.error("read", key, fmt.Errorf("%w: it was not waited for", storage.ErrUnreachable))
}

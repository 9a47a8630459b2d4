package session

import (
	"bytes"
	"errors"
	"fmt"
)

// A Trace is what an item says about a [Write] whose reply was lost.
type Trace uint8

const (
	// Awaited: the condition of the write still holds. It has not arrived, and
	// may still: a request can be under way longer than its connection lasts.
	Awaited Trace = iota + 1
	// Held: the item is as the write leaves it. That proves nothing, since others
	// can write the same.
	Held
	// Passed: the condition no longer holds, and something else is there. The write
	// can no longer arrive, but may have arrived before.
	Passed
)

// Trace compares what the store holds under the write's key, nil for nothing,
// with the write.
func (w *Write) Trace(item *Item) Trace {
	switch {
	case version(item) == w.Version:
		return Awaited
	case w.leaves(item):
		return Held
	}
	return Passed
}

// leaves reports whether an item is as the write leaves it.
func (w *Write) leaves(item *Item) bool {
	if w.Delete || item == nil {
		return w.Delete && item == nil
	}
	return item.Flags == w.Flags && bytes.Equal(item.Value, w.Value)
}

// Unproved is the error of a write whose reply was lost, and of which the store
// showed no more than the trace.
func (w *Write) Unproved(t Trace) error {
	switch {
	case t == Awaited:
		return ErrAwaited
	case t == Held && w.Delete:
		return ErrGone
	case t == Held:
		return ErrHeld
	}
	return ErrPassed
}

// Errors that say what is known of a write whose outcome is [Unknown].
var (
	// ErrAwaited is the error of [Awaited].
	ErrAwaited = errors.New("it has not arrived, and still may")
	// ErrHeld and ErrGone are the errors of [Held].
	ErrHeld = errors.New("the server holds exactly this; who wrote it is not known")
	ErrGone = errors.New("the server holds nothing, as was to be; who removed it is not known")
	// ErrPassed is the error of [Passed].
	ErrPassed = errors.New("another program has changed it; whether it was written before that is not known")
)

// An UnprovedError is the error of a write whose outcome is [Unknown].
type UnprovedError struct {
	Cause error // why its reply is not known
	Shows error // what the store showed of it then
}

func (e *UnprovedError) Error() string   { return fmt.Sprintf("%v: %v", e.Cause, e.Shows) }
func (e *UnprovedError) Unwrap() []error { return []error{e.Cause, e.Shows} }

// lasting is what stays true of an error of such a write when it can no longer arrive:
// the cause, without what the store showed before.
func lasting(err error) error {
	var unproved *UnprovedError
	var stored *StoreError
	var other *reworded
	switch {
	case errors.As(err, &unproved) && errors.As(err, &stored):
		return &StoreError{Op: stored.Op, Server: stored.Server, Key: stored.Key, Err: unproved.Cause}
	case errors.As(err, &unproved):
		return unproved.Cause
	case errors.As(err, &other) && other.is == ErrAwaited && other.cause != nil:
		return lasting(other.cause)
	case errors.Is(err, ErrAwaited):
		return errEarlier
	}
	return err
}

// errEarlier is why it was not known whether an earlier request arrives.
var errEarlier = errors.New("the answer to an earlier request was lost, which can no longer arrive")

// reworded is one of these errors in other words.
type reworded struct {
	words string
	is    error
	cause error
}

func (e *reworded) Error() string        { return e.words }
func (e *reworded) Is(target error) bool { return target == e.is }
func (e *reworded) Unwrap() error        { return e.cause }

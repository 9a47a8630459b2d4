package session

import (
	"bytes"
	"errors"
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
	ErrHeld = errors.New("the server holds exactly this; by whom it was written cannot be told")
	ErrGone = errors.New("the server holds nothing, as was to be; by whom it was removed cannot be told")
	// ErrPassed is the error of [Passed].
	ErrPassed = errors.New("somebody else has changed it; whether it was written before that cannot be told")
)

// reworded is one of these errors in other words.
type reworded struct {
	words string
	is    error
	cause error
}

func (e *reworded) Error() string        { return e.words }
func (e *reworded) Is(target error) bool { return target == e.is }
func (e *reworded) Unwrap() error        { return e.cause }

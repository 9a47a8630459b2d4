package storage

import (
	"bytes"
	"errors"
	"fmt"
)

// A Trace is what an item shows about a [Write] whose reply was lost.
type Trace uint8

const (
	// Awaited: the condition of the write still holds. The write has not arrived and may
	// still arrive, because a request can outlast its connection.
	Awaited Trace = iota + 1
	// Held: the item is as the write leaves it. That proves nothing, because other
	// programs can write the same.
	Held
	// Passed: the condition no longer holds, and the item is another one. The write can no
	// longer arrive, but may have arrived before.
	Passed
)

// Trace compares the item that the store holds under the write's key, or nil, with the write.
func (w *Write) Trace(item *Item) Trace {
	switch {
	case VersionOf(item) == w.Version:
		return Awaited
	case w.Leaves(item):
		return Held
	}
	return Passed
}

// Leaves reports whether an item is as the write leaves it.
func (w *Write) Leaves(item *Item) bool {
	if w.Delete || item == nil {
		return w.Delete && item == nil
	}
	return item.Flags == w.Flags && bytes.Equal(item.Value, w.Value)
}

// Unproved returns the error of a write whose reply was lost and of which the store showed a
// trace.
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

// Errors that say what is known about a write whose outcome is [Unknown].
var (
	// ErrAwaited is the error of [Awaited].
	ErrAwaited = errors.New("it has not arrived, and still may")
	// ErrHeld and ErrGone are the errors of [Held].
	ErrHeld = errors.New("the server holds exactly this; who wrote it is not known")
	ErrGone = errors.New("the server holds nothing, as intended; who removed it is not known")
	// ErrPassed is the error of [Passed].
	ErrPassed = errors.New("another program has changed it; whether it was written before that is not known")
)

// An UnprovedError is the error of a write whose outcome is [Unknown].
type UnprovedError struct {
	Cause error // why there was no reply
	Shows error // what the store showed of the write
}

func (e *UnprovedError) Error() string   { return fmt.Sprintf("%v: %v", e.Cause, e.Shows) }
func (e *UnprovedError) Unwrap() []error { return []error{e.Cause, e.Shows} }

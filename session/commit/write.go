package commit

import (
	"errors"
	"fmt"
	"math"
	"time"

	"sessh/session/copies"
	"sessh/session/diff"
	"sessh/session/storage"
	"sessh/session/tree"
)

// A Write is what a round does to one item. If it has no changes, the item was only read, and is only
// checked.
type Write struct {
	Target
	Changes *diff.List // that are pending; nil: there are none
	Put     storage.Write
	// KeepsTime is set if the item must keep the time that it has left. Lifetime is what it is
	// put back with where the store does not know that time.
	KeepsTime bool
	Lifetime  time.Duration
	Note      string // see [Result]
	// Check is called by the vote, from any goroutine, while the vote waits for the store. It may be nil.
	Check Checker

	// Fate and Err are what became of it. They can be set before the round has begun, for an
	// item that cannot be written.
	Fate Fate
	Err  error

	left    time.Duration // of the item's time, as of the vote
	copies  copies.Replicas
	sent    bool   // in this round
	version uint64 // of the item that was written; 0: not known
}

// A Checker knows whether the value of a [Write] may be written.
type Checker interface {
	// Check returns the reason why the value must not be written, although it could be; else nil.
	Check() error
}

// Writes reports whether the item is written, and not only checked.
func (x *Write) Writes() bool { return x.Changes != nil }

// Fail notes that nothing was written, for a reason.
func (x *Write) Fail(err error) { x.Fate, x.Err = Untouched, err }

// missing reports whether the store lacks what was to be written, as far as is known.
func (x *Write) missing() bool {
	return x.Fate != Written && !errors.Is(x.Err, storage.ErrHeld) && !errors.Is(x.Err, storage.ErrGone)
}

// attempted keeps the write as one whose outcome is not known.
func (x *Write) attempted(err error) {
	x.Fate, x.Err = Uncertain, err
	x.Attempt = &Attempt{write: x.Put, replicas: x.copies}
}

// inverse returns the write that takes x back, conditional on version.
func (x *Write) inverse(version uint64) storage.Write {
	if x.Was == nil {
		return storage.Write{Key: x.Put.Key, Delete: true, Version: version}
	}
	ttl := x.left
	if ttl == storage.TTLUnknown {
		ttl = x.Lifetime
	}
	return storage.Write{Key: x.Put.Key, Server: x.Was.Server, Value: x.Was.Value, Flags: x.Was.Flags, TTL: ttl, Version: version}
}

// Before returns the item that was read, with the time that it had left as of the vote if that is
// known; nil if there was none.
func (x *Write) Before() *storage.Item {
	if x.Was == nil || x.left == storage.TTLUnknown {
		return x.Was
	}
	o := *x.Was
	o.TTL = x.left
	return &o
}

// conflicting is a version that no item has: a commit based on it finds a conflict.
const conflicting = math.MaxUint64

// wrote returns the item that was written, as a later round has to find it. l is what the store holds
// by now.
func (x *Write) wrote(l storage.Loaded) *storage.Item {
	if l.Err == nil && l.Item != nil && x.Put.Leaves(l.Item) && (x.version == 0 || x.version == l.Item.Version) {
		return l.Item
	}
	version := x.version
	if version == 0 {
		version = conflicting
	}
	return &storage.Item{Key: x.Put.Key, Value: x.Put.Value, Flags: x.Put.Flags, TTL: x.Put.TTL, Version: version, Server: x.server()}
}

// earlier returns the error of an item that an attempt of an earlier round may still reach.
func (x *Write) earlier() error {
	const late = "an earlier request, whose reply was lost, may still arrive"
	switch {
	case x.Fate == Restored:
		return &reworded{"it was removed again, but " + late, storage.ErrAwaited, nil}
	case x.Err != nil:
		return &reworded{x.Err.Error() + "; and " + late, storage.ErrAwaited, x.Err}
	}
	return &reworded{late, storage.ErrAwaited, nil}
}

// An UntimedError is the error of a session that must keep the time it has left, on a server
// that does not report it.
type UntimedError struct{ Session tree.Path }

func (*UntimedError) Error() string {
	return fmt.Sprintf("the time that the session has left cannot be kept: %v", storage.ErrUnsupported)
}

func (*UntimedError) Unwrap() error { return storage.ErrUnsupported }

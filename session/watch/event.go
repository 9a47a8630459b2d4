package watch

import (
	"time"

	"sessh/session"
	"sessh/session/diff"
	"sessh/session/storage"
)

// An Event is something that happened to a watched session.
type Event struct {
	Time      time.Time
	Container *session.Container
	ID        string
	Kind      Kind
	// Changes are the keys that differ, if the session appeared or was written.
	Changes []diff.Change
	// Item is the item as it is now, if the session appeared or was written.
	Item *storage.Item
	// Broken is the reason why the new value cannot be decoded, or nil.
	Broken error
	// Report is what the server's log says of how the session went. It is nil if the log does not
	// say; Kind is then a conclusion, and [Vanished] where there is none.
	Report *storage.Report
}

// A Kind is what happened to a session.
type Kind uint8

const (
	// Appeared: the session did not exist before.
	Appeared Kind = iota + 1
	// Rewritten: the session was written, whether or not its data changed.
	Rewritten
	// Expired: the lifetime of the session was over.
	Expired
	// Vanished: the session is gone, and it is not known why.
	Vanished
	// Evicted: the server dropped the session to make room for other items.
	Evicted
	// Removed: a client removed the session. Without a Report, that is so because everything else
	// can be ruled out.
	Removed
	// OverAtOnce: the session was written with a lifetime that was over at once. That is so with
	// one of more than 30 days that is given in seconds: memcached takes it for a date in 1970.
	OverAtOnce
	// Flushed: all items of the server were removed.
	Flushed
	// Restarted: the server was restarted, which loses its items.
	Restarted
)

// String returns the word for the kind.
func (k Kind) String() string {
	return [...]string{"?", "appeared", "changed", "expired", "vanished", "evicted", "removed", "expired at once", "flushed", "restarted"}[k]
}

// Over reports whether the session is gone.
func (k Kind) Over() bool { return k != Appeared && k != Rewritten }

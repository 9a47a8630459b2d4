package storage

import "time"

// A Log is what a server is asked to report; see [Abilities.Watch].
type Log uint8

const (
	// LogWrites asks for items that are stored, evicted and removed.
	LogWrites Log = 1 << iota
	// LogReads asks for items that are read, too. A busy server then reports a lot.
	LogReads
)

// A Report is a line of a server's log.
type Report struct {
	Kind   Kind
	Server string
	Key    string
	// Time is when it happened by the server's clock.
	Time time.Time
	// Order increases in the order in which the server did what it reports. Reports may come in
	// another order. 0: not known.
	Order uint64
	// Conn is the server's number for the connection of the client; 0: not known. A number is
	// used again once its connection is closed.
	Conn int
	// Command is the command that stored or removed the item; "" if it is not known.
	Command string
	// TTL is, of an item that was stored, the lifetime that it was given: [TTLNever] for none, and
	// negative if it was over at once. Of an item that was evicted, it is what was left.
	// [TTLUnknown] if the server does not report it.
	TTL time.Duration
	// Idle is how long an evicted item had not been asked for; negative: not known.
	Idle time.Duration
	// Fetched reports whether an evicted item had been read since it was stored.
	Fetched bool
	// Class is the number of the size class of the item; 0: not known.
	Class int
	// Size is the size of the value in bytes; negative: not known.
	Size int
	// Removals reports, if Kind is Began, whether the server reports removals.
	Removals bool
	// Lines is how many lines the log leaves out, if Kind is Skipped.
	Lines int
}

// A Kind is what a [Report] is about.
type Kind uint8

const (
	// Began: the server has begun to report.
	Began Kind = iota + 1
	// Stored: a client stored the item.
	Stored
	// Fetched: a client read the item, or touched it. Storing an item counts as reading it right
	// before, by the same connection.
	Fetched
	// Evicted: the server dropped the item to make room for another one.
	Evicted
	// Removed: a client removed the item. Servers before memcached 1.6.20 do not report it.
	Removed
	// Skipped: the watcher was too slow, and the server left lines out. What it leaves out because
	// it is too busy itself shows only in its counter log_worker_dropped.
	Skipped
)

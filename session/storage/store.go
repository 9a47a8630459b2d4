package storage

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"time"
)

// A Store keeps items. It knows nothing of sessions, of how these name their items, and of how they
// are encoded.
//
// Methods take and return batches, so that a thousand sessions take one round trip. A Store is
// safe for concurrent use.
type Store interface {
	// Load reads the items under keys; results[i] is for keys[i]. If there is no item, both
	// Item and Err are nil. A read that failed has an Err and is never reported as a missing
	// item; if a batch spans several servers, one that is down fails only its own keys.
	//
	// need is what to read in addition to the version. Load extends no lifetime, and does not look
	// at keys after it has returned.
	Load(ctx context.Context, keys []string, need Need) []Loaded

	// Apply makes conditional writes; outcomes[i] is for writes[i]. The writes of a batch are
	// made in no particular order, and are not atomic together. A write whose reply was lost
	// is looked up before Apply returns, and is never sent again without that. Apply reports
	// nothing that is not certain; see [State].
	Apply(ctx context.Context, writes []Write) []Outcome

	// List streams the items in no particular order, and each key once: if several servers
	// hold it, as the item that Load reads. An error ends the part of the listing that it
	// is about (one server), not all of it. A store that cannot list yields one error that
	// wraps [ErrUnsupported].
	List(ctx context.Context) iter.Seq2[Listed, error]

	// MaxValue returns the size limit, in bytes, of the value under key. It fails if nothing
	// can be written under key.
	MaxValue(ctx context.Context, key string) (int, error)

	// Flush removes all items of all servers, not only sessions.
	Flush(ctx context.Context) error

	// Servers describes the servers of the store. A server that does not answer has an
	// Err; the call itself does not fail.
	Servers(ctx context.Context) []Server

	// Close releases the resources of the store, which must not be used afterwards.
	Close() error

	// Abilities returns what the store can do beyond these methods. It is cheap, and returns
	// the same abilities every time.
	Abilities() Abilities
}

// A Need is what [Store.Load] reads in addition to an item's version.
type Need uint8

const (
	// NeedValue asks for Value and Flags.
	NeedValue Need = 1 << iota
	// NeedTTL asks for TTL and Idle.
	NeedTTL
	// NeedAny says that any of the items will do. Once there is one, a store of several servers
	// does not wait long for the others, whose keys then fail, and need not look for missing ones
	// where the application does not.
	NeedAny
	// NeedBriefly says that most of the items are not kept: they may share memory, so that whoever
	// keeps one keeps some of those read beside it.
	NeedBriefly
)

// An Item is what a store holds under a key.
type Item struct {
	Key   string
	Value []byte
	Flags uint32
	// TTL is the time left until the item expires; [TTLNever] if it does not expire, and
	// [TTLUnknown] if it was not asked for or the server does not report it.
	TTL time.Duration
	// Idle is the time since any client last asked for the item; negative if it was not
	// asked for or the server does not report it.
	Idle time.Duration
	// Version changes with every write by any client. It is never 0.
	Version uint64
	// CAS is the version as the server counts it, for display only: the server counts
	// from the start again after a restart. 0 means that there is no such number.
	CAS uint64
	// Server is the name of the server that the item is on; "" if the store does not
	// know.
	Server string
}

// SameContent reports whether two items hold the same bytes with the same flags.
func SameContent(a, b *Item) bool { return a.Flags == b.Flags && bytes.Equal(a.Value, b.Value) }

// VersionOf returns the version of an item; 0 for none.
func VersionOf(item *Item) uint64 {
	if item == nil {
		return 0
	}
	return item.Version
}

const (
	// TTLNever is the TTL of an item that does not expire.
	TTLNever time.Duration = 0
	// TTLUnknown is the TTL of an item whose server did not report it.
	TTLUnknown time.Duration = -1
)

// Loaded is the result for one key of [Store.Load].
type Loaded struct {
	Item *Item // nil if there is no item, or Err is set
	Err  error
}

// ErrNoLifetime is the error of a write that has no lifetime for its item.
var ErrNoLifetime = errors.New("the item has no lifetime")

// A Write is one conditional write. It fails with [ErrNoLifetime] if its TTL is negative.
type Write struct {
	Key   string
	Value []byte
	Flags uint32
	// TTL is the lifetime of the item: at least a second, or [TTLNever].
	TTL time.Duration
	// Version is the condition: the version that the item was read at, or 0 if there must be
	// no item.
	Version uint64
	// Delete removes the item. Value, Flags and TTL are not used, and Version is not 0.
	Delete bool
	// Server is the name of the server to write to, if the write is for a copy of the
	// item and not for the item that Load reads; else "".
	Server string
}

// An Outcome is the result of one [Write].
type Outcome struct {
	State State
	// Version is the present version of the item if the store knows it, else 0. If State
	// is Applied, it is that of the write. If State is Failed, the store has written the
	// unchanged item again, so that a request that was still under way can no longer
	// succeed, and Version is that of the item.
	Version uint64
	// Late is set if State is Applied, the write was sent twice, and its condition was
	// that there is no item: if the item is removed, the first request may still create
	// it again.
	Late bool
	// Err is the reason if State is Failed or Unknown.
	Err error
}

// A State is what became of a write.
type State uint8

const (
	// Applied: the store confirmed the write.
	Applied State = iota + 1
	// Overtaken: the store refused the write because its condition did not hold; nothing
	// was written.
	Overtaken
	// Failed: nothing was or will be written, for the reason in Err.
	Failed
	// Unknown: none of these is certain. The reply was lost, and the item, if it could be
	// looked up, proves nothing. Err wraps what it showed: [ErrHeld], [ErrGone],
	// [ErrAwaited] or [ErrPassed].
	Unknown
)

// String returns the word for the state in messages.
func (s State) String() string {
	switch s {
	case Applied:
		return "written"
	case Overtaken:
		return "overtaken"
	case Failed:
		return "untouched"
	case Unknown:
		return "unknown"
	}
	return fmt.Sprintf("State(%d)", uint8(s))
}

// Listed is one item of a listing.
type Listed struct {
	Key        string
	Expires    time.Time // zero: never, or not known
	LastAccess time.Time // zero: not known
	Size       int       // bytes that the item takes in the store; 0: not known
	Version    uint64    // see [Item]; 0: not known
	Server     string
	// Astray reports that the hash scheme chooses another server for the key, which was
	// asked and does not hold it.
	Astray bool
}

// A Server is one server behind a [Store].
type Server struct {
	Name string // as given by the user
	// Err is the reason why the server did not answer; Version and Stats are empty then.
	Err     error
	Version string
	// Stats are the server's counters, by the server's names for them.
	Stats map[string]string
}

var (
	// ErrUnsupported is wrapped by errors about something that the server cannot do.
	ErrUnsupported = errors.New("not supported by the server")
	// ErrReadOnly is wrapped by the errors of a [ReadOnly] store.
	ErrReadOnly = errors.New("read-only")
	// ErrUnreachable is wrapped by errors about a server that does not answer.
	ErrUnreachable = errors.New("server does not answer")
	// ErrFull is wrapped by errors about a server that has no room for another connection.
	ErrFull = fmt.Errorf("%w: its limit of connections is reached", ErrUnreachable)
	// ErrTooLarge is wrapped by errors about a value that is too large for an item.
	ErrTooLarge = errors.New("too large")
)

// An Error is the error of an operation on a server.
type Error struct {
	Op     string // "read", "write", "list", ...; "" if the server was not reached
	Server string
	Key    string // "" if the error is not about a key
	Err    error
}

func (e *Error) Error() string {
	if e.Op == "" {
		return e.Server + ": " + e.Err.Error()
	}
	s := e.Op
	if e.Key != "" {
		s += fmt.Sprintf(" %q", e.Key)
	}
	if e.Server != "" {
		s += " on " + e.Server
	}
	return s + ": " + e.Err.Error()
}

func (e *Error) Unwrap() error { return e.Err }

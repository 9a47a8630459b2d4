package session

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"
)

// A Store keeps items. It knows nothing of sessions: [Root] names the items,
// a [Format] reads them.
//
// Calls take and return batches, because one round trip for a thousand
// sessions is what makes the shell fast. A Store is safe for concurrent use.
type Store interface {
	// Load reads the items under keys; results[i] answers keys[i]. An item
	// that is not there has a nil Item and a nil Err. A read that failed has an
	// Err, and is never answered as an item that is not there: where a batch
	// spans several servers, one of them being down fails its own keys only.
	//
	// need says what is wanted beside the version. Load extends no lifetime.
	Load(ctx context.Context, keys []string, need Need) []Loaded

	// Apply makes the writes, each on its condition; outcomes[i] answers
	// writes[i]. There is no order between the writes of a batch, and no
	// atomicity over them. A write whose reply was lost is looked up before
	// Apply answers, and never sent again without having been looked up. Apply is
	// never more certain than the facts: see [State].
	Apply(ctx context.Context, writes []Write) []Outcome

	// List streams what is there, in no order, each key once: where several
	// servers hold it, that is the item which Load reads. An error ends the part of the listing that it concerns (one server's), not all of it.
	// A store that cannot list yields one error that wraps [ErrUnsupported].
	List(ctx context.Context) iter.Seq2[Listed, error]

	// MaxValue is the largest value, in bytes, that the item under key can have. It
	// fails where no item can be written under key.
	MaxValue(ctx context.Context, key string) (int, error)

	// Flush removes every item of every server, sessions or not.
	Flush(ctx context.Context) error

	// Servers tells of the servers behind the store, reached or not. A
	// server that does not answer has an Err; the call itself does not fail.
	Servers(ctx context.Context) []Server

	// Close releases what the store holds. The store is not used afterwards.
	Close() error

	// Abilities returns what the store can do beyond this. It costs little, and returns the
	// same abilities every time.
	Abilities() Abilities
}

// Need says what [Store.Load] is to fetch beside an item's version.
type Need uint8

const (
	// NeedValue asks for Value and Flags.
	NeedValue Need = 1 << iota
	// NeedTTL asks for TTL and Idle. A server that cannot tell answers [TTLUnknown].
	NeedTTL
)

// An Item is what a store holds under a key.
type Item struct {
	Key   string
	Value []byte
	Flags uint32
	// TTL is the time left until the item expires: [TTLNever] for an item that
	// does not expire, [TTLUnknown] where it was not asked for or cannot be told.
	TTL time.Duration
	// Idle is how long ago anybody last asked for the item: negative where it
	// was not asked for together with TTL, or cannot be told.
	Idle time.Duration
	// Version changes with every write by anyone. It is never 0.
	Version uint64
	// CAS is the version as the server itself counts it, which is to be shown
	// only: after a restart it counts anew. 0: there is no such number.
	CAS uint64
	// Server is the name of the server that the item is on; "" where the store
	// does not tell.
	Server string
}

const (
	// TTLNever is the TTL of an item that does not expire.
	TTLNever time.Duration = 0
	// TTLUnknown is the TTL of an item whose server did not tell it.
	TTLUnknown time.Duration = -1
)

// Loaded answers one key of [Store.Load].
type Loaded struct {
	Item *Item // nil: not there (or Err)
	Err  error
}

// A Write is one conditional write.
type Write struct {
	Key   string
	Value []byte
	Flags uint32
	// TTL is the lifetime the item gets; [TTLNever] for none. It is at least a
	// second where it is not TTLNever.
	TTL time.Duration
	// Version is the condition: the version that the item was read at, or 0
	// for an item that must not be there.
	Version uint64
	// Delete removes the item instead; Value, Flags and TTL are not used, and
	// Version is not 0.
	Delete bool
	// Server is the name of the server that the write is for, where it is not for
	// the item that Load reads but for a copy of it; else "".
	Server string
}

// An Outcome answers one [Write].
type Outcome struct {
	State State
	// Version is the version that the item has now, where the store knows it, else
	// 0. Where State is Applied it is the write's. Where State is Failed the item
	// was written again as it was, so that a request that was still under way could
	// no longer succeed; it is then that of the item, which is otherwise unchanged.
	Version uint64
	// Late is set where State is Applied, the write was sent twice, and had the
	// condition that nothing is there: should the item be removed, the first request
	// can still create it.
	Late bool
	// Err says why, where State is Failed or Unknown.
	Err error
}

// State is what became of a write.
type State uint8

const (
	// Applied: the store confirmed the write.
	Applied State = iota + 1
	// Overtaken: the store refused the write, since its condition did not hold;
	// nothing was written.
	Overtaken
	// Failed: nothing was written, nor will be, for the reason in Err.
	Failed
	// Unknown: none of these is certain. The reply was lost, and the item, if it
	// could be looked up, proves nothing; Err wraps what it showed: [ErrHeld],
	// [ErrGone], [ErrAwaited] or [ErrPassed].
	Unknown
)

// String is the word for the state in messages.
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
	Expires    time.Time // zero: never, or not told
	LastAccess time.Time // zero: not told
	Size       int       // bytes the item takes in the store; 0: not told
	Version    uint64    // see [Item]; 0: not told
	Server     string
	// Astray reports that the scheme puts the key on another server, which was
	// asked, and does not hold it.
	Astray bool
}

// A Server is one server behind a [Store].
type Server struct {
	Name string // as the user gave it
	// Err says why the server could not be asked; the rest is then empty.
	Err     error
	Version string
	// Stats are the server's own counters, by its own names.
	Stats map[string]string
}

var (
	// ErrUnsupported is wrapped by errors about something that the server
	// cannot do.
	ErrUnsupported = errors.New("not supported by the server")
	// ErrReadOnly is wrapped by the errors of a [ReadOnly] store.
	ErrReadOnly = errors.New("read-only")
	// ErrUnreachable is wrapped by errors about a server that does not answer.
	ErrUnreachable = errors.New("server does not answer")
	// ErrPackageData is wrapped by errors about a value that stands where the data
	// of a package does, and is no mapping.
	ErrPackageData = errors.New("package data is a mapping")
	// ErrTooLarge is wrapped by errors about a value that no item can hold.
	ErrTooLarge = errors.New("too large")
)

// A StoreError is an error of one call on one server about one key.
type StoreError struct {
	Op     string // "read", "write", "list", ...; "" where the server is not reached at all
	Server string
	Key    string // "" where it is not about a key
	Err    error
}

func (e *StoreError) Error() string {
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

func (e *StoreError) Unwrap() error { return e.Err }

package format

import (
	"time"

	"sessh/session/storage"
	"sessh/session/tree"
)

// A Format is how a framework names the item of a session and encodes it.
// It knows nothing of stores and transactions. It is comparable, and safe for
// concurrent use.
//
// Decode is given what strangers wrote: it runs no code of the value, bounds
// sizes and depths, and ends in an error, never in a panic.
type Format interface {
	// Name returns the format's name in messages and flags.
	Name() string

	// Traits returns what else is particular about the format: always the same, and
	// not to be changed.
	Traits() *Traits

	// Key returns the key of the item that holds the session, and depends on nothing
	// but the names. It fails for an id or a container that the format cannot name an
	// item after.
	Key(container, id string) (string, error)

	// Parse returns the inverse of Key, for listing: it reports whether key may be
	// one of this format's, and the container and id it names. Where the key holds
	// only a digest of the id, id is that digest's text and exact is false; the
	// session then answers to that text, too.
	Parse(key string) (container, id string, exact, ok bool)

	// Decode reads a value. The mapping it returns is new, and owned by the caller.
	Decode(value []byte, flags uint32) (*Record, error)

	// Encode writes a record. was is the item as it was read (nil for a new
	// session), for formats that keep what was not edited byte for byte.
	// Encoding the same record twice gives the same bytes.
	Encode(r *Record, was *storage.Item) (value []byte, flags uint32, err error)
}

// A Record is the content of one session's item.
type Record struct {
	Container  string
	ID         string        // "" where the value does not tell
	LastAccess time.Time     // zero where the value does not tell
	Timeout    time.Duration // 0: does not expire, or the value does not tell
	Data       *tree.Map     // package name to package data
	Flags      *uint32       // for Encode of a raw item: the flags it was given; nil: as they were
	// Way is the way in which the value is written, in the format's own word, where
	// the format has several: a serializer, say. Decode returns it, and Encode writes
	// so; "" is the format's usual way.
	Way string
	// Sealed says why a session can be looked at and not be written, because only the
	// application can read what it holds, say; "" if it can.
	Sealed string
}

// DecodeAs decodes a value that is known to be written in a way; "" is the usual one.
func DecodeAs(f Format, way string, value []byte, flags uint32) (*Record, error) {
	if decodeAs := f.Traits().DecodeAs; decodeAs != nil && way != "" {
		return decodeAs(way, value, flags)
	}
	return f.Decode(value, flags)
}

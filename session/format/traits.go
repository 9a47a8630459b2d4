package format

import (
	"time"

	"sessh/session/format/client"
	"sessh/session/format/cookie"
	"sessh/session/format/keys"
	"sessh/session/format/sparse"
	"sessh/session/tree"
)

// Traits are what is particular about a [Format], beside its names and bytes. The zero
// value is a format whose keys no one else has, whose sessions hold package data, and
// in which there is one way to write a session. A function may be nil: the format then
// lacks what it does.
//
// A format that wraps another one passes on its traits as a whole. One that decodes in a
// way of its own must replace Claims, First, DecodeAs, Reads, Excludes and Sparse, which are
// about what Decode reads; one that has keys of its own must replace Shapes.
type Traits struct {
	// About describes the format in one line.
	About string

	// Containers are those that are always of this format.
	Containers []string

	// Shapes are what keys have in common that Parse knows; nil if they may be any. They
	// spare a listing most calls of Parse, and if there are Claims, it reads each item whose
	// key has one.
	Shapes []keys.Shape

	// Takes fails for a container in which the format cannot name a session. It is nil if it
	// can in any.
	Takes func(container string) error

	// Facts returns the format's details for people; it may be nil.
	Facts func() Facts

	// Flat is set where sessions hold keys and values of any type, and not package
	// data, which are mappings.
	Flat bool

	// Raw is set for the format of items that are no sessions.
	Raw bool

	// Own is set for the program's own format, which listings do not name.
	Own bool

	// Restarts is set where a commit restarts the session's timeout. Elsewhere the
	// item keeps the time it had left: an edit is not a visit of the session's
	// user.
	Restarts bool

	// Digests is set if keys are, or end in, digests, which do not show their names.
	// Parse gives the digest as the id; a session.Root puts the names in its place that it was
	// asked for.
	Digests bool

	// LockKeys are the keys of the items one of which is there while the application uses a
	// session: there may be several where nothing shows which of them the application uses.
	LockKeys func(container, id string) []string

	// LockFree reports whether the item of a lock says that the session is not in use. It
	// is nil where there is no such item then.
	LockFree func(value []byte) bool

	// Sealed says why no session can be written but as the item that another one was; "" if
	// some can.
	Sealed string

	// Cookie is how the framework's cookies name sessions; nil where they do not, or nothing
	// is known of them. Its ids are those of the format.
	Cookie *cookie.Form

	// Lasts is how long sessions and their cookies live unless the application says otherwise.
	Lasts Lasts

	// Claims reports whether an item whose key fits is a session of the format: one that
	// Decode reads, or one that has the flags of the format's clients and begins as its
	// sessions do, and is damaged further on. It may be asked before the key is parsed, and
	// what it reports of a key that does not fit has no meaning. It is nil where no one else has such keys.
	// Others do: session:7 or any 32 letters prove nothing. The less the
	// key says, the more must the value prove: a format may claim only what has a mark of its
	// sessions.
	//
	// An item belongs to a format when its key fits and its bytes do. For contested keys
	// the values are read, many at a time, and whose they are is remembered. An item
	// that no format claims is a raw one. An item that a format claims and cannot decode
	// is a damaged session of that format; like every item it can be reached by its key
	// as a raw one, too.
	Claims func(key string, item *client.Stored) bool

	// Proves reports whether a key alone proves that its item is a session of the format, though
	// there are Claims for others. It is nil if no key does.
	Proves func(key string) bool

	// First returns the bytes one of which is the first of a value that Claims takes with the
	// flags, unless that is empty. It spares a listing most calls of Claims, and is nil if it may
	// be any.
	First func(flags uint32) [256]bool

	// Marked reports whether Claims wants a mark of an item under the key, which not every
	// value has that Decode reads, and claims no damaged session. It is nil if there are no
	// such keys.
	Marked func(key string) bool

	// Unmarked returns the marks that Claims may want of a session, if it has none of them. It is
	// nil where there are no Claims.
	Unmarked func(data *tree.Map) []string

	// Lack returns what a session lacks that the framework needs, as the error of writing it; nil if
	// it has all. now is a value for a time that it lacks. It may be nil.
	Lack func(data *tree.Map, now time.Time) *LackError

	// Deadline returns when a session ends for the framework by what the value says, whatever time its
	// item has left; zero if it does not say. way is that of [Record.Way]. It may be nil.
	Deadline func(way string, value []byte, flags uint32) time.Time

	// Retime returns a value and its flags with another deadline beside the session, if it has one
	// there; the zero time is no deadline. It may be nil.
	Retime func(way string, value []byte, flags uint32, end time.Time) ([]byte, uint32, error)

	// Expires is the name in a session under which there is its deadline, in milliseconds of Unix
	// time; "" if there is none.
	Expires string

	// Ways are the ways in which the format writes sessions, the usual one first; nil if
	// there is only one. An application reads one of them only, and nothing but the
	// sessions that are there shows which: a new session is written as its neighbours
	// are.
	Ways []string

	// DecodeAs is Decode for a value that is known to be written in the way. A format
	// whose values can be read in several ways, and whose Decode then fails with a
	// [Doubt], has it.
	DecodeAs func(way string, value []byte, flags uint32) (*Record, error)

	// Written describes how a value is written: by which serializer, and whether it is
	// compressed. way is the one it was read in, "" where that is not known. The result
	// is "" if there is nothing to say, or the value cannot be read.
	Written func(way string, value []byte, flags uint32) string

	// Parted says which places of a session an edit has parted, that shared a variable
	// and are shown as what it holds; "" for none.
	Parted func(way string, was, now []byte) string

	// ArrayKey is the key that the framework makes of one: 5 of "5", say. A framework
	// that has it has one kind of array for lists and mappings: what is shown as one may
	// be read as the other.
	ArrayKey func(key any) any

	// Alike reports whether a value that is shown, and is none that holds others unless
	// it is empty, is written as the one that was read back: the framework does not tell
	// them apart.
	Alike func(shown, read any) bool

	// Reads reports, faster than by decoding it, that a value is read as the record.
	// Where it does not, the value is decoded.
	Reads func(value []byte, r *Record) bool

	// Excludes reports, from the bytes alone, that nowhere in the session is there a
	// name or a value whose text holds the literal.
	Excludes func(value []byte, literal string) bool

	// Sparse returns a reader of some places of what Decode reads.
	Sparse func(w *sparse.Want) sparse.Reader

	// Verbatim is the data that Encode writes, of a new item, as just that value. A
	// format that has it keeps the flags of its items, and takes those it is given.
	Verbatim func(value []byte) *tree.Map
}

// Lasts is how long the sessions of a framework live by its defaults. The zero value is that
// nothing is known.
type Lasts struct {
	Session time.Duration // since the last write, or since the last request
	Setting string        // the name of the setting that changes it
	Cookie  string        // how long the cookie lasts; "" if that is the same
}

// Facts are the details of a format, for people.
type Facts struct {
	// Language is that of the applications: "PHP".
	Language string

	Keys  []string // patterns of the keys, such as sess:ID
	Marks []string // names of which each session has one, for keys that prove little
	Tried string   // what wrote the sessions that the format was tried with
	Text  string   // the format as it is written in a file of formats; "" if it cannot be
}

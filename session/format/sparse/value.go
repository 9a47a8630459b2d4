package sparse

import "time"

// A Want names the places in a value that are to be read. Of a value with the zero Want, only
// the type is read, and what it is if it holds no others.
type Want struct {
	Names map[string]*Want // members of a mapping
	Each  *Want            // all other members of a mapping, or those of a list; nil: none
}

// And returns what is wanted by either of two, which may be nil. Neither is changed.
func And(a, b *Want) *Want {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	}
	all := &Want{Names: make(map[string]*Want), Each: And(a.Each, b.Each)}
	for _, names := range []map[string]*Want{a.Names, b.Names} {
		for name := range names {
			all.Names[name] = And(a.Of([]byte(name)), b.Of([]byte(name)))
		}
	}
	return all
}

// Of returns what is wanted of a member of a mapping; nil if it is not.
func (w *Want) Of(name []byte) *Want {
	if of, ok := w.Names[string(name)]; ok {
		return of
	}
	return w.Each
}

// Everything returns what wants all places.
func Everything() *Want {
	w := &Want{}
	w.Each = w
	return w
}

// A Record is the part of a session that was read: the wanted places of its data, and its times. A time of
// the last access that is kept in the data is zero unless its place is wanted.
type Record struct {
	Data       *Value
	ID         []byte // of the session, if the value names it
	LastAccess time.Time
	Timeout    time.Duration
}

// A Reader reads a session from the value of its item. ok is false if it cannot, or does not know
// whether the value can be decoded, or in which way. It is safe for concurrent use.
type Reader func(value []byte, flags uint32, a *Arena) (r Record, ok bool)

// A Kind is the type of a [Value].
type Kind uint8

const (
	Unknown Kind = iota // something else
	Null
	Bool
	Int
	Float
	Text
	List
	Map
)

// A Value is a value of which only the wanted places were read. It is valid until its [Arena]
// is reset, and as long as the bytes that it was read from.
type Value struct {
	Kind  Kind
	Bool  bool
	Int   int64
	Float float64
	Text  []byte
	Len   int // members of a List or Map

	name        []byte // in a Map
	first, last *Value // of the members that were wanted
	next        *Value // member of the same value
}

// Named returns the wanted member of a Map with a name; nil if there is none.
func (v *Value) Named(name string) *Value {
	for m := v.first; m != nil; m = m.next {
		if string(m.name) == name {
			return m
		}
	}
	return nil
}

// Name returns the name of a member of a Map.
func (v *Value) Name() []byte { return v.name }

// First returns the first member of a value; nil if there is none, or none was wanted.
func (v *Value) First() *Value { return v.first }

// Next returns the member after v; nil if v is the last one.
func (v *Value) Next() *Value { return v.next }

// Add adds a member to a List, or to a Map under the name.
func (v *Value) Add(name []byte, m *Value) {
	m.name = name
	if v.last == nil {
		v.first = m
	} else {
		v.last.next = m
	}
	v.last = m
}

// An Arena is where values are kept. The zero value is ready to use, from one goroutine at a
// time.
type Arena struct {
	blocks [][]Value
	used   int
	names  [][]byte // of the mappings that are being read
}

const blockSize = 64

// New returns a new value of a kind.
func (a *Arena) New(k Kind) *Value {
	block, i := a.used/blockSize, a.used%blockSize
	if block == len(a.blocks) {
		a.blocks = append(a.blocks, make([]Value, blockSize))
	}
	a.used++
	v := &a.blocks[block][i]
	*v = Value{Kind: k}
	return v
}

// mostBlocks limits what an arena keeps for the next value.
const mostBlocks = 256

// Reset makes all values of the arena invalid, and their room free.
func (a *Arena) Reset() {
	a.used = 0
	if len(a.blocks) > mostBlocks {
		a.blocks = a.blocks[:mostBlocks:mostBlocks]
	}
	a.names = a.names[:0]
}

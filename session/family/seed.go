package family

import (
	"fmt"
	"slices"
	"time"

	"sessh/session/diff"
	"sessh/session/format"
	"sessh/session/format/sparse"
	"sessh/session/storage"
	"sessh/session/tree"
)

// A Seed is a stored value that a new session can hold as it is. The value was read to its end, and
// its data were not kept: they are decoded again when they are asked for. So a seed takes little
// more memory than the value.
type Seed struct {
	Value []byte
	Flags uint32
	// Timeout is what the value says, as [format.Record.Timeout].
	Timeout time.Duration
	// Changes is how many changes the data are in a session that had none.
	Changes int

	way  string
	root *tree.Map // once it was asked for
}

// Seed returns the seed of an item that was decoded to a record. ok is false if its data have to be kept:
// there are none, they can only be shown, or something in them has several places.
func (f Family) Seed(item *storage.Item, r *format.Record) (s Seed, ok bool) {
	if r.Sealed != "" || r.Data.Len() == 0 || tree.HasShared(r.Data) || tree.HasRefs(r.Data) {
		return s, false
	}
	for k, v := range r.Data.All() {
		_, named := k.(string)
		if _, isMap := v.(*tree.Map); !f.Flat() && (!named || !isMap) {
			return s, false // a session cannot hold it
		}
	}
	s = Seed{Value: item.Value, Flags: item.Flags, Timeout: r.Timeout, Changes: diff.Comparison{Packages: !f.Flat()}.Additions(r.Data)}
	if slices.Contains(f.format.Traits().Ways, r.Way) { // else there is only one
		s.way = r.Way
	}
	return s, true
}

// SparseSeed is [Family.Seed] for a value that was read sparsely, with all its places.
func (f Family) SparseSeed(value []byte, flags uint32, r sparse.Record) (s Seed, ok bool) {
	if r.Data.Len == 0 {
		return s, false
	}
	n := r.Data.Len
	if !f.Flat() {
		n = 0
		for pkg := r.Data.First(); pkg != nil; pkg = pkg.Next() {
			n += max(pkg.Len, 1)
		}
	}
	return Seed{Value: value, Flags: flags, Timeout: r.Timeout, Changes: n}, true
}

// Grow returns the data of a seed, the same every time.
func (f Family) Grow(s *Seed) *tree.Map {
	if s.root == nil {
		r, err := f.DecodeAs(s.way, &storage.Item{Value: s.Value, Flags: s.Flags})
		if err != nil {
			panic(fmt.Sprintf("what was read cannot be decoded: %v", err)) // it is the same value
		}
		s.root = r.Data
	}
	return s.root
}

// Grown returns the data of a seed if they were asked for, else nil.
func (s *Seed) Grown() *tree.Map { return s.root }

// Way returns the way in which the value is written, as [format.Record.Way]; "" if that is not known
// without decoding it.
func (s *Seed) Way() string { return s.way }

package value

import (
	"go.starlark.net/starlark"

	"sessh/repl/script/bounds"
	"sessh/repl/script/object"
)

// Set is a set or frozenset. It is a hash table like CPython's, so that the values
// come in the order in which they come there: doctests show it.
type Set struct {
	rt     *Runtime
	Frozen bool
	held   bool // by a session, which would not see a change
	slots  []slot
	fill   int // slots that are or were used
	used   int
	finger int // where pop goes on
}

type slot struct {
	v    starlark.Value // nil: the slot is not used
	h    int64
	gone bool // it was used
}

func (rt *Runtime) EmptySet(frozen bool) *Set {
	return &Set{rt: rt, Frozen: frozen, slots: make([]slot, 8)}
}

// NewFrozenSet returns a frozenset of values.
func (rt *Runtime) NewFrozenSet(values ...starlark.Value) (*Set, error) {
	s, err := rt.NewSet(values...)
	if s != nil {
		s.Frozen = true
	}
	return s, err
}

func (s *Set) String() string       { return object.Repr(s) }
func (s *Set) Freeze()              {}
func (s *Set) Truth() starlark.Bool { return s.used > 0 }
func (s *Set) Len() int             { return s.used }

// Type returns the name of the class.
func (s *Set) Type() string {
	if s.Frozen {
		return "frozenset"
	}
	return "set"
}

// Hash returns the hash of a frozenset.
func (s *Set) Hash() (uint32, error) {
	if !s.Frozen {
		return 0, object.Unhashable(s)
	}
	h := s.hash()
	return uint32(h) ^ uint32(h>>32), nil
}

// hash is Python's hash of a frozenset.
func (s *Set) hash() int64 {
	var h uint64
	for _, e := range s.slots {
		if e.v != nil {
			x := uint64(e.h)
			h ^= (x ^ 89869747 ^ x<<16) * 3644798167
		}
	}
	h ^= (uint64(s.used) + 1) * 1927868237
	h ^= h>>11 ^ h>>25
	h = h*69069 + 907133923
	if h == 1<<64-1 {
		return 590923713
	}
	return int64(h)
}

// Show writes the set as Python does.
func (s *Set) Show(w *object.Writer) {
	w.Inside(s, s.Type()+"(...)", func() { w.Set(s.Type(), s.values()) })
}

// find returns the slot of a value, or the one for it.
func (s *Set) find(v starlark.Value, h int64) (*slot, error) {
	const probes = 9
	mask := uint64(len(s.slots) - 1)
	perturb := uint64(h)
	var free *slot
	for i := uint64(h) & mask; ; i = (i*5 + 1 + perturb) & mask {
		n := uint64(0)
		if i+probes <= mask {
			n = probes
		}
		for j := i; j <= i+n; j++ {
			e := &s.slots[j]
			if e.v == nil && !e.gone {
				if free != nil {
					return free, nil
				}
				return e, nil
			}
			if e.v == nil {
				free = e
			}
			if e.v == nil || e.h != h {
				continue
			}
			if ok, err := s.rt.Alike(e.v, v, MaxDepth); ok || err != nil {
				return e, err
			}
		}
		perturb >>= 5
	}
}

func (s *Set) Add(v starlark.Value) error {
	h, err := s.rt.Hash(v)
	if err != nil {
		return err
	}
	return s.put(v, h)
}

func (s *Set) put(v starlark.Value, h int64) error {
	e, err := s.find(v, h)
	if err != nil || e.v != nil {
		return err
	}
	s.used++
	if e.gone {
		*e = slot{v: v, h: h}
		return nil
	}
	e.v, e.h = v, h
	s.fill++
	if s.fill*5 < (len(s.slots)-1)*3 {
		return nil
	}
	if s.used > 50000 {
		return s.resize(s.used * 2)
	}
	return s.resize(s.used * 4)
}

// resize makes a table with room for more than n values.
func (s *Set) resize(n int) error {
	size := 8
	for size <= n {
		size <<= 1
	}
	if err := s.rt.Made(bounds.Times(size, 32)); err != nil {
		return err
	}
	old := s.slots
	s.slots, s.fill = make([]slot, size), s.used
	for _, e := range old {
		if e.v != nil {
			s.insert(e)
		}
	}
	return nil
}

// insert puts a value into a table that does not have it, and no slot that was used.
func (s *Set) insert(e slot) {
	mask := uint64(len(s.slots) - 1)
	perturb := uint64(e.h)
	for i := uint64(e.h) & mask; ; i = (i*5 + 1 + perturb) & mask {
		n := uint64(0)
		if i+9 <= mask {
			n = 9
		}
		for j := i; j <= i+n; j++ {
			if s.slots[j].v == nil {
				s.slots[j] = e
				return
			}
		}
		perturb >>= 5
	}
}

// AsKey returns a set as the frozenset that Python looks for in its place.
func (s *Set) AsKey(v starlark.Value) starlark.Value {
	if o, ok := v.(*Set); ok && !o.Frozen {
		return &Set{rt: s.rt, Frozen: true, slots: o.slots, fill: o.fill, used: o.used}
	}
	return v
}

// Has is v in s.
func (s *Set) Has(v starlark.Value) (bool, error) { return s.Holds(s.AsKey(v)) }

// Holds reports whether a value that must be hashable is in the set.
func (s *Set) Holds(v starlark.Value) (bool, error) {
	h, err := s.rt.Hash(v)
	if err != nil {
		return false, err
	}
	e, err := s.find(v, h)
	return err == nil && e.v != nil, err
}

// Remove reports whether the value was there. It must be hashable.
func (s *Set) Remove(v starlark.Value) (bool, error) {
	h, err := s.rt.Hash(v)
	if err != nil {
		return false, err
	}
	e, err := s.find(v, h)
	if err != nil || e.v == nil {
		return false, err
	}
	*e = slot{gone: true}
	s.used--
	return true, nil
}

func (s *Set) Pop() (starlark.Value, error) {
	if s.used == 0 {
		return nil, object.Raise("KeyError", "pop from an empty set")
	}
	i := s.finger & (len(s.slots) - 1)
	for s.slots[i].v == nil {
		i = (i + 1) & (len(s.slots) - 1)
	}
	v := s.slots[i].v
	s.slots[i] = slot{gone: true}
	s.used--
	s.finger = i + 1
	return v, nil
}

package value

import (
	"go.starlark.net/starlark"

	"sessh/repl/script/object"
	"sessh/repl/script/value/table"
)

// Set is a set or frozenset.
type Set struct {
	rt     *Runtime
	Frozen bool
	held   bool // by a session, which would not see a change
	table  *table.Table[starlark.Value]
}

// EmptySet returns a set or frozenset without values.
func (rt *Runtime) EmptySet(frozen bool) *Set {
	equal := func(x, y starlark.Value) (bool, error) { return rt.Alike(x, y, MaxDepth) }
	return &Set{rt: rt, Frozen: frozen, table: table.New(equal, rt.Made)}
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
func (s *Set) Truth() starlark.Bool { return s.table.Len() > 0 }
func (s *Set) Len() int             { return s.table.Len() }

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
	h := s.table.Hash()
	return uint32(h) ^ uint32(h>>32), nil
}

// Show writes the set as Python does.
func (s *Set) Show(w *object.Writer) {
	w.Inside(s, s.Type()+"(...)", func() { w.Set(s.Type(), s.Values()) })
}

// Add adds a value.
func (s *Set) Add(v starlark.Value) error {
	h, err := s.rt.Hash(v)
	if err != nil {
		return err
	}
	return s.table.Put(v, h)
}

// AsKey returns a set as the frozenset that Python looks for in its place.
func (s *Set) AsKey(v starlark.Value) starlark.Value {
	if o, ok := v.(*Set); ok && !o.Frozen {
		return &Set{rt: s.rt, Frozen: true, table: o.table}
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
	return s.table.Has(v, h)
}

// Remove reports whether the value was there. It must be hashable.
func (s *Set) Remove(v starlark.Value) (bool, error) {
	h, err := s.rt.Hash(v)
	if err != nil {
		return false, err
	}
	return s.table.Remove(v, h)
}

// Pop removes a value.
func (s *Set) Pop() (starlark.Value, error) {
	v, ok := s.table.Pop()
	if !ok {
		return nil, object.Raise("KeyError", "pop from an empty set")
	}
	return v, nil
}

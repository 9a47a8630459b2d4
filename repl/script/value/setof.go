package value

import (
	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"sessh/repl/script/bounds"
	"sessh/repl/script/object"
	"sessh/repl/script/value/sequence"
)

// NewSet returns a set of values.
func (rt *Runtime) NewSet(values ...starlark.Value) (*Set, error) {
	return rt.SetOf(sequence.Of(values))
}

// SetOf returns a set of what is yielded.
func (rt *Runtime) SetOf(it sequence.Iter) (*Set, error) {
	s := rt.EmptySet(false)
	return s, s.take(it)
}

// Values returns the values in their order.
func (s *Set) Values() []starlark.Value { return s.table.Values() }

// Iterate yields the values that the set has when it is called.
func (s *Set) Iterate() starlark.Iterator { return starlark.Tuple(s.Values()).Iterate() }

func (s *Set) iter() sequence.Iter {
	i, n := 0, s.Len()
	return func() (v starlark.Value, ok bool, err error) {
		if s.Len() != n {
			return nil, false, object.Raise("RuntimeError", "Set changed size during iteration")
		}
		v, i, ok = s.table.Next(i)
		return v, ok, nil
	}
}

func (s *Set) take(it sequence.Iter) error {
	for n := 0; ; n++ {
		v, ok, err := it()
		if err != nil || !ok {
			return err
		}
		if n%bounds.Chunk == bounds.Chunk-1 {
			if err := s.rt.Made(0); err != nil {
				return err
			}
		}
		if err := s.Add(v); err != nil {
			return err
		}
	}
}

// AddAll adds the values of another value.
func (s *Set) AddAll(of starlark.Value) error {
	switch o := of.(type) {
	case *Set:
		return s.table.Merge(o.table)
	case *Dict:
		if err := s.table.Reserve(o.Len()); err != nil {
			return err
		}
	}
	it, err := s.rt.Iter(of)
	if err != nil {
		return err
	}
	return s.take(it)
}

// Clone returns a copy.
func (s *Set) Clone() (*Set, error) {
	t, err := s.table.Clone()
	return &Set{rt: s.rt, Frozen: s.Frozen, table: t}, err
}

// SetLike is a set, or a view of a dictionary's keys or items.
type SetLike interface {
	starlark.Value
	Len() int
	Has(starlark.Value) (bool, error)
}

// AsSet returns a set, or a view that is one.
func AsSet(v starlark.Value) (SetLike, bool) {
	switch v := v.(type) {
	case *Set:
		return v, true
	case *View:
		return v, v.Of != "values"
	}
	return nil, false
}

// CompareSets compares two sets: <= means that x is part of y.
func (rt *Runtime) CompareSets(op syntax.Token, x, y SetLike) (bool, error) {
	switch op {
	case syntax.GT, syntax.GE:
		return rt.CompareSets(mirrored[op], y, x)
	case syntax.EQL:
		if x.Len() != y.Len() {
			return false, nil
		}
		if _, ok := y.(*View); ok { // a set leaves the comparison to it
			if _, ok := x.(*Set); ok {
				x, y = y, x
			}
		}
	case syntax.LT:
		if x.Len() >= y.Len() {
			return false, nil
		}
	}
	if x.Len() > y.Len() {
		return false, nil
	}
	part := true
	err := rt.Each(x, func(v starlark.Value) (bool, error) {
		var err error
		part, err = y.Has(v)
		return part, err
	})
	return part, err
}

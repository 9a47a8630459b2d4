package value

import (
	"slices"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"sessh/repl/script/bounds"
	"sessh/repl/script/object"
)

// NewSet returns a set of values.
func (rt *Runtime) NewSet(values ...starlark.Value) (*Set, error) {
	return rt.SetOf(IterOf(values))
}

// SetOf returns a set of what is yielded.
func (rt *Runtime) SetOf(it Iter) (*Set, error) {
	s := rt.EmptySet(false)
	return s, s.take(it)
}

func (s *Set) values() []starlark.Value {
	values := make([]starlark.Value, 0, s.used)
	for _, e := range s.slots {
		if e.v != nil {
			values = append(values, e.v)
		}
	}
	return values
}

// Iterate yields the values that the set has when it is called.
func (s *Set) Iterate() starlark.Iterator { return starlark.Tuple(s.values()).Iterate() }

func (s *Set) iter() Iter {
	i, n := 0, s.used
	return func() (starlark.Value, bool, error) {
		if s.used != n {
			return nil, false, object.Raise("RuntimeError", "Set changed size during iteration")
		}
		for ; i < len(s.slots); i++ {
			if v := s.slots[i].v; v != nil {
				i++
				return v, true, nil
			}
		}
		return nil, false, nil
	}
}

func (s *Set) take(it Iter) error {
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
		return s.merge(o)
	case *Dict:
		if n := o.Len(); (s.fill+n)*5 >= (len(s.slots)-1)*3 {
			if err := s.resize((s.used + n) * 2); err != nil {
				return err
			}
		}
	}
	it, err := s.rt.Iter(of)
	if err != nil {
		return err
	}
	return s.take(it)
}

func (s *Set) merge(o *Set) error {
	if s == o || o.used == 0 {
		return nil
	}
	if (s.fill+o.used)*5 >= (len(s.slots)-1)*3 {
		if err := s.resize((s.used + o.used) * 2); err != nil {
			return err
		}
	}
	switch {
	case s.fill == 0 && len(s.slots) == len(o.slots) && o.fill == o.used:
		copy(s.slots, o.slots)
		s.fill, s.used = o.fill, o.used
		return nil
	case s.fill == 0:
		s.fill, s.used = o.used, o.used
		for _, e := range o.slots {
			if e.v != nil {
				s.insert(e)
			}
		}
		return nil
	}
	for _, e := range slices.Clone(o.slots) {
		if e.v != nil {
			if err := s.put(e.v, e.h); err != nil {
				return err
			}
		}
	}
	return nil
}

// Constants returns the frozenset that CPython's compiler makes of constants: it makes one,
// and another one of that, so that the order may differ.
func (rt *Runtime) Constants(values []starlark.Value) (*Set, error) {
	first, err := rt.NewSet(values...)
	if err != nil {
		return nil, err
	}
	return rt.NewFrozenSet(first.values()...)
}

// ConstantSet returns the set of a display of constants, which is a copy of that.
func (rt *Runtime) ConstantSet(values []starlark.Value) (*Set, error) {
	constant, err := rt.Constants(values)
	if err != nil {
		return nil, err
	}
	constant.Frozen = false
	return constant.Clone()
}

func (s *Set) Clone() (*Set, error) {
	c := s.rt.EmptySet(s.Frozen)
	return c, c.merge(s)
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

package value

import (
	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"sessh/repl/script/object"
	"sessh/repl/script/value/sequence"
)

// operate is an operator of two sets.
func (s *Set) operate(op syntax.Token, o *Set) (starlark.Value, error) {
	switch op {
	case syntax.PIPE:
		return s.Union(o)
	case syntax.AMP:
		return s.Intersection(o)
	case syntax.MINUS:
		return s.Difference(o)
	}
	return s.Symmetric(o)
}

// operateInPlace changes s; it reports whether it has the operator.
func (s *Set) operateInPlace(op syntax.Token, o *Set) (bool, error) {
	if err := s.Changeable(); err != nil {
		return true, err
	}
	switch op {
	case syntax.PIPE:
		return true, s.table.Merge(o.table)
	case syntax.MINUS:
		return true, s.RemoveAll(o)
	case syntax.AMP:
		kept, err := s.Intersection(o)
		if err == nil {
			s.Become(kept)
		}
		return true, err
	case syntax.CIRCUMFLEX:
		return true, s.Toggle(o)
	}
	return false, nil
}

// Become makes s hold what o holds, which must not be used any more.
func (s *Set) Become(o *Set) { s.table.Become(o.table) }

// Union returns what is in s or in one of the others.
func (s *Set) Union(others ...starlark.Value) (*Set, error) {
	sum, err := s.Clone()
	for _, o := range others {
		if err == nil {
			err = sum.AddAll(o)
		}
	}
	return sum, err
}

// Intersection returns what is in both.
func (s *Set) Intersection(of starlark.Value) (*Set, error) {
	kept := s.rt.EmptySet(s.Frozen)
	o, isSet := of.(*Set)
	if isSet && o.Len() > s.Len() {
		s, of = o, s
	}
	err := s.rt.Each(of, func(v starlark.Value) (bool, error) {
		ok, err := s.Holds(v)
		if ok && err == nil {
			err = kept.Add(v)
		}
		return isSet || !ok || kept.Len() < s.Len(), err
	})
	return kept, err
}

// Difference returns what is in s alone.
func (s *Set) Difference(of starlark.Value) (*Set, error) {
	o, isSet := of.(*Set)
	if _, ok := of.(*Dict); !isSet && !ok || s.Len()>>2 > sequence.Length(of) {
		rest, err := s.Clone()
		if err == nil {
			err = rest.RemoveAll(of)
		}
		return rest, err
	}
	rest := s.rt.EmptySet(s.Frozen)
	err := s.rt.Each(s, func(v starlark.Value) (ok bool, err error) {
		if isSet {
			ok, err = o.Has(v)
		} else {
			_, ok, err = of.(*Dict).Find(v)
		}
		if !ok && err == nil {
			err = rest.Add(v)
		}
		return true, err
	})
	return rest, err
}

// RemoveAll removes the values of another value.
func (s *Set) RemoveAll(of starlark.Value) error {
	if o, ok := of.(*Set); ok && o == s {
		s.Become(s.rt.EmptySet(false))
		return nil
	}
	err := s.rt.Each(of, func(v starlark.Value) (bool, error) {
		_, err := s.Remove(v)
		return true, err
	})
	if err != nil {
		return err
	}
	return s.table.Shrink()
}

// Symmetric returns what is in one of two.
func (s *Set) Symmetric(of starlark.Value) (*Set, error) {
	o := s.rt.EmptySet(s.Frozen)
	if err := o.AddAll(of); err != nil {
		return nil, err
	}
	return o, o.Toggle(s)
}

// Toggle adds the values that s does not have, and removes the others.
func (s *Set) Toggle(of starlark.Value) error {
	o, ok := of.(*Set)
	if !ok {
		o = s.rt.EmptySet(false)
		if err := o.AddAll(of); err != nil {
			return err
		}
	}
	if o == s {
		s.Become(s.rt.EmptySet(false))
		return nil
	}
	return s.rt.Each(o, func(v starlark.Value) (bool, error) {
		gone, err := s.Remove(v)
		if !gone && err == nil {
			err = s.Add(v)
		}
		return true, err
	})
}

// Changeable returns an error for a set that a session holds.
func (s *Set) Changeable() error {
	if s.held {
		return object.NotSupported("the change of a set that a session holds")
	}
	return nil
}

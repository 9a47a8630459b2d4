package value

import (
	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"sessh/repl/script/object"
)

// operate is an operator of two sets.
func (s *Set) operate(op syntax.Token, o *Set) (starlark.Value, error) {
	switch op {
	case syntax.PIPE:
		return s.union(o)
	case syntax.AMP:
		return s.intersection(o)
	case syntax.MINUS:
		return s.difference(o)
	}
	return s.symmetric(o)
}

// operateInPlace changes s; it reports whether it has the operator.
func (s *Set) operateInPlace(op syntax.Token, o *Set) (bool, error) {
	if err := s.changeable(); err != nil {
		return true, err
	}
	switch op {
	case syntax.PIPE:
		return true, s.merge(o)
	case syntax.MINUS:
		return true, s.removeAll(o)
	case syntax.AMP:
		kept, err := s.intersection(o)
		if err == nil {
			s.become(kept)
		}
		return true, err
	case syntax.CIRCUMFLEX:
		return true, s.toggle(o)
	}
	return false, nil
}

func (s *Set) become(o *Set) { s.slots, s.fill, s.used = o.slots, o.fill, o.used }

func (s *Set) union(others ...starlark.Value) (*Set, error) {
	sum, err := s.clone()
	for _, o := range others {
		if err == nil {
			err = sum.addAll(o)
		}
	}
	return sum, err
}

func (s *Set) intersection(of starlark.Value) (*Set, error) {
	kept := s.rt.emptySet(s.frozen)
	o, isSet := of.(*Set)
	if isSet && o.used > s.used {
		s, of = o, s
	}
	err := s.rt.ask(of, func(v starlark.Value) (bool, error) {
		ok, err := s.holds(v)
		if ok && err == nil {
			err = kept.add(v)
		}
		return isSet || !ok || kept.used < s.used, err
	})
	return kept, err
}

func (s *Set) difference(of starlark.Value) (*Set, error) {
	o, isSet := of.(*Set)
	if _, ok := of.(*Dict); !isSet && !ok || s.used>>2 > length(of) {
		rest, err := s.clone()
		if err == nil {
			err = rest.removeAll(of)
		}
		return rest, err
	}
	rest := s.rt.emptySet(s.frozen)
	err := s.rt.ask(s, func(v starlark.Value) (ok bool, err error) {
		if isSet {
			ok, err = o.has(v)
		} else {
			_, ok, err = of.(*Dict).find(v)
		}
		if !ok && err == nil {
			err = rest.add(v)
		}
		return true, err
	})
	return rest, err
}

func (s *Set) removeAll(of starlark.Value) error {
	if o, ok := of.(*Set); ok && o == s {
		s.become(s.rt.emptySet(false))
		return nil
	}
	err := s.rt.ask(of, func(v starlark.Value) (bool, error) {
		_, err := s.remove(v)
		return true, err
	})
	if err != nil || s.fill-s.used <= (len(s.slots)-1)/4 {
		return err
	}
	if s.used > 50000 {
		return s.resize(s.used * 2)
	}
	return s.resize(s.used * 4)
}

// symmetric returns what is in one of two.
func (s *Set) symmetric(of starlark.Value) (*Set, error) {
	o := s.rt.emptySet(s.frozen)
	if err := o.addAll(of); err != nil {
		return nil, err
	}
	return o, o.toggle(s)
}

// toggle adds the values that s does not have, and removes the others.
func (s *Set) toggle(of starlark.Value) error {
	o, ok := of.(*Set)
	if !ok {
		o = s.rt.emptySet(false)
		if err := o.addAll(of); err != nil {
			return err
		}
	}
	if o == s {
		s.become(s.rt.emptySet(false))
		return nil
	}
	return s.rt.ask(o, func(v starlark.Value) (bool, error) {
		gone, err := s.remove(v)
		if !gone && err == nil {
			err = s.add(v)
		}
		return true, err
	})
}

// changeable returns an error for a set that a session holds.
func (s *Set) changeable() error {
	if s.held {
		return object.NotSupported("the change of a set that a session holds")
	}
	return nil
}

func setOf(c *call) *Set { return c.self.(*Set) }

// setMethods are those of sets and frozensets.
var setMethods = map[string]function{
	"copy": {"0", func(c *call) (starlark.Value, error) {
		if s := setOf(c); s.frozen {
			return s, nil
		}
		return setOf(c).clone()
	}},
	"union": {"p0-", func(c *call) (starlark.Value, error) { return setOf(c).union(c.a...) }},
	"intersection": {"p0-", func(c *call) (starlark.Value, error) {
		s, err := setOf(c), error(nil)
		if len(c.a) == 0 {
			return s.clone()
		}
		for _, o := range c.a {
			if s, err = s.intersection(o); err != nil {
				return nil, err
			}
		}
		s.frozen = setOf(c).frozen
		return s, nil
	}},
	"difference": {"p0-", func(c *call) (starlark.Value, error) {
		if len(c.a) == 0 {
			return setOf(c).clone()
		}
		s, err := setOf(c).difference(c.a[0])
		for _, o := range c.a[1:] {
			if err == nil {
				err = s.removeAll(o)
			}
		}
		return s, err
	}},
	"symmetric_difference": {"1", func(c *call) (starlark.Value, error) { return setOf(c).symmetric(c.a[0]) }},
	"issubset": {"1", func(c *call) (starlark.Value, error) {
		o, ok := c.a[0].(*Set)
		if !ok {
			o = c.emptySet(false)
			if err := o.addAll(c.a[0]); err != nil {
				return nil, err
			}
		}
		part, err := c.compareSets(syntax.LE, setOf(c), o)
		return starlark.Bool(part), err
	}},
	"issuperset": {"1", func(c *call) (starlark.Value, error) {
		if o, ok := c.a[0].(*Set); ok {
			part, err := c.compareSets(syntax.LE, o, setOf(c))
			return starlark.Bool(part), err
		}
		all := true
		err := c.ask(c.a[0], func(v starlark.Value) (ok bool, err error) {
			all, err = setOf(c).holds(v)
			return all, err
		})
		return starlark.Bool(all && err == nil), err
	}},
	"isdisjoint": {"1", func(c *call) (starlark.Value, error) {
		s, of := setOf(c), c.a[0]
		if o, ok := of.(*Set); ok && o.Len() > s.Len() {
			s, of = o, s
		}
		return c.disjoint(s.holds, of)
	}},
}

// setChanges are the methods that change a set.
var setChanges = map[string]function{
	"add": {"1", func(c *call) (starlark.Value, error) { return starlark.None, setOf(c).add(c.a[0]) }},
	"discard": {"1", func(c *call) (starlark.Value, error) {
		_, err := setOf(c).remove(setOf(c).asKey(c.a[0]))
		return starlark.None, err
	}},
	"remove": {"1", func(c *call) (starlark.Value, error) {
		ok, err := setOf(c).remove(setOf(c).asKey(c.a[0]))
		if err == nil && !ok {
			err = object.KeyError(c.a[0])
		}
		return starlark.None, err
	}},
	"pop": {"0", func(c *call) (starlark.Value, error) { return setOf(c).pop() }},
	"clear": {"0", func(c *call) (starlark.Value, error) {
		setOf(c).become(c.emptySet(false))
		return starlark.None, nil
	}},
	"update": {"p0-", func(c *call) (starlark.Value, error) {
		for _, o := range c.a {
			if err := setOf(c).addAll(o); err != nil {
				return nil, err
			}
		}
		return starlark.None, nil
	}},
	"difference_update": {"p0-", func(c *call) (starlark.Value, error) {
		for _, o := range c.a {
			if err := setOf(c).removeAll(o); err != nil {
				return nil, err
			}
		}
		return starlark.None, nil
	}},
	"intersection_update": {"p0-", func(c *call) (starlark.Value, error) {
		for _, o := range c.a {
			kept, err := setOf(c).intersection(o)
			if err != nil {
				return nil, err
			}
			setOf(c).become(kept)
		}
		return starlark.None, nil
	}},
	"symmetric_difference_update": {"1", func(c *call) (starlark.Value, error) {
		return starlark.None, setOf(c).toggle(c.a[0])
	}},
}

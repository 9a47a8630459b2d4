package builtin

import (
	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"sessh/repl/script/object"
	"sessh/repl/script/value"
)

func setOf(c *call) *value.Set { return c.self.(*value.Set) }

// setMethods are those of sets and frozensets.
func setMethods() map[string]function {
	return map[string]function{
		"copy": {"0", func(c *call) (starlark.Value, error) {
			if s := setOf(c); s.Frozen {
				return s, nil
			}
			return setOf(c).Clone()
		}},
		"union": {"p0-", func(c *call) (starlark.Value, error) { return setOf(c).Union(c.a...) }},
		"intersection": {"p0-", func(c *call) (starlark.Value, error) {
			s, err := setOf(c), error(nil)
			if len(c.a) == 0 {
				return s.Clone()
			}
			for _, o := range c.a {
				if s, err = s.Intersection(o); err != nil {
					return nil, err
				}
			}
			s.Frozen = setOf(c).Frozen
			return s, nil
		}},
		"difference": {"p0-", func(c *call) (starlark.Value, error) {
			if len(c.a) == 0 {
				return setOf(c).Clone()
			}
			s, err := setOf(c).Difference(c.a[0])
			for _, o := range c.a[1:] {
				if err == nil {
					err = s.RemoveAll(o)
				}
			}
			return s, err
		}},
		"symmetric_difference": {"1", func(c *call) (starlark.Value, error) { return setOf(c).Symmetric(c.a[0]) }},
		"issubset": {"1", func(c *call) (starlark.Value, error) {
			o, ok := c.a[0].(*value.Set)
			if !ok {
				o = c.EmptySet(false)
				if err := o.AddAll(c.a[0]); err != nil {
					return nil, err
				}
			}
			part, err := c.CompareSets(syntax.LE, setOf(c), o)
			return starlark.Bool(part), err
		}},
		"issuperset": {"1", func(c *call) (starlark.Value, error) {
			if o, ok := c.a[0].(*value.Set); ok {
				part, err := c.CompareSets(syntax.LE, o, setOf(c))
				return starlark.Bool(part), err
			}
			all := true
			err := c.Each(c.a[0], func(v starlark.Value) (ok bool, err error) {
				all, err = setOf(c).Holds(v)
				return all, err
			})
			return starlark.Bool(all && err == nil), err
		}},
		"isdisjoint": {"1", func(c *call) (starlark.Value, error) {
			s, of := setOf(c), c.a[0]
			if o, ok := of.(*value.Set); ok && o.Len() > s.Len() {
				s, of = o, s
			}
			return disjoint(c, s.Holds, of)
		}},
	}
}

// setChanges are the methods that change a set.
func setChanges() map[string]function {
	return map[string]function{
		"add": {"1", func(c *call) (starlark.Value, error) { return starlark.None, setOf(c).Add(c.a[0]) }},
		"discard": {"1", func(c *call) (starlark.Value, error) {
			_, err := setOf(c).Remove(setOf(c).AsKey(c.a[0]))
			return starlark.None, err
		}},
		"remove": {"1", func(c *call) (starlark.Value, error) {
			ok, err := setOf(c).Remove(setOf(c).AsKey(c.a[0]))
			if err == nil && !ok {
				err = object.KeyError(c.a[0])
			}
			return starlark.None, err
		}},
		"pop": {"0", func(c *call) (starlark.Value, error) { return setOf(c).Pop() }},
		"clear": {"0", func(c *call) (starlark.Value, error) {
			setOf(c).Become(c.EmptySet(false))
			return starlark.None, nil
		}},
		"update": {"p0-", func(c *call) (starlark.Value, error) {
			for _, o := range c.a {
				if err := setOf(c).AddAll(o); err != nil {
					return nil, err
				}
			}
			return starlark.None, nil
		}},
		"difference_update": {"p0-", func(c *call) (starlark.Value, error) {
			for _, o := range c.a {
				if err := setOf(c).RemoveAll(o); err != nil {
					return nil, err
				}
			}
			return starlark.None, nil
		}},
		"intersection_update": {"p0-", func(c *call) (starlark.Value, error) {
			for _, o := range c.a {
				kept, err := setOf(c).Intersection(o)
				if err != nil {
					return nil, err
				}
				setOf(c).Become(kept)
			}
			return starlark.None, nil
		}},
		"symmetric_difference_update": {"1", func(c *call) (starlark.Value, error) {
			return starlark.None, setOf(c).Toggle(c.a[0])
		}},
	}
}

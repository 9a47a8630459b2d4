package builtin

import (
	"maps"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"sessh/repl/script/assign"
	"sessh/repl/script/object"
	"sessh/repl/script/value"
	"sessh/repl/script/value/sequence"
)

// functions are the built-in functions.
func functions() map[string]function {
	return map[string]function{
		"abs": {"1", abs}, "all": {"1", every(false)}, "any": {"1", every(true)},
		"ascii": {"1", func(c *call) (starlark.Value, error) { s, err := c.ASCII(c.a[0]); return starlark.String(s), err }},
		"bin":   {"1", inBase('b')}, "oct": {"1", inBase('o')}, "hex": {"1", inBase('x')},
		"callable": {"1", func(c *call) (starlark.Value, error) {
			_, ok := c.a[0].(starlark.Callable)
			if o, custom := c.a[0].(value.Custom); custom {
				ok = o.Special("__call__") != nil
			}
			return starlark.Bool(ok), nil
		}},
		"chr": {"1", chr}, "ord": {"1", ord},
		"delattr": {"p2-2", func(c *call) (starlark.Value, error) {
			name, err := c.attributeName()
			if err != nil {
				return nil, err
			}
			return starlark.None, assign.DelAttribute(c.a[0], name)
		}},
		"dir": {"p0-1", func(c *call) (starlark.Value, error) {
			if c.a[0] == nil {
				return nil, object.NotSupported("dir without an argument")
			}
			var names []starlark.Value
			for _, n := range dir(c.Runtime, c.a[0]) {
				names = append(names, starlark.String(n))
			}
			return c.NewList(names), nil
		}},
		"divmod": {"p2-2", divMod},
		"format": {"p1-2", func(c *call) (starlark.Value, error) {
			format := ""
			if c.a[1] != nil {
				var err error
				if format, err = c.text(1, "format() argument 2 must be str, not %s"); err != nil {
					return nil, err
				}
			}
			s, err := c.Format(c.a[0], format)
			return starlark.String(s), err
		}},
		"getattr": {"p2-3", func(c *call) (starlark.Value, error) {
			name, err := c.attributeName()
			if err != nil {
				return nil, err
			}
			v, err := c.GetAttribute(c.a[0], name)
			if err != nil && c.a[2] != nil && object.FromError(err).Class().Is("AttributeError") {
				return c.a[2], nil
			}
			return v, err
		}},
		"hasattr": {"p2-2", func(c *call) (starlark.Value, error) {
			name, err := c.attributeName()
			if err != nil {
				return nil, err
			}
			_, err = c.GetAttribute(c.a[0], name)
			if err != nil && object.FromError(err).Class().Is("AttributeError") {
				return starlark.False, nil
			}
			return starlark.Bool(err == nil), err
		}},
		"setattr": {"p3-3", func(c *call) (starlark.Value, error) {
			name, err := c.attributeName()
			if err != nil {
				return nil, err
			}
			return starlark.None, assign.Attribute(c.Runtime, c.a[0], name, c.a[2])
		}},
		"hash": {"1", func(c *call) (starlark.Value, error) { h, err := c.Hash(c.a[0]); return starlark.MakeInt64(h), err }},
		"id":   {"1", id},
		"isinstance": {"p2-2", func(c *call) (starlark.Value, error) {
			return among(c.ClassOf(c.a[0]), c.a[1], "isinstance() arg 2 must be a type, a tuple of types, or a union")
		}},
		"issubclass": {"p2-2", func(c *call) (starlark.Value, error) {
			class, ok := c.a[0].(*object.Class)
			if !ok {
				return nil, object.Raise("TypeError", "issubclass() arg 1 must be a class")
			}
			return among(class, c.a[1], "issubclass() arg 2 must be a class, a tuple of classes, or a union")
		}},
		"iter": {"p1-2", iterOf}, "next": {"p1-2", next}, "len": {"1", lengthOf},
		"max": {"*", extreme(syntax.GT)}, "min": {"*", extreme(syntax.LT)},
		"pow": {"k2-3 base exp mod", func(c *call) (starlark.Value, error) {
			if c.a[2] != nil && c.a[2] != starlark.None {
				return nil, object.NotSupported("the function pow with a modulus")
			}
			return c.Operate(syntax.STARSTAR, c.a[0], c.a[1])
		}},
		"repr":  {"1", func(c *call) (starlark.Value, error) { s, err := c.Show(c.a[0]); return starlark.String(s), err }},
		"round": {"k1-2 number ndigits", func(c *call) (starlark.Value, error) { return round(c, c.a[0], c.a[1]) }},
		"sorted": {"*", func(c *call) (starlark.Value, error) {
			if len(c.a) != 1 {
				return nil, object.Raise("TypeError", "sorted expected 1 argument, got %d", len(c.a))
			}
			values, err := c.Values(c.a[0])
			if err != nil {
				return nil, err
			}
			values, err = c.sorted(values)
			return c.NewList(values), err
		}},
		"sum": {"k1-2 iterable start", sum},
	}
}

// Universe returns the names of values and functions that are always there.
func Universe(rt *value.Runtime) starlark.StringDict {
	env, all := make(starlark.StringDict), known()
	for name, fn := range all.functions {
		env[name] = builtin(rt, "", name, fn, nil)
	}
	env["object"] = object.Object
	for name := range all.constructors {
		env[name] = rt.Classes[name]
	}
	for c := range object.ExceptionClasses() {
		if c.Module() == "" {
			env[c.Name()] = c
		}
	}
	maps.Copy(env, starlark.StringDict{ // other names, and Python 2's
		"IOError": env["OSError"], "EnvironmentError": env["OSError"],
		"unicode": env["str"], "basestring": env["str"], "long": env["int"], "xrange": env["range"],
	})
	return env
}

func (c *call) attributeName() (string, error) {
	s, ok := c.a[1].(starlark.String)
	if !ok {
		return "", object.Raise("TypeError", "attribute name must be string, not '%s'", object.TypeName(c.a[1]))
	}
	return string(s), nil
}

func among(class *object.Class, of starlark.Value, wrong string) (starlark.Value, error) {
	switch of := of.(type) {
	case *object.Class:
		return starlark.Bool(class.Inherits(of) || of == object.Object), nil
	case starlark.Tuple:
		for _, x := range of {
			if v, err := among(class, x, wrong); err != nil || v == starlark.True {
				return v, err
			}
		}
		return starlark.False, nil
	}
	return nil, object.Raise("TypeError", "%s", wrong)
}

// every makes any and all: the answer is stop as soon as one value has that truth.
func every(stop bool) func(*call) (starlark.Value, error) {
	return func(c *call) (starlark.Value, error) {
		answer := !stop
		err := c.Each(c.a[0], func(v starlark.Value) (bool, error) {
			ok, err := c.Truth(v)
			if ok == stop {
				answer = stop
			}
			return ok != stop, err
		})
		return starlark.Bool(answer), err
	}
}

func id(c *call) (starlark.Value, error) {
	var p any = c.a[0]
	switch v := c.a[0].(type) {
	case *value.Dict:
		p = v.Identity()
	case *value.List:
		p = v.Identity()
	}
	if n := object.Address(p); n != 0 {
		return starlark.MakeUint64(n), nil
	}
	h, err := c.Hash(c.a[0]) // no pointer: a value
	if err != nil {
		return nil, object.NotSupported("id of such a value")
	}
	return starlark.MakeInt64(h & (1<<62 - 1)), nil
}

func lengthOf(c *call) (starlark.Value, error) {
	if v, ok, err := c.Special(c.a[0], "__len__"); ok {
		return v, err
	}
	n := sequence.Length(c.a[0])
	if n < 0 {
		return nil, object.Raise("TypeError", "object of type '%s' has no len()", object.TypeName(c.a[0]))
	}
	return starlark.MakeInt(n), c.Took(n)
}

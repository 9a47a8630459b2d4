package builtin

import (
	"strings"

	"go.starlark.net/starlark"

	"sessh/repl/script/object"
	"sessh/repl/script/value"
	"sessh/repl/script/value/chars"
	"sessh/repl/script/value/number"
	"sessh/repl/script/value/sequence"
)

// constructors make the values of the built-in classes.
func constructors() map[string]function {
	return map[string]function{
		"bool": {"p0-1", func(c *call) (starlark.Value, error) {
			if c.a[0] == nil {
				return starlark.False, nil
			}
			ok, err := c.Truth(c.a[0])
			return starlark.Bool(ok), err
		}},
		"int": {"*", newInt}, "float": {"p0-1", newFloat}, "str": {"k0-3 object encoding errors", newStr}, "bytes": {"k0-3 source encoding errors", newBytes},
		"list": {"p0-1", func(c *call) (starlark.Value, error) {
			values, err := c.optional(0)
			return c.NewList(values), err
		}},
		"tuple": {"p0-1", func(c *call) (starlark.Value, error) {
			if t, ok := c.a[0].(starlark.Tuple); ok {
				return t, nil
			}
			values, err := c.optional(0)
			return starlark.Tuple(values), err
		}},
		"set": {"p0-1", func(c *call) (starlark.Value, error) {
			s := c.EmptySet(false)
			if c.a[0] == nil {
				return s, nil
			}
			return s, s.AddAll(c.a[0])
		}},
		"frozenset": {"p0-1", func(c *call) (starlark.Value, error) {
			s := c.EmptySet(true)
			if o, ok := c.a[0].(*value.Set); ok && o.Frozen {
				return o, nil
			}
			if c.a[0] == nil {
				return s, nil
			}
			return s, s.AddAll(c.a[0])
		}},
		"staticmethod": {"1", func(c *call) (starlark.Value, error) { return &object.StaticMethod{F: c.a[0]}, nil }},
		"classmethod":  {"1", func(c *call) (starlark.Value, error) { return &object.ClassMethod{F: c.a[0]}, nil }},
		"property": {"k0-4 fget fset fdel doc", func(c *call) (starlark.Value, error) {
			for i, f := range c.a {
				if f == starlark.None {
					c.a[i] = nil
				}
			}
			return &object.Property{Get: c.a[0], Set: c.a[1], Delete: c.a[2]}, nil
		}},
		"dict": {"*", func(c *call) (starlark.Value, error) { return c.DictOf(nil, c.a, c.kwargs) }},
		"range": {"*", func(c *call) (starlark.Value, error) {
			if len(c.kwargs) > 0 {
				return nil, object.Raise("TypeError", "range() takes no keyword arguments")
			}
			return rangeOf(c)
		}},
		"type": {"*", func(c *call) (starlark.Value, error) {
			if len(c.a) == 3 {
				return nil, object.NotSupported("the class type with three arguments")
			}
			if len(c.a) != 1 {
				return nil, object.Raise("TypeError", "type() takes 1 or 3 arguments")
			}
			if len(c.kwargs) > 0 {
				return nil, object.Raise("TypeError", "type() takes no keyword arguments")
			}
			return c.ClassOf(c.a[0]), nil
		}},
		"enumerate": {"k1-2 iterable start", enumerate}, "reversed": {"p1-1", reversed}, "zip": {"*", zip}, "map": {"p2-", mapped}, "filter": {"p2-2", filtered},
	}
}

// optional returns the values of an argument that may be missing.
func (c *call) optional(i int) ([]starlark.Value, error) {
	if c.a[i] == nil {
		return nil, nil
	}
	return c.Values(c.a[i])
}

func newStr(c *call) (starlark.Value, error) {
	if err := c.texts(1); err != nil {
		return nil, err
	}
	if c.a[1] != nil || c.a[2] != nil {
		b, ok := c.a[0].(starlark.Bytes)
		switch {
		case ok:
			codec, errors, err := c.coding(1)
			if err != nil {
				return nil, err
			}
			s, err := chars.Decode(c.Guard, string(b), codec, errors)
			return starlark.String(s), err
		case c.a[0] == nil:
			return starlark.String(""), nil
		}
		if _, isText := c.a[0].(starlark.String); isText {
			return nil, object.Raise("TypeError", "decoding str is not supported")
		}
		return nil, object.Raise("TypeError", "decoding to str: need a bytes-like object, %s found", object.TypeName(c.a[0]))
	}
	if c.a[0] == nil {
		return starlark.String(""), nil
	}
	text, err := c.Text(c.a[0])
	return starlark.String(text), err
}

func newBytes(c *call) (starlark.Value, error) {
	if err := c.texts(1); err != nil {
		return nil, err
	}
	v := c.a[0]
	if s, ok := v.(starlark.String); ok {
		if c.a[1] == nil {
			return nil, object.Raise("TypeError", "string argument without an encoding")
		}
		codec, errors, err := c.coding(1)
		if err != nil {
			return nil, err
		}
		b, err := chars.Encode(c.Guard, string(s), codec, errors)
		return starlark.Bytes(b), err
	}
	if c.a[1] != nil {
		return nil, object.Raise("TypeError", "encoding without a string argument")
	}
	if c.a[2] != nil {
		return nil, object.Raise("TypeError", "errors without a string argument")
	}
	if v == nil {
		return starlark.Bytes(""), nil
	}
	if b, ok := v.(starlark.Bytes); ok {
		return b, nil
	}
	if _, ok := number.Integer(v); ok {
		n, err := sequence.ToIndex(v)
		if err != nil {
			return nil, object.Raise("OverflowError", "cannot fit 'int' into an index-sized integer")
		}
		if n < 0 {
			return nil, object.Raise("ValueError", "negative count")
		}
		if err := c.Made(n); err != nil {
			return nil, err
		}
		return starlark.Bytes(strings.Repeat("\x00", n)), nil
	}
	if _, err := c.Iter(v); err != nil {
		return nil, object.Raise("TypeError", "cannot convert '%s' object to bytes", object.TypeName(v))
	}
	var out []byte
	err := c.Each(v, func(x starlark.Value) (bool, error) {
		n, err := sequence.ToInteger(x)
		if err != nil {
			return false, err
		}
		b, ok := n.Int64()
		if !ok || b < 0 || b > 255 {
			return false, object.Raise("ValueError", "bytes must be in range(0, 256)")
		}
		out = append(out, byte(b))
		return true, c.Grow(len(out))
	})
	return starlark.Bytes(out), err
}

package builtin

import (
	"math"
	"math/big"
	"strings"

	"go.starlark.net/starlark"

	"sessh/repl/script/object"
	"sessh/repl/script/value/number"
	"sessh/repl/script/value/sequence"
)

func newInt(c *call) (starlark.Value, error) {
	base := c.option("base")
	if err := c.unknownTo("int"); err != nil {
		return nil, err
	}
	switch {
	case len(c.a) > 2 || len(c.a) == 2 && base != nil:
		return nil, object.Raise("TypeError", "int() takes at most 2 arguments (%d given)", len(c.a))
	case len(c.a) == 2:
		base = c.a[1]
	case len(c.a) == 0 && base != nil:
		return nil, object.Raise("TypeError", "int() missing string argument")
	case len(c.a) == 0:
		return starlark.MakeInt(0), nil
	}
	v := c.a[0]
	text, isText := textOf(v)
	if base == nil {
		if n, ok := number.Integer(v); ok {
			return n, nil
		}
		if f, ok := v.(starlark.Float); ok {
			return number.Truncate(float64(f))
		}
		if x, ok, err := c.Special(v, "__int__"); ok {
			return x, err
		}
		if !isText {
			return nil, object.Raise("TypeError", "int() argument must be a string, a bytes-like object or a real number, not '%s'", object.TypeName(v))
		}
		base = starlark.MakeInt(10)
	}
	if n, ok := number.Integer(base); ok && !number.Small(n) {
		base = starlark.MakeInt(1)
	}
	k, err := sequence.ToIndex(base)
	if err != nil {
		return nil, err
	}
	if k != 0 && k < 2 || k > 36 {
		return nil, object.Raise("ValueError", "int() base must be >= 2 and <= 36, or 0")
	}
	if !isText {
		return nil, object.Raise("TypeError", "int() can't convert non-string with explicit base")
	}
	if err := c.Took(len(text)); err != nil {
		return nil, err
	}
	n, ok, err := number.ParseInt(text, k)
	if err != nil {
		return nil, err
	}
	if !ok {
		shown, err := c.Show(v)
		if err != nil {
			return nil, err
		}
		return nil, object.Raise("ValueError", "invalid literal for int() with base %d: %s", k, shown)
	}
	return starlark.MakeBigInt(n), nil
}

func (c *call) unknownTo(name string) error {
	if len(c.kwargs) == 0 {
		return nil
	}
	return object.Raise("TypeError", "'%s' is an invalid keyword argument for %s()", string(c.kwargs[0][0].(starlark.String)), name)
}

func textOf(v starlark.Value) (string, bool) {
	switch v := v.(type) {
	case starlark.String:
		return string(v), true
	case starlark.Bytes:
		return string(v), true
	}
	return "", false
}

func newFloat(c *call) (starlark.Value, error) {
	if c.a[0] == nil {
		return starlark.Float(0), nil
	}
	v := c.a[0]
	if f, ok, err := number.Float(v); ok {
		return starlark.Float(f), err
	}
	if x, ok, err := c.Special(v, "__float__"); ok {
		return x, err
	}
	text, ok := textOf(v)
	if !ok {
		return nil, object.Raise("TypeError", "float() argument must be a string or a real number, not '%s'", object.TypeName(v))
	}
	if err := c.Took(len(text)); err != nil {
		return nil, err
	}
	if f, ok := number.ParseFloat(text); ok {
		if math.IsNaN(f) {
			f = c.NaN()
		}
		return starlark.Float(f), nil
	}
	shown, err := c.Show(v)
	if err != nil {
		return nil, err
	}
	return nil, object.Raise("ValueError", "could not convert string to float: %s", shown)
}

// intMethods and floatMethods are the methods of numbers.
func intMethods() map[string]function {
	return map[string]function{
		"bit_length": {"0", func(c *call) (starlark.Value, error) {
			n, _ := number.Integer(c.self)
			return starlark.MakeInt(n.BigInt().BitLen()), nil
		}},
		"bit_count": {"0", func(c *call) (starlark.Value, error) {
			n, _ := number.Integer(c.self)
			return starlark.MakeInt(strings.Count(new(big.Int).Abs(n.BigInt()).Text(2), "1")), nil
		}},
		"conjugate": {"0", func(c *call) (starlark.Value, error) { n, _ := number.Integer(c.self); return n, nil }},
	}
}

func floatMethods() map[string]function {
	return map[string]function{
		"is_integer": {"0", func(c *call) (starlark.Value, error) {
			_, ok := number.Integral(float64(c.self.(starlark.Float)))
			return starlark.Bool(ok), nil
		}},
		"conjugate": {"0", func(c *call) (starlark.Value, error) { return c.self, nil }},
	}
}

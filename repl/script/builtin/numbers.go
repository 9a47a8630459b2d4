package builtin

import (
	"math"
	"unicode"
	"unicode/utf8"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"sessh/repl/script/object"
	"sessh/repl/script/value/formats"
	"sessh/repl/script/value/number"
	"sessh/repl/script/value/sequence"
)

func abs(c *call) (starlark.Value, error) {
	v := c.a[0]
	if n, ok := number.Integer(v); ok {
		if n.Sign() < 0 {
			return c.Unary(syntax.MINUS, n)
		}
		return n, nil
	}
	if f, ok := v.(starlark.Float); ok {
		if f < 0 || f == 0 {
			f = 0 - f
		}
		return f, nil
	}
	if x, ok, err := c.Special(v, "__abs__"); ok {
		return x, err
	}
	return nil, object.Raise("TypeError", "bad operand type for abs(): '%s'", object.TypeName(v))
}

func inBase(kind rune) func(*call) (starlark.Value, error) {
	return func(c *call) (starlark.Value, error) {
		n, err := sequence.ToInteger(c.a[0])
		if err != nil {
			return nil, err
		}
		s, err := formats.Prefixed(c.Guard, n, kind)
		return starlark.String(s), err
	}
}

func chr(c *call) (starlark.Value, error) {
	n, err := sequence.ToInteger(c.a[0])
	if err != nil {
		return nil, err
	}
	r, ok := n.Int64()
	switch {
	case !ok || r > 1<<31-1 || r < -1<<31:
		return nil, object.Raise("OverflowError", "Python int too large to convert to C int")
	case r < 0 || r > unicode.MaxRune:
		return nil, object.Raise("ValueError", "chr() arg not in range(0x110000)")
	case r >= 0xd800 && r < 0xe000:
		return nil, object.NotSupported("halves of surrogate pairs in a string")
	}
	return starlark.String(rune(r)), nil
}

func ord(c *call) (starlark.Value, error) {
	n := -1
	switch v := c.a[0].(type) {
	case starlark.String:
		if n = utf8.RuneCountInString(string(v)); n == 1 {
			r, _ := utf8.DecodeRuneInString(string(v))
			return starlark.MakeInt(int(r)), nil
		}
	case starlark.Bytes:
		if n = len(v); n == 1 {
			return starlark.MakeInt(int(v[0])), nil
		}
	default:
		return nil, object.Raise("TypeError", "ord() expected string of length 1, but %s found", object.TypeName(v))
	}
	return nil, object.Raise("TypeError", "ord() expected a character, but string of length %d found", n)
}

func divMod(c *call) (starlark.Value, error) {
	a, aok := number.Integer(c.a[0])
	b, bok := number.Integer(c.a[1])
	if aok && bok {
		q, err := c.Operate(syntax.SLASHSLASH, a, b)
		if err != nil {
			return nil, err
		}
		m, err := c.Operate(syntax.PERCENT, a, b)
		return starlark.Tuple{q, m}, err
	}
	f, fok, err := number.Float(c.a[0])
	g, gok, gerr := number.Float(c.a[1])
	switch {
	case !fok || !gok:
		return nil, object.Raise("TypeError", "unsupported operand type(s) for divmod(): '%s' and '%s'", object.TypeName(c.a[0]), object.TypeName(c.a[1]))
	case err != nil:
		return nil, err
	case gerr != nil:
		return nil, gerr
	case g == 0:
		return nil, object.Raise("ZeroDivisionError", "float divmod()")
	}
	q, m := number.DivMod(f, g)
	if math.IsNaN(q) {
		q = c.NaN()
	}
	if math.IsNaN(m) {
		m = c.NaN()
	}
	return starlark.Tuple{starlark.Float(q), starlark.Float(m)}, nil
}

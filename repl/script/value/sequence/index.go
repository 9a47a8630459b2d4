package sequence

import (
	"go.starlark.net/starlark"

	"sessh/repl/script/object"
	"sessh/repl/script/value/chars"
	"sessh/repl/script/value/number"
)

// Position returns the index that k stands for in n values.
func Position(k starlark.Value, n int, indices, out string) (int, error) {
	i, ok := number.Integer(k)
	if !ok {
		kind := object.TypeName(k)
		if indices == "string indices must be integers" {
			kind = "'" + kind + "'"
		}
		return 0, object.Raise("TypeError", "%s, not %s", indices, kind)
	}
	at, ok := i.Int64()
	if !ok {
		return 0, object.Raise("IndexError", "cannot fit 'int' into an index-sized integer")
	}
	if at < 0 {
		at += int64(n)
	}
	if at < 0 || at >= int64(n) {
		return 0, object.Raise("IndexError", "%s", out)
	}
	return int(at), nil
}

// NewSpan returns a slice of n values. A missing bound is None.
func NewSpan(lo, hi, step starlark.Value, n int) (chars.Span, error) {
	c := chars.Span{Step: 1}
	given := func(v starlark.Value, to *int) (bool, error) {
		if v == starlark.None {
			return false, nil
		}
		i, ok := number.Integer(v)
		if !ok {
			return false, object.Raise("TypeError", "slice indices must be integers or None or have an __index__ method")
		}
		k, ok := i.Int64()
		if !ok || k > Limit || k < -Limit {
			k = int64(i.Sign()) * Limit
		}
		*to = int(k)
		return true, nil
	}
	if ok, err := given(step, &c.Step); err != nil {
		return c, err
	} else if ok && c.Step == 0 {
		return c, object.Raise("ValueError", "slice step cannot be zero")
	}
	least, most := 0, n
	if c.Step < 0 {
		least, most = -1, n-1
	}
	for i, p := range []*int{&c.Lo, &c.Hi} {
		ok, err := given([]starlark.Value{lo, hi}[i], p)
		switch {
		case err != nil:
			return c, err
		case !ok && (i == 0) == (c.Step > 0):
			*p = least
		case !ok:
			*p = most
		default:
			if *p < 0 {
				*p += n
			}
			*p = min(max(*p, least), most)
		}
	}
	return c, nil
}

// ToIndex returns an integer that counts values.
func ToIndex(v starlark.Value) (int, error) {
	n, err := ToInteger(v)
	if err != nil {
		return 0, err
	}
	i, ok := n.Int64()
	if !ok {
		return 0, object.Raise("OverflowError", "Python int too large to convert to C ssize_t")
	}
	return int(i), nil
}

// ToInteger returns an argument that must be an integer.
func ToInteger(v starlark.Value) (starlark.Int, error) {
	n, ok := number.Integer(v)
	if !ok {
		return n, object.Raise("TypeError", "'%s' object cannot be interpreted as an integer", object.TypeName(v))
	}
	return n, nil
}

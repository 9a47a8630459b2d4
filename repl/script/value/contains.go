package value

import (
	"math"
	"strings"

	"go.starlark.net/starlark"

	"sessh/repl/script/object"
	"sessh/repl/script/value/number"
	"sessh/repl/script/value/sequence"
)

// Same is x is y. Equal numbers and texts are one object.
func (rt *Runtime) Same(x, y starlark.Value) (bool, error) {
	switch x := x.(type) {
	case starlark.Bool, starlark.NoneType:
		return x == y, nil
	case starlark.Float:
		y, ok := y.(starlark.Float)
		return ok && math.Float64bits(float64(x)) == math.Float64bits(float64(y)), nil
	case starlark.String, starlark.Int, starlark.Bytes, starlark.Tuple:
		if x.Type() != y.Type() {
			return false, nil
		}
		return rt.Equal(x, y)
	}
	return same(x, y), nil
}

// same reports whether two values are one object.
func same(x, y starlark.Value) bool {
	switch x := x.(type) {
	case *Dict:
		y, ok := y.(*Dict)
		return ok && x.same(y)
	case *List:
		y, ok := y.(*List)
		return ok && x.same(y)
	case starlark.Float:
		y, ok := y.(starlark.Float)
		return ok && math.Float64bits(float64(x)) == math.Float64bits(float64(y))
	case starlark.Tuple:
		return false
	}
	if _, ok := y.(starlark.Tuple); ok {
		return false
	}
	return x == y
}

// Contains is x in of.
func (rt *Runtime) Contains(of, x starlark.Value) (bool, error) {
	switch of := of.(type) {
	case starlark.String:
		s, ok := x.(starlark.String)
		if !ok {
			return false, object.Raise("TypeError", "'in <string>' requires string as left operand, not %s", object.TypeName(x))
		}
		return strings.Contains(string(of), string(s)), rt.Took(len(of))
	case starlark.Bytes:
		if n, ok := number.Integer(x); ok {
			i, ok := n.Int64()
			if !ok || i < 0 || i > 255 {
				return false, object.Raise("ValueError", "byte must be in range(0, 256)")
			}
			return strings.IndexByte(string(of), byte(i)) >= 0, nil
		}
		s, ok := x.(starlark.Bytes)
		if !ok {
			return false, object.Raise("TypeError", "a bytes-like object is required, not '%s'", object.TypeName(x))
		}
		return strings.Contains(string(of), string(s)), rt.Took(len(of))
	case *Dict:
		_, ok, err := of.Find(x)
		return ok, err
	case *Set:
		return of.Has(x)
	case *View:
		return of.Has(x)
	case *sequence.Range:
		_, ok := of.Find(x)
		return ok, nil
	case Collection:
		return of.Contains(x)
	case Custom:
		if v, ok, err := rt.Special(of, "__contains__", x); ok {
			return err == nil && bool(v.Truth()), err
		}
	}
	if _, err := rt.Iter(of); err != nil {
		return false, object.Raise("TypeError", "argument of type '%s' is not iterable", object.TypeName(of))
	}
	found := false
	err := rt.Each(of, func(v starlark.Value) (bool, error) {
		var err error
		found, err = rt.Alike(v, x, MaxDepth)
		return !found, err
	})
	return found, err
}

// A Collection decides by itself whether it contains a value.
type Collection interface {
	Contains(x starlark.Value) (bool, error)
}

package value

import (
	"math"
	"unicode/utf8"

	"go.starlark.net/starlark"

	"sessh/repl/script/object"
	"sessh/repl/script/value/chars"
	"sessh/repl/script/value/number"
	"sessh/repl/script/value/sequence"
)

// Item is x[k].
func (rt *Runtime) Item(x, k starlark.Value) (starlark.Value, error) {
	switch x := x.(type) {
	case starlark.String:
		n, err := sequence.Position(k, utf8.RuneCountInString(string(x)), "string indices must be integers", "string index out of range")
		if err != nil {
			return nil, err
		}
		from := chars.Offset(string(x), n)
		_, size := utf8.DecodeRuneInString(string(x)[from:])
		return x[from : from+size], rt.Took(len(x))
	case starlark.Bytes:
		n, err := sequence.Position(k, len(x), "byte indices must be integers or slices", "index out of range")
		if err != nil {
			return nil, err
		}
		return starlark.MakeInt(int(x[n])), nil
	case starlark.Tuple:
		n, err := sequence.Position(k, len(x), "tuple indices must be integers or slices", "tuple index out of range")
		if err != nil {
			return nil, err
		}
		return x[n], nil
	case *List:
		n, err := sequence.Position(k, x.Len(), "list indices must be integers or slices", "list index out of range")
		if err != nil {
			return nil, err
		}
		return x.Index(n), nil
	case *sequence.Range:
		if n, ok := number.Integer(k); ok && !number.Small(n) {
			k = starlark.MakeInt(x.N)
		}
		n, err := sequence.Position(k, x.N, "range indices must be integers or slices", "range object index out of range")
		if err != nil {
			return nil, err
		}
		return x.At(n), nil
	case *object.Class:
		if x.Members == nil {
			return nil, object.NotSupported("generic types")
		}
		return nil, object.Raise("TypeError", "type '%s' is not subscriptable", x.Name())
	case Custom:
		if v, ok, err := rt.Special(x, "__getitem__", k); ok {
			return v, err
		}
	case starlark.Mapping: // dictionaries, and containers of sessions
		v, ok, err := x.Get(k)
		if err == nil && !ok {
			err = object.KeyError(k)
		}
		return v, err
	}
	return nil, object.Raise("TypeError", "'%s' object is not subscriptable", object.TypeName(x))
}

// Slice is x[lo:hi:step]; a missing bound is None.
func (rt *Runtime) Slice(x, lo, hi, step starlark.Value) (starlark.Value, error) {
	if _, ok := x.(starlark.Mapping); ok {
		return nil, object.Raise("TypeError", "unhashable type: 'slice'")
	}
	n := math.MaxInt
	switch x := x.(type) {
	case starlark.String, starlark.Bytes, starlark.Tuple, *List, *sequence.Range:
		n = sequence.Length(x)
	case Custom:
		if x.Special("__getitem__") != nil {
			return nil, object.NotSupported("slices of an object")
		}
	}
	if n == math.MaxInt {
		return nil, object.Raise("TypeError", "'%s' object is not subscriptable", object.TypeName(x))
	}
	c, err := sequence.NewSpan(lo, hi, step, n)
	if err != nil {
		return nil, err
	}
	switch x := x.(type) {
	case starlark.String:
		part, err := chars.Slice(rt.Guard, string(x), c)
		return starlark.String(part), err
	case starlark.Bytes:
		part, err := chars.SliceBytes(rt.Guard, string(x), c)
		return starlark.Bytes(part), err
	case starlark.Tuple:
		if err := rt.Room(c.Len()); err != nil {
			return nil, err
		}
		return starlark.Tuple(chars.Of(c, x)), nil
	case *List:
		if err := rt.Room(c.Len()); err != nil {
			return nil, err
		}
		return rt.NewList(chars.Of(c, x.Values())), nil
	}
	r := x.(*sequence.Range)
	return sequence.NewRange(r.Start+c.Lo*r.Step, r.Start+c.Hi*r.Step, r.Step*c.Step)
}

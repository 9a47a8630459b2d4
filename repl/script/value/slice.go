package value

import (
	"math"
	"unicode/utf8"

	"go.starlark.net/starlark"

	"sessh/repl/script/object"
	"sessh/repl/script/value/chars"
	"sessh/repl/script/value/number"
)

// Item is x[k].
func (rt *Runtime) Item(x, k starlark.Value) (starlark.Value, error) {
	switch x := x.(type) {
	case starlark.String:
		n, err := rt.position(k, utf8.RuneCountInString(string(x)), "string indices must be integers", "string index out of range")
		if err != nil {
			return nil, err
		}
		from := chars.Offset(string(x), n)
		_, size := utf8.DecodeRuneInString(string(x)[from:])
		return x[from : from+size], rt.Took(len(x))
	case starlark.Bytes:
		n, err := rt.position(k, len(x), "byte indices must be integers or slices", "index out of range")
		if err != nil {
			return nil, err
		}
		return starlark.MakeInt(int(x[n])), nil
	case starlark.Tuple:
		n, err := rt.position(k, len(x), "tuple indices must be integers or slices", "tuple index out of range")
		if err != nil {
			return nil, err
		}
		return x[n], nil
	case *List:
		n, err := rt.position(k, x.Len(), "list indices must be integers or slices", "list index out of range")
		if err != nil {
			return nil, err
		}
		return x.Index(n), nil
	case *Range:
		if n, ok := number.Integer(k); ok && !number.Small(n) {
			k = starlark.MakeInt(x.n)
		}
		n, err := rt.position(k, x.n, "range indices must be integers or slices", "range object index out of range")
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

// position returns the index that k stands for in n values.
func (rt *Runtime) position(k starlark.Value, n int, indices, out string) (int, error) {
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

// Span returns the bounds of a slice.
func (rt *Runtime) Span(lo, hi, step starlark.Value, n int) (chars.Span, error) {
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
		if !ok || k > RangeLimit || k < -RangeLimit {
			k = int64(i.Sign()) * RangeLimit
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

// Slice is x[lo:hi:step]; a missing bound is None.
func (rt *Runtime) Slice(x, lo, hi, step starlark.Value) (starlark.Value, error) {
	if _, ok := x.(starlark.Mapping); ok {
		return nil, object.Raise("TypeError", "unhashable type: 'slice'")
	}
	n := math.MaxInt
	switch x := x.(type) {
	case starlark.String, starlark.Bytes, starlark.Tuple, *List, *Range:
		n = Length(x)
	case Custom:
		if x.Special("__getitem__") != nil {
			return nil, object.NotSupported("slices of an object")
		}
	}
	if n == math.MaxInt {
		return nil, object.Raise("TypeError", "'%s' object is not subscriptable", object.TypeName(x))
	}
	c, err := rt.Span(lo, hi, step, n)
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
	r := x.(*Range)
	return NewRange(r.start+c.Lo*r.step, r.start+c.Hi*r.step, r.step*c.Step)
}

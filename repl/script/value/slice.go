package value

import (
	"math"
	"strings"
	"unicode/utf8"

	"go.starlark.net/starlark"

	"sessh/repl/script/bounds"
	"sessh/repl/script/object"
)

// Item is x[k].
func (rt *Runtime) Item(x, k starlark.Value) (starlark.Value, error) {
	switch x := x.(type) {
	case starlark.String:
		n, err := rt.position(k, utf8.RuneCountInString(string(x)), "string indices must be integers", "string index out of range")
		if err != nil {
			return nil, err
		}
		from := offset(string(x), n)
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
		if n, ok := integer(k); ok && !small(n) {
			k = starlark.MakeInt(x.n)
		}
		n, err := rt.position(k, x.n, "range indices must be integers or slices", "range object index out of range")
		if err != nil {
			return nil, err
		}
		return x.at(n), nil
	case *object.Class:
		if x.Members == nil {
			return nil, object.NotSupported("generic types")
		}
		return nil, object.Raise("TypeError", "type '%s' is not subscriptable", x.Name())
	case Custom:
		if v, ok, err := rt.special(x, "__getitem__", k); ok {
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
	i, ok := integer(k)
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

// offset returns where character n of a text begins.
func offset(s string, n int) int {
	at := 0
	for ; n > 0 && at < len(s); n-- {
		if s[at] < utf8.RuneSelf {
			at++
			continue
		}
		_, size := utf8.DecodeRuneInString(s[at:])
		at += size
	}
	return at
}

// cut is a slice of n values.
type cut struct{ lo, hi, step int }

// cut returns the bounds of a slice.
func (rt *Runtime) cut(lo, hi, step starlark.Value, n int) (cut, error) {
	c := cut{step: 1}
	given := func(v starlark.Value, to *int) (bool, error) {
		if v == starlark.None {
			return false, nil
		}
		i, ok := integer(v)
		if !ok {
			return false, object.Raise("TypeError", "slice indices must be integers or None or have an __index__ method")
		}
		k, ok := i.Int64()
		if !ok || k > limit || k < -limit {
			k = int64(i.Sign()) * limit
		}
		*to = int(k)
		return true, nil
	}
	if ok, err := given(step, &c.step); err != nil {
		return c, err
	} else if ok && c.step == 0 {
		return c, object.Raise("ValueError", "slice step cannot be zero")
	}
	least, most := 0, n
	if c.step < 0 {
		least, most = -1, n-1
	}
	for i, p := range []*int{&c.lo, &c.hi} {
		ok, err := given([]starlark.Value{lo, hi}[i], p)
		switch {
		case err != nil:
			return c, err
		case !ok && (i == 0) == (c.step > 0):
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

func (c cut) len() int {
	switch {
	case c.step > 0 && c.hi > c.lo:
		return (c.hi-c.lo-1)/c.step + 1
	case c.step < 0 && c.lo > c.hi:
		return (c.lo-c.hi-1)/(-c.step) + 1
	}
	return 0
}

func (c cut) of(values []starlark.Value) []starlark.Value {
	out := make([]starlark.Value, 0, c.len())
	for i, n := c.lo, c.len(); n > 0; i, n = i+c.step, n-1 {
		out = append(out, values[i])
	}
	return out
}

// Slice is x[lo:hi:step]; a missing bound is None.
func (rt *Runtime) Slice(x, lo, hi, step starlark.Value) (starlark.Value, error) {
	if _, ok := x.(starlark.Mapping); ok {
		return nil, object.Raise("TypeError", "unhashable type: 'slice'")
	}
	n := math.MaxInt
	switch x := x.(type) {
	case starlark.String, starlark.Bytes, starlark.Tuple, *List, *Range:
		n = length(x)
	case Custom:
		if x.Special("__getitem__") != nil {
			return nil, object.NotSupported("slices of an object")
		}
	}
	if n == math.MaxInt {
		return nil, object.Raise("TypeError", "'%s' object is not subscriptable", object.TypeName(x))
	}
	c, err := rt.cut(lo, hi, step, n)
	if err != nil {
		return nil, err
	}
	switch x := x.(type) {
	case starlark.String:
		return rt.sliceText(string(x), c)
	case starlark.Bytes:
		return rt.sliceBytes(string(x), c)
	case starlark.Tuple:
		if err := rt.Room(c.len()); err != nil {
			return nil, err
		}
		return starlark.Tuple(c.of(x)), nil
	case *List:
		if err := rt.Room(c.len()); err != nil {
			return nil, err
		}
		return rt.NewList(c.of(x.values())), nil
	}
	r := x.(*Range)
	return newRange(r.start+c.lo*r.step, r.start+c.hi*r.step, r.step*c.step)
}

func (rt *Runtime) sliceText(s string, c cut) (starlark.Value, error) {
	n := c.len()
	if n == 0 {
		return starlark.String(""), nil
	}
	if c.step == 1 {
		from := offset(s, c.lo)
		part := s[from:]
		part = part[:offset(part, n)]
		return starlark.String(part), rt.Made(len(part) + len(s)/16)
	}
	if err := rt.Made(len(s) + bounds.Times(n, utf8.UTFMax)); err != nil {
		return nil, err
	}
	var starts []int
	for i := range s {
		starts = append(starts, i)
	}
	starts = append(starts, len(s))
	var b strings.Builder
	for i := c.lo; n > 0; i, n = i+c.step, n-1 {
		b.WriteString(s[starts[i]:starts[i+1]])
	}
	return starlark.String(b.String()), nil
}

func (rt *Runtime) sliceBytes(s string, c cut) (starlark.Value, error) {
	n := c.len()
	if err := rt.Made(n); err != nil {
		return nil, err
	}
	if c.step == 1 && n > 0 {
		return starlark.Bytes(s[c.lo : c.lo+n]), nil
	}
	out := make([]byte, 0, n)
	for i := c.lo; n > 0; i, n = i+c.step, n-1 {
		out = append(out, s[i])
	}
	return starlark.Bytes(out), nil
}

package assign

import (
	"slices"

	"go.starlark.net/starlark"

	"sessh/repl/script/object"
	"sessh/repl/script/value"
	"sessh/repl/script/value/sequence"
)

// Slice is x[lo:hi:step] = v.
func Slice(rt *value.Runtime, x, lo, hi, step, v starlark.Value) error {
	l, ok := x.(*value.List)
	if !ok {
		if _, ok := x.(*value.Dict); ok {
			return object.Raise("TypeError", "unhashable type: 'slice'")
		}
		return object.Raise("TypeError", "'%s' object does not support item assignment", object.TypeName(x))
	}
	c, err := sequence.NewSpan(lo, hi, step, l.Len())
	if err != nil {
		return err
	}
	values, err := rt.Values(v)
	if err != nil {
		if object.FromError(err).Name() == "TypeError" {
			if _, ierr := rt.Iter(v); ierr != nil {
				if c.Step != 1 {
					return object.Raise("TypeError", "must assign iterable to extended slice")
				}
				return object.Raise("TypeError", "can only assign an iterable")
			}
		}
		return err
	}
	if c.Step == 1 {
		return l.Splice(c.Lo, max(c.Hi-c.Lo, 0), values...)
	}
	if n := c.Len(); n != len(values) {
		return object.Raise("ValueError", "attempt to assign sequence of size %d to extended slice of size %d", len(values), n)
	}
	for i, v := range values {
		if err := l.SetIndex(c.Lo+i*c.Step, v); err != nil {
			return err
		}
	}
	return nil
}

// DelSlice is del x[lo:hi:step].
func DelSlice(x, lo, hi, step starlark.Value) error {
	l, ok := x.(*value.List)
	if !ok {
		if _, ok := x.(*value.Dict); ok {
			return object.Raise("TypeError", "unhashable type: 'slice'")
		}
		return object.Raise("TypeError", "'%s' object does not support item deletion", object.TypeName(x))
	}
	c, err := sequence.NewSpan(lo, hi, step, l.Len())
	if err != nil {
		return err
	}
	if c.Step == 1 {
		return l.Splice(c.Lo, max(c.Hi-c.Lo, 0))
	}
	at := make([]int, 0, c.Len())
	for i, n := c.Lo, c.Len(); n > 0; i, n = i+c.Step, n-1 {
		at = append(at, i)
	}
	if c.Step > 0 { // the last first
		slices.Reverse(at)
	}
	for _, i := range at {
		if err := l.Splice(i, 1); err != nil {
			return err
		}
	}
	return nil
}

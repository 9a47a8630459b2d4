package value

import (
	"slices"

	"go.starlark.net/starlark"

	"sessh/repl/script/object"
	"sessh/repl/script/value/number"
	"sessh/repl/script/value/sequence"
)

// SetItem is x[k] = v.
func (rt *Runtime) SetItem(x, k, v starlark.Value) error {
	switch x := x.(type) {
	case *List:
		n, err := sequence.Position(k, x.Len(), "list indices must be integers or slices", "list assignment index out of range")
		if err != nil {
			return err
		}
		return x.SetIndex(n, v)
	case Custom:
		if _, ok, err := rt.Special(x, "__setitem__", k, v); ok {
			return err
		}
	case starlark.HasSetKey:
		return x.SetKey(k, v)
	}
	if tooFar(x, k) {
		return object.Raise("IndexError", "cannot fit 'int' into an index-sized integer")
	}
	return object.Raise("TypeError", "'%s' object does not support item assignment", object.TypeName(x))
}

// tooFar reports whether an index is too large for any sequence.
func tooFar(x, k starlark.Value) bool {
	n, ok := number.Integer(k)
	return ok && !number.Small(n) && sequential(x)
}

// sequential reports whether x is a sequence, or one of those that CPython counts
// among them.
func sequential(x starlark.Value) bool {
	switch x.(type) {
	case starlark.String, starlark.Tuple, starlark.Bytes, *sequence.Range, *Set, *View:
		return true
	}
	return false
}

// DelItem is del x[k].
func (rt *Runtime) DelItem(x, k starlark.Value) error {
	switch x := x.(type) {
	case *Dict:
		_, err := x.Remove(k)
		return err
	case *List:
		n, err := sequence.Position(k, x.Len(), "list indices must be integers or slices", "list assignment index out of range")
		if err != nil {
			return err
		}
		return x.Splice(n, 1)
	case Custom:
		if _, ok, err := rt.Special(x, "__delitem__", k); ok {
			return err
		}
	}
	if tooFar(x, k) {
		return object.Raise("IndexError", "cannot fit 'int' into an index-sized integer")
	}
	if _, isIndex := number.Integer(k); isIndex && sequential(x) { // CPython has two words for it
		return object.Raise("TypeError", "'%s' object doesn't support item deletion", object.TypeName(x))
	}
	return object.Raise("TypeError", "'%s' object does not support item deletion", object.TypeName(x))
}

// SetSlice is x[lo:hi:step] = v.
func (rt *Runtime) SetSlice(x, lo, hi, step, v starlark.Value) error {
	l, ok := x.(*List)
	if !ok {
		if _, ok := x.(*Dict); ok {
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
func (rt *Runtime) DelSlice(x, lo, hi, step starlark.Value) error {
	l, ok := x.(*List)
	if !ok {
		if _, ok := x.(*Dict); ok {
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

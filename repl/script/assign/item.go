package assign

import (
	"go.starlark.net/starlark"

	"sessh/repl/script/object"
	"sessh/repl/script/value"
	"sessh/repl/script/value/number"
	"sessh/repl/script/value/sequence"
)

// Item is x[k] = v.
func Item(rt *value.Runtime, x, k, v starlark.Value) error {
	switch x := x.(type) {
	case *value.List:
		n, err := sequence.Position(k, x.Len(), "list indices must be integers or slices", "list assignment index out of range")
		if err != nil {
			return err
		}
		return x.SetIndex(n, v)
	case value.Custom:
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
	case starlark.String, starlark.Tuple, starlark.Bytes, *sequence.Range, *value.Set, *value.View:
		return true
	}
	return false
}

// DelItem is del x[k].
func DelItem(rt *value.Runtime, x, k starlark.Value) error {
	switch x := x.(type) {
	case *value.Dict:
		_, err := x.Remove(k)
		return err
	case *value.List:
		n, err := sequence.Position(k, x.Len(), "list indices must be integers or slices", "list assignment index out of range")
		if err != nil {
			return err
		}
		return x.Splice(n, 1)
	case value.Custom:
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

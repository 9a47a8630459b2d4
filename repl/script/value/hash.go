package value

import (
	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"sessh/repl/script/object"
	"sessh/repl/script/value/number"
	"sessh/repl/script/value/sequence"
)

// Bounds of what is hashed: values that share parts may take for ever.
const (
	maxKeyValues = 1 << 16 // values in a tuple, counting repeated ones
	maxKeyDepth  = 500
	longKey      = 1 << 10 // bytes of a string that take as long as a value
)

// Hash returns hash(v), which is Python's for numbers and tuples of numbers: sets
// show their values in an order that follows from it.
func (rt *Runtime) Hash(v starlark.Value) (int64, error) {
	n := 0
	return rt.hashed(v, &n, 0)
}

func (rt *Runtime) hashed(v starlark.Value, n *int, depth int) (int64, error) {
	if *n++; *n > maxKeyValues || depth > maxKeyDepth {
		return 0, object.Raise("MemoryError", "a key of more than %d values, or nested more than %d times", maxKeyValues, maxKeyDepth)
	}
	if i, ok := number.Integer(v); ok {
		return number.HashInt(i), nil
	}
	switch v := v.(type) {
	case starlark.NoneType:
		return 0x5e55, nil
	case starlark.Float:
		return number.HashFloat(float64(v)), nil
	case starlark.String:
		*n += len(v) / longKey
		return number.HashText(string(v)), nil
	case starlark.Bytes:
		*n += len(v) / longKey
		return number.HashText(string(v)), nil
	case starlark.Tuple:
		return rt.hashTuple(v, n, depth)
	case *Set:
		if !v.Frozen {
			return 0, object.Unhashable(v)
		}
		return v.table.Hash(), nil
	case *sequence.Range:
		start, step := starlark.Value(starlark.MakeInt(v.Start)), starlark.Value(starlark.MakeInt(v.Step))
		if v.N == 0 {
			start = starlark.None
		}
		if v.N <= 1 {
			step = starlark.None
		}
		return rt.hashTuple(starlark.Tuple{starlark.MakeInt(v.N), start, step}, n, depth)
	case *object.Foreign:
		return number.HashText(v.Text()), nil
	case Custom:
		if x, ok, err := rt.Special(v, "__hash__"); ok {
			if err != nil {
				return 0, err
			}
			i, ok := number.Integer(x)
			if !ok {
				return 0, object.Raise("TypeError", "__hash__ method should return an integer")
			}
			return number.HashInt(i), nil
		}
		if v.Special("__eq__") != nil {
			return 0, object.Unhashable(v)
		}
	}
	h, err := v.Hash()
	if err != nil {
		return 0, object.Unhashable(v)
	}
	return int64(h), nil
}

func (rt *Runtime) hashTuple(t starlark.Tuple, n *int, depth int) (int64, error) {
	var sum number.TupleHash
	for _, v := range t {
		h, err := rt.hashed(v, n, depth+1)
		if err != nil {
			return 0, err
		}
		sum.Add(h)
	}
	return sum.Sum(), nil
}

// key is a value as a key of a table: Starlark's hash tables find keys by the hash
// and the equality of Python.
type key struct {
	starlark.Value
	rt *Runtime
	h  int64
}

func (rt *Runtime) key(v starlark.Value) (key, error) {
	h, err := rt.Hash(v)
	return key{v, rt, h}, err
}

// Hash returns the hash for the table.
func (k key) Hash() (uint32, error) { return uint32(k.h) ^ uint32(k.h>>32), nil }

// CompareSameType is the equality of two keys.
func (k key) CompareSameType(_ syntax.Token, y starlark.Value, _ int) (bool, error) {
	o := y.(key)
	if k.h != o.h {
		return false, nil
	}
	return k.rt.Alike(k.Value, o.Value, MaxDepth)
}

package value

import (
	"math"
	"math/big"
	"math/bits"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"sessh/repl/script/object"
)

// Bounds of what is hashed: values that share parts may take for ever.
const (
	maxKeyValues = 1 << 16 // values in a tuple, counting repeated ones
	maxKeyDepth  = 500
	longKey      = 1 << 10 // bytes of a string that take as long as a value
)

// hashText is the hash of a text. Unlike Python's it is the same in every process, so
// that a walkthrough shows a set of texts as the recording did.
func hashText(s string) int64 {
	if s == "" {
		return 0
	}
	h := uint64(14695981039346656037) // FNV-1a
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return int64(h ^ h>>32)
}

// hash returns hash(v), which is Python's for numbers and tuples of numbers: sets
// show their values in an order that follows from it.
func (rt *Runtime) hash(v starlark.Value) (int64, error) {
	n := 0
	return rt.hashed(v, &n, 0)
}

func (rt *Runtime) hashed(v starlark.Value, n *int, depth int) (int64, error) {
	if *n++; *n > maxKeyValues || depth > maxKeyDepth {
		return 0, object.Raise("MemoryError", "a key of more than %d values, or nested more than %d times", maxKeyValues, maxKeyDepth)
	}
	if i, ok := integer(v); ok {
		return hashInt(i), nil
	}
	switch v := v.(type) {
	case starlark.NoneType:
		return 0x5e55, nil
	case starlark.Float:
		return hashFloat(float64(v)), nil
	case starlark.String:
		*n += len(v) / longKey
		return hashText(string(v)), nil
	case starlark.Bytes:
		*n += len(v) / longKey
		return hashText(string(v)), nil
	case starlark.Tuple:
		return rt.hashTuple(v, n, depth)
	case *Set:
		if !v.frozen {
			return 0, object.Unhashable(v)
		}
		return v.hash(), nil
	case *Range:
		start, step := starlark.Value(starlark.MakeInt(v.start)), starlark.Value(starlark.MakeInt(v.step))
		if v.n == 0 {
			start = starlark.None
		}
		if v.n <= 1 {
			step = starlark.None
		}
		return rt.hashTuple(starlark.Tuple{starlark.MakeInt(v.n), start, step}, n, depth)
	case *Foreign:
		return hashText(foreignText(v.v)), nil
	case Custom:
		if x, ok, err := rt.special(v, "__hash__"); ok {
			if err != nil {
				return 0, err
			}
			i, ok := integer(x)
			if !ok {
				return 0, object.Raise("TypeError", "__hash__ method should return an integer")
			}
			return hashInt(i), nil
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

const modulus = 1<<61 - 1

func hashInt(i starlark.Int) int64 {
	n, ok := i.Int64()
	if !ok || n > modulus-1 || n < -(modulus-1) {
		m := new(big.Int).Rem(i.BigInt(), big.NewInt(modulus))
		n = m.Int64()
	}
	if n == -1 {
		return -2
	}
	return n
}

func hashFloat(f float64) int64 {
	switch {
	case math.IsNaN(f):
		return int64(math.Float64bits(f) >> 2)
	case math.IsInf(f, 1):
		return 314159
	case math.IsInf(f, -1):
		return -314159
	}
	m, e := math.Frexp(math.Abs(f))
	var x uint64
	for m != 0 {
		x = x<<28&modulus | x>>(61-28)
		m *= 1 << 28
		e -= 28
		y := uint64(m)
		m -= float64(y)
		if x += y; x >= modulus {
			x -= modulus
		}
	}
	if e >= 0 {
		e %= 61
	} else {
		e = 61 - 1 - ((-1 - e) % 61)
	}
	x = x<<e&modulus | x>>(61-e)
	n := int64(x)
	if f < 0 {
		n = -n
	}
	if n == -1 {
		return -2
	}
	return n
}

func (rt *Runtime) hashTuple(t starlark.Tuple, n *int, depth int) (int64, error) {
	const p1, p2, p5 = 11400714785074694791, 14029467366897019727, 2870177450012600261
	acc := uint64(p5)
	for _, v := range t {
		h, err := rt.hashed(v, n, depth+1)
		if err != nil {
			return 0, err
		}
		acc += uint64(h) * p2
		acc = bits.RotateLeft64(acc, 31)
		acc *= p1
	}
	acc += uint64(len(t)) ^ (p5 ^ 3527539)
	if acc == math.MaxUint64 {
		return 1546275796, nil
	}
	return int64(acc), nil
}

// key is a value as a key of a table: Starlark's hash tables find keys by the hash
// and the equality of Python.
type key struct {
	starlark.Value
	rt *Runtime
	h  int64
}

func (rt *Runtime) key(v starlark.Value) (key, error) {
	h, err := rt.hash(v)
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
	return k.rt.alike(k.Value, o.Value, maxDepth)
}

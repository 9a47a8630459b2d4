package number

import (
	"math"
	"math/big"
	"math/bits"

	"go.starlark.net/starlark"
)

// HashText is the hash of a text. Unlike Python's it is the same in every process, so
// that a walkthrough shows a set of texts as the recording did.
func HashText(s string) int64 {
	if s == "" {
		return 0
	}
	h := uint64(14695981039346656037) // FNV-1a
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return int64(h ^ h>>32)
}

const modulus = 1<<61 - 1

// HashInt is the hash of an integer.
func HashInt(i starlark.Int) int64 {
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

// HashFloat is the hash of a float.
func HashFloat(f float64) int64 {
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

// TupleHash is the hash of a tuple that is being made of those of its values.
type TupleHash struct {
	acc uint64
	n   int
}

const prime5 = 2870177450012600261

// Add adds the hash of the next value.
func (t *TupleHash) Add(h int64) {
	if t.n == 0 {
		t.acc = prime5
	}
	t.n++
	t.acc += uint64(h) * 14029467366897019727
	t.acc = bits.RotateLeft64(t.acc, 31) * 11400714785074694791
}

// Sum returns the hash.
func (t *TupleHash) Sum() int64 {
	acc := t.acc
	if t.n == 0 {
		acc = prime5
	}
	acc += uint64(t.n) ^ (prime5 ^ 3527539)
	if acc == math.MaxUint64 {
		return 1546275796
	}
	return int64(acc)
}

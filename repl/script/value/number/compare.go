package number

import (
	"math"
	"math/big"

	"go.starlark.net/starlark"
)

// Compare compares two numbers; ok is false if one is not a number, and unordered is true if
// one is not a number.
func Compare(x, y starlark.Value) (c int, ok, unordered bool) {
	a, aok := Integer(x)
	b, bok := Integer(y)
	f, fok := x.(starlark.Float)
	g, gok := y.(starlark.Float)
	switch {
	case aok && bok:
		return cmpInt(a, b), true, false
	case !aok && !fok || !bok && !gok:
		return 0, false, false
	case fok && math.IsNaN(float64(f)), gok && math.IsNaN(float64(g)):
		return 0, true, true
	case fok && gok:
		switch {
		case f < g:
			return -1, true, false
		case f > g:
			return 1, true, false
		}
		return 0, true, false
	case fok:
		return -cmpMixed(b, float64(f)), true, false
	}
	return cmpMixed(a, float64(g)), true, false
}

func cmpInt(a, b starlark.Int) int {
	i, ok1 := a.Int64()
	j, ok2 := b.Int64()
	if !ok1 || !ok2 {
		return a.BigInt().Cmp(b.BigInt())
	}
	switch {
	case i < j:
		return -1
	case i > j:
		return 1
	}
	return 0
}

func cmpMixed(a starlark.Int, g float64) int {
	if math.IsInf(g, 0) {
		if g > 0 {
			return -1
		}
		return 1
	}
	return new(big.Float).SetInt(a.BigInt()).Cmp(big.NewFloat(g))
}

package number

import (
	"math"
	"math/big"

	"go.starlark.net/starlark"
)

// RoundInt rounds to a multiple of 10 ** places, halves to an even one.
func RoundInt(n starlark.Int, places int) starlark.Value {
	if places > maxBits/3 || float64(places) > float64(n.BigInt().BitLen())*0.302+2 {
		return starlark.MakeInt(0)
	}
	unit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places)), nil)
	q, r := new(big.Int).DivMod(n.BigInt(), unit, new(big.Int))
	switch twice := new(big.Int).Lsh(r, 1).Cmp(unit); {
	case twice > 0, twice == 0 && q.Bit(0) == 1:
		q.Add(q, big.NewInt(1))
	}
	return starlark.MakeBigInt(q.Mul(q, unit))
}

// RoundFloat rounds to so many decimals, halves to an even one; a negative number of them
// rounds before the point.
func RoundFloat(f float64, places int) float64 {
	switch {
	case math.IsNaN(f), math.IsInf(f, 0), places > 323, f == 0:
		return f
	case places < -308:
		return math.Copysign(0, f)
	}
	r, _ := new(big.Rat).SetString(fixed(f, places))
	out, _ := r.Float64()
	return math.Copysign(out, f)
}

// fixed returns f with so many decimals; a negative number of them rounds before the
// point.
func fixed(f float64, places int) string {
	if places >= 0 {
		return new(big.Float).SetFloat64(f).Text('f', places)
	}
	exact := new(big.Rat)
	exact.SetFloat64(f)
	unit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(-places)), nil)
	whole := new(big.Rat).Quo(exact, new(big.Rat).SetInt(unit))
	q, r := new(big.Int).DivMod(whole.Num(), whole.Denom(), new(big.Int))
	switch twice := new(big.Int).Lsh(r, 1).Cmp(whole.Denom()); {
	case twice > 0, twice == 0 && q.Bit(0) == 1:
		q.Add(q, big.NewInt(1))
	}
	return q.Mul(q, unit).String()
}

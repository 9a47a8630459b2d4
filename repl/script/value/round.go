package value

import (
	"math"
	"math/big"

	"go.starlark.net/starlark"

	"sessh/repl/script/object"
)

// round is round(x, digits); digits is nil if it is missing.
func (rt *Runtime) round(x starlark.Value, digits starlark.Value) (starlark.Value, error) {
	places := 0
	given := digits != nil && digits != starlark.None
	if _, ok, _ := floating(x); given && ok {
		n, ok := integer(digits)
		if !ok {
			return nil, object.Raise("TypeError", "'%s' object cannot be interpreted as an integer", object.TypeName(digits))
		}
		i, ok := n.Int64()
		if !ok {
			return nil, object.NotSupported("so many digits")
		}
		places = int(max(min(i, 100_000), -100_000))
	}
	if n, ok := integer(x); ok {
		if places >= 0 {
			return n, nil
		}
		return roundInt(n, -places), nil
	}
	f, ok := x.(starlark.Float)
	if !ok {
		if v, ok, err := rt.special(x, "__round__"); ok {
			return v, err
		}
		return nil, object.Raise("TypeError", "type %s doesn't define __round__ method", object.TypeName(x))
	}
	if !given {
		if math.IsNaN(float64(f)) {
			return nil, object.Raise("ValueError", "cannot convert float NaN to integer")
		}
		if math.IsInf(float64(f), 0) {
			return nil, object.Raise("OverflowError", "cannot convert float infinity to integer")
		}
		n, _ := integral(math.RoundToEven(float64(f)))
		return n, nil
	}
	r := roundFloat(float64(f), places)
	if math.IsInf(r, 0) && !math.IsInf(float64(f), 0) {
		return nil, object.Raise("OverflowError", "rounded value too large to represent")
	}
	return starlark.Float(r), nil
}

// roundInt rounds to a multiple of 10 ** places, halves to an even one.
func roundInt(n starlark.Int, places int) starlark.Value {
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

func roundFloat(f float64, places int) float64 {
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

package builtin

import (
	"math"

	"go.starlark.net/starlark"

	"sessh/repl/script/object"
	"sessh/repl/script/value/number"
	"sessh/repl/script/value/sequence"
)

// round is round(x, digits); digits is nil if it is missing.
func round(c *call, x starlark.Value, digits starlark.Value) (starlark.Value, error) {
	places := 0
	given := digits != nil && digits != starlark.None
	if _, ok, _ := number.Float(x); given && ok {
		n, err := sequence.ToInteger(digits)
		if err != nil {
			return nil, err
		}
		i, ok := n.Int64()
		if !ok {
			return nil, object.NotSupported("so many digits")
		}
		places = int(max(min(i, 100_000), -100_000))
	}
	if n, ok := number.Integer(x); ok {
		if places >= 0 {
			return n, nil
		}
		return number.RoundInt(n, -places), nil
	}
	f, ok := x.(starlark.Float)
	if !ok {
		if v, ok, err := c.Special(x, "__round__"); ok {
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
		n, _ := number.Integral(math.RoundToEven(float64(f)))
		return n, nil
	}
	r := number.RoundFloat(float64(f), places)
	if math.IsInf(r, 0) && !math.IsInf(float64(f), 0) {
		return nil, object.Raise("OverflowError", "rounded value too large to represent")
	}
	return starlark.Float(r), nil
}

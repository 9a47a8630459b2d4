package number

import (
	"math"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"sessh/repl/script/object"
)

func floats(op syntax.Token, f, g float64) (float64, error) {
	switch op {
	case syntax.PLUS:
		return f + g, nil
	case syntax.MINUS:
		return f - g, nil
	case syntax.STAR:
		return f * g, nil
	case syntax.SLASH:
		if g == 0 {
			return 0, object.Raise("ZeroDivisionError", "float division by zero")
		}
		return f / g, nil
	case syntax.SLASHSLASH:
		if g == 0 {
			return 0, object.Raise("ZeroDivisionError", "float floor division by zero")
		}
		q, _ := DivMod(f, g)
		return q, nil
	case syntax.PERCENT:
		if g == 0 {
			return 0, object.Raise("ZeroDivisionError", "float modulo")
		}
		_, m := DivMod(f, g)
		return m, nil
	}
	return powFloat(f, g)
}

// DivMod is Python's divmod of floats.
func DivMod(f, g float64) (q, m float64) {
	m = math.Mod(f, g)
	div := (f - m) / g
	if m != 0 {
		if (g < 0) != (m < 0) {
			m += g
			div--
		}
	} else {
		m = math.Copysign(0, g)
	}
	if div == 0 || math.IsNaN(div) {
		if math.IsNaN(div) {
			return div, m
		}
		return math.Copysign(0, f/g), m
	}
	q = math.Floor(div)
	if div-q > 0.5 {
		q++
	}
	return q, m
}

func powFloat(f, g float64) (float64, error) {
	switch {
	case f == 0 && g < 0 && !math.IsInf(g, 0):
		return 0, object.Raise("ZeroDivisionError", "0.0 cannot be raised to a negative power")
	case f < 0 && !math.IsInf(f, 0) && !math.IsInf(g, 0) && g != math.Trunc(g):
		return 0, object.NotSupported("complex numbers")
	}
	r := precisePow(f, g)
	if math.IsInf(r, 0) && !math.IsInf(f, 0) && !math.IsInf(g, 0) {
		return 0, object.New(object.ExceptionClass("OverflowError"), starlark.MakeInt(34), starlark.String("Numerical result out of range"))
	}
	return r, nil
}

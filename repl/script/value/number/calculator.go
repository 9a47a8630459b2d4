package number

import (
	"math"
	"math/big"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"sessh/repl/script/bounds"
	"sessh/repl/script/object"
)

// maxBits is how large integers get: the time of *, str and int grows faster
// than their size.
const maxBits = 1 << 20

// Integer returns the value of an integer; True is 1.
func Integer(v starlark.Value) (starlark.Int, bool) {
	switch v := v.(type) {
	case starlark.Int:
		return v, true
	case starlark.Bool:
		if v {
			return starlark.MakeInt(1), true
		}
		return starlark.MakeInt(0), true
	}
	return starlark.Int{}, false
}

// Integral returns the integer that a float is equal to.
func Integral(f float64) (starlark.Int, bool) {
	if f != math.Trunc(f) || math.IsInf(f, 0) {
		return starlark.Int{}, false
	}
	n, _ := big.NewFloat(f).Int(nil)
	return starlark.MakeBigInt(n), true
}

// Float returns a number as a float.
func Float(v starlark.Value) (float64, bool, error) {
	if f, ok := v.(starlark.Float); ok {
		return float64(f), true, nil
	}
	n, ok := Integer(v)
	if !ok {
		return 0, false, nil
	}
	f, err := ToFloat(n)
	return f, true, err
}

// ToFloat returns an integer as a float.
func ToFloat(n starlark.Int) (float64, error) {
	if i, ok := n.Int64(); ok {
		return float64(i), nil
	}
	f, _ := new(big.Float).SetInt(n.BigInt()).Float64()
	if math.IsInf(f, 0) {
		return 0, object.Raise("OverflowError", "int too large to convert to float")
	}
	return f, nil
}

// Small reports whether an integer has at most 64 bits.
func Small(i starlark.Int) bool { _, ok := i.Int64(); return ok }

// Calculator computes with the numbers of one interpreter.
type Calculator struct {
	guard *bounds.Guard
	nans  uint64 // that were made
}

// New returns a calculator.
func New(g *bounds.Guard) *Calculator { return &Calculator{guard: g} }

// Arithmetic is x op y of two numbers; ok is false if one is not a number.
func (c *Calculator) Arithmetic(op syntax.Token, x, y starlark.Value) (v starlark.Value, ok bool, err error) {
	a, aok := Integer(x)
	b, bok := Integer(y)
	if aok && bok {
		v, err := c.integers(op, x, y, a, b)
		return v, v != nil || err != nil, err
	}
	_, af := x.(starlark.Float)
	_, bf := y.(starlark.Float)
	if !aok && !af || !bok && !bf {
		return nil, false, nil
	}
	switch op {
	case syntax.PLUS, syntax.MINUS, syntax.STAR, syntax.SLASH, syntax.SLASHSLASH, syntax.PERCENT, syntax.STARSTAR:
	default:
		return nil, false, nil
	}
	f, _, err := Float(x)
	if err != nil {
		return nil, true, err
	}
	g, _, err := Float(y)
	if err != nil {
		return nil, true, err
	}
	r, err := floats(op, f, g)
	if math.IsNaN(r) {
		r = c.NaN()
	}
	return starlark.Float(r), true, err
}

// NaN returns a float that is not a number, and no other one: x in [x] is true of
// it.
func (c *Calculator) NaN() float64 {
	c.nans++
	return math.Float64frombits(0x7ff8_0000_0000_0000 | c.nans&(1<<51-1))
}

func (c *Calculator) integers(op syntax.Token, x, y starlark.Value, a, b starlark.Int) (starlark.Value, error) {
	if !Small(a) || !Small(b) {
		if err := c.guard.Made((a.BigInt().BitLen() + b.BigInt().BitLen()) / 8); err != nil {
			return nil, err
		}
	}
	_, xb := x.(starlark.Bool)
	_, yb := y.(starlark.Bool)
	switch op {
	case syntax.PLUS:
		return c.bounded(a.Add(b))
	case syntax.MINUS:
		return c.bounded(a.Sub(b))
	case syntax.STAR:
		if !Small(a) || !Small(b) {
			if a.BigInt().BitLen()+b.BigInt().BitLen() > maxBits {
				return nil, tooLarge()
			}
		}
		return a.Mul(b), nil
	case syntax.SLASH:
		return divide(a, b)
	case syntax.SLASHSLASH:
		if b.Sign() == 0 {
			return nil, object.Raise("ZeroDivisionError", "integer division or modulo by zero")
		}
		return a.Div(b), nil
	case syntax.PERCENT:
		if b.Sign() == 0 {
			return nil, object.Raise("ZeroDivisionError", "integer modulo by zero")
		}
		return a.Mod(b), nil
	case syntax.STARSTAR:
		return c.power(a, b)
	case syntax.AMP, syntax.PIPE, syntax.CIRCUMFLEX:
		n := map[syntax.Token]func(starlark.Int, starlark.Int) starlark.Int{
			syntax.AMP: starlark.Int.And, syntax.PIPE: starlark.Int.Or, syntax.CIRCUMFLEX: starlark.Int.Xor}[op](a, b)
		if xb && yb {
			return starlark.Bool(n.Sign() != 0), nil
		}
		return n, nil
	case syntax.LTLT, syntax.GTGT:
		return shift(op, a, b)
	}
	return nil, nil
}

func tooLarge() error {
	return object.Raise("OverflowError", "an integer of more than %d bits is too large", maxBits)
}

func (c *Calculator) bounded(n starlark.Int) (starlark.Value, error) {
	if !Small(n) && n.BigInt().BitLen() > maxBits {
		return nil, tooLarge()
	}
	return n, nil
}

// divide is x / y.
func divide(a, b starlark.Int) (starlark.Value, error) {
	if b.Sign() == 0 {
		return nil, object.Raise("ZeroDivisionError", "division by zero")
	}
	if a.Sign() == 0 && b.Sign() < 0 {
		return starlark.Float(math.Copysign(0, -1)), nil
	}
	f, _ := new(big.Rat).SetFrac(a.BigInt(), b.BigInt()).Float64()
	if math.IsInf(f, 0) {
		return nil, object.Raise("OverflowError", "integer division result too large for a float")
	}
	return starlark.Float(f), nil
}

func (c *Calculator) power(a, b starlark.Int) (starlark.Value, error) {
	if b.Sign() < 0 {
		f, err := ToFloat(a)
		if err != nil {
			return nil, err
		}
		g, err := ToFloat(b)
		if err != nil {
			return nil, err
		}
		r, err := floats(syntax.STARSTAR, f, g)
		return starlark.Float(r), err
	}
	n, ok := b.Uint64()
	if bits := uint64(a.BigInt().BitLen()); bits > 1 && (!ok || n > maxBits/bits) {
		return nil, object.Raise("OverflowError", "%s ** %s is too large", a, b)
	}
	return starlark.MakeBigInt(new(big.Int).Exp(a.BigInt(), b.BigInt(), nil)), nil
}

func shift(op syntax.Token, a, b starlark.Int) (starlark.Value, error) {
	if b.Sign() < 0 {
		return nil, object.Raise("ValueError", "negative shift count")
	}
	n, ok := b.Int64()
	switch {
	case op == syntax.GTGT && (!ok || n > maxBits):
		if a.Sign() < 0 {
			return starlark.MakeInt(-1), nil
		}
		return starlark.MakeInt(0), nil
	case op == syntax.GTGT:
		return a.Rsh(uint(n)), nil
	case a.Sign() == 0:
		return a, nil
	case !ok || int(n) > maxBits || a.BigInt().BitLen()+int(n) > maxBits:
		return nil, tooLarge()
	}
	return a.Lsh(uint(n)), nil
}

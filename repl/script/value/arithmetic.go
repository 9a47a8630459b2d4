package value

import (
	"math/big"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"sessh/repl/script/bounds"
	"sessh/repl/script/object"
)

// goFunction is a function that statements call.
type goFunction = func(*starlark.Thread, *starlark.Builtin, starlark.Tuple, []starlark.Tuple) (starlark.Value, error)

// Operators are the operators that make values, by the functions that compute
// them.
var Operators = map[syntax.Token]string{
	syntax.PLUS: "__add", syntax.MINUS: "__sub", syntax.STAR: "__mul", syntax.SLASHSLASH: "__floordiv", syntax.PERCENT: "__mod",
	syntax.PIPE: "__or", syntax.AMP: "__and", syntax.CIRCUMFLEX: "__xor", syntax.LTLT: "__lshift", syntax.GTGT: "__rshift",
}

// Comparisons are those that go into values.
var Comparisons = map[syntax.Token]string{
	syntax.EQL: "__eq", syntax.NEQ: "__ne", syntax.LT: "__lt", syntax.LE: "__le", syntax.GT: "__gt", syntax.GE: "__ge",
}

func (rt *Runtime) operator(op syntax.Token) goFunction {
	return func(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
		return rt.Operate(op, args[0], args[1])
	}
}

// operate is x op y, if there is room for it.
func (rt *Runtime) Operate(op syntax.Token, x, y starlark.Value) (starlark.Value, error) {
	if s, ok := x.(starlark.String); ok && op == syntax.PERCENT {
		text, err := rt.interpolate(string(s), y)
		return starlark.String(text), err
	}
	xi, xIsInt := x.(starlark.Int)
	yi, yIsInt := y.(starlark.Int)
	var n int
	switch {
	case xIsInt && yIsInt:
		if small(xi) && small(yi) {
			return starlark.Binary(op, x, y)
		}
		if bits := xi.BigInt().BitLen() + yi.BigInt().BitLen(); op == syntax.STAR && bits > maxBits {
			return nil, object.Raise("OverflowError", "an integer of more than %d bits is too large", maxBits)
		}
		n = bounds.SizeOf(x) + bounds.SizeOf(y)
	case op == syntax.STAR && yIsInt:
		n = repeated(x, yi)
	case op == syntax.STAR && xIsInt:
		n = repeated(y, xi)
	default:
		n = bounds.SizeOf(x) + bounds.SizeOf(y)
	}
	if err := rt.Made(n); err != nil {
		return nil, err
	}
	z, err := starlark.Binary(op, x, y)
	if i, ok := z.(starlark.Int); ok && !small(i) && i.BigInt().BitLen() > maxBits {
		return nil, object.Raise("OverflowError", "an integer of more than %d bits is too large", maxBits)
	}
	return z, err
}

// maxBits is how large integers get: the time of *, str and int grows faster
// than their size.
const maxBits = 1 << 20

func small(i starlark.Int) bool { _, ok := i.Int64(); return ok }

// repeated returns the size of n times v.
func repeated(v starlark.Value, n starlark.Int) int {
	switch v.(type) {
	case starlark.Float:
		return 0
	}
	times, ok := n.Int64()
	if !ok {
		if n.Sign() < 0 || bounds.SizeOf(v) == 0 {
			return 0
		}
		return bounds.Huge
	}
	return bounds.Times(int(max(times, 0)), bounds.SizeOf(v))
}

// rightSide is the right side of an operator that Starlark computes: what is on
// its left is known only then.
type rightSide struct {
	identity
	rt *Runtime
}

var _ starlark.HasBinary = (*rightSide)(nil)

// Binary is x op o.
func (o *rightSide) Binary(op syntax.Token, x starlark.Value, side starlark.Side) (starlark.Value, error) {
	if side == starlark.Left {
		return nil, nil
	}
	return o.rt.Operate(op, x, o.v)
}

func (rt *Runtime) rightSide(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
	return &rightSide{identity{args[0]}, rt}, nil
}

func (rt *Runtime) pow(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
	x, xi := args[0].(starlark.Int)
	y, yi := args[1].(starlark.Int)
	if xi && yi && y.Sign() >= 0 {
		n, ok := y.Uint64()
		if bits := uint64(x.BigInt().BitLen()); bits > 1 && (!ok || n > maxBits/bits) {
			return nil, object.Raise("OverflowError", "%s ** %s is too large", x, y)
		}
		return starlark.MakeBigInt(new(big.Int).Exp(x.BigInt(), y.BigInt(), nil)), nil
	}
	return rt.powFloat(args[0], args[1])
}

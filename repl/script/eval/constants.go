package eval

import (
	"math/bits"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"sessh/repl/script/value"
)

// frozenConstants returns the frozenset that CPython's compiler makes of constants: it makes one,
// and another one of that, so that the order may differ.
func (m *Machine) frozenConstants(values []starlark.Value) (*value.Set, error) {
	first, err := m.rt.NewSet(values...)
	if err != nil {
		return nil, err
	}
	return m.rt.NewFrozenSet(first.Values()...)
}

// constantSet returns the set of a display of constants, which is a copy of that.
func (m *Machine) constantSet(values []starlark.Value) (*value.Set, error) {
	constant, err := m.frozenConstants(values)
	if err != nil {
		return nil, err
	}
	constant.Frozen = false
	return constant.Clone()
}

// constants reports whether CPython's compiler computes all the values.
func constants(list []syntax.Expr) bool {
	for _, x := range list {
		if !constant(x) {
			return false
		}
	}
	return true
}

func constant(x syntax.Expr) bool {
	switch x := x.(type) {
	case *syntax.Literal:
		return true
	case *syntax.Ident:
		return x.Name == "None" || x.Name == "True" || x.Name == "False"
	case *syntax.ParenExpr:
		return constant(x.X)
	case *syntax.UnaryExpr:
		return x.Op != syntax.STAR && constant(x.X)
	case *syntax.BinaryExpr:
		if x.Op == syntax.STARSTAR && !small(x) {
			return false
		}
		return x.Op != syntax.AND && x.Op != syntax.OR && constant(x.X) && constant(x.Y)
	case *syntax.TupleExpr:
		return constants(x.List)
	}
	return false
}

// small reports whether the compiler computes a power: it has at most 128 bits.
func small(x *syntax.BinaryExpr) bool {
	base, ok1 := x.X.(*syntax.Literal)
	exponent, ok2 := x.Y.(*syntax.Literal)
	if !ok1 || !ok2 {
		return false
	}
	b, ok1 := base.Value.(int64)
	e, ok2 := exponent.Value.(int64)
	return ok1 && ok2 && e <= 128 && int64(bits.Len64(uint64(b)))*e <= 128
}

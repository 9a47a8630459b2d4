package value

import (
	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"sessh/repl/script/object"
	"sessh/repl/script/value/number"
)

// Unary is -x, +x or ~x.
func (rt *Runtime) Unary(op syntax.Token, x starlark.Value) (starlark.Value, error) {
	if n, ok := number.Integer(x); ok {
		switch op {
		case syntax.MINUS:
			return starlark.MakeInt(0).Sub(n), nil
		case syntax.PLUS:
			return n, nil
		case syntax.TILDE:
			return n.Not(), nil
		}
	}
	if f, ok := x.(starlark.Float); ok && op != syntax.TILDE {
		if op == syntax.MINUS {
			f = -f
		}
		return f, nil
	}
	if v, ok, err := rt.Special(x, map[syntax.Token]string{syntax.MINUS: "__neg__", syntax.PLUS: "__pos__", syntax.TILDE: "__invert__"}[op]); ok {
		return v, err
	}
	return nil, object.Raise("TypeError", "bad operand type for unary %s: '%s'", op, object.TypeName(x))
}

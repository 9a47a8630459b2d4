package number

import (
	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

// Unary is -x, +x or ~x of a number; ok is false if x has no such operator.
func Unary(op syntax.Token, x starlark.Value) (v starlark.Value, ok bool) {
	if n, ok := Integer(x); ok {
		switch op {
		case syntax.MINUS:
			return starlark.MakeInt(0).Sub(n), true
		case syntax.PLUS:
			return n, true
		case syntax.TILDE:
			return n.Not(), true
		}
	}
	f, ok := x.(starlark.Float)
	if op == syntax.MINUS {
		f = -f
	}
	return f, ok && op != syntax.TILDE
}

package value

import (
	"strings"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"sessh/repl/script/bounds"
	"sessh/repl/script/object"
	"sessh/repl/script/value/number"
	"sessh/repl/script/value/sequence"
)

// Comparing values that share parts may take for ever: (t, t) takes twice as long
// as t. It is done so that it can be stopped.

// MaxDepth is how deep values that are compared nest.
const MaxDepth = 500

// Comparison is x op y as a value.
func (rt *Runtime) Comparison(op syntax.Token, x, y starlark.Value) (starlark.Value, error) {
	for _, side := range []struct {
		op   syntax.Token
		x, y starlark.Value
	}{{op, x, y}, {mirrored[op], y, x}} {
		if v, ok, err := rt.Special(side.x, comparing[side.op], side.y); ok {
			return v, err
		}
	}
	v, err := rt.Compare(op, x, y)
	return starlark.Bool(v), err
}

var comparing = map[syntax.Token]string{
	syntax.EQL: "__eq__", syntax.NEQ: "__ne__", syntax.LT: "__lt__", syntax.LE: "__le__", syntax.GT: "__gt__", syntax.GE: "__ge__",
}

var mirrored = map[syntax.Token]syntax.Token{
	syntax.EQL: syntax.EQL, syntax.NEQ: syntax.NEQ, syntax.LT: syntax.GT, syntax.LE: syntax.GE, syntax.GT: syntax.LT, syntax.GE: syntax.LE,
}

// Compare is x op y.
func (rt *Runtime) Compare(op syntax.Token, x, y starlark.Value) (bool, error) {
	return rt.compareDepth(op, x, y, MaxDepth)
}

// Equal is x == y.
func (rt *Runtime) Equal(x, y starlark.Value) (bool, error) { return rt.equal(x, y, MaxDepth) }

func (rt *Runtime) compareDepth(op syntax.Token, x, y starlark.Value, depth int) (bool, error) {
	if op == syntax.EQL || op == syntax.NEQ {
		same, err := rt.equal(x, y, depth)
		return same == (op == syntax.EQL), err
	}
	if err := rt.deeper(depth); err != nil {
		return false, err
	}
	if c, ok, unordered := number.Compare(x, y); ok {
		return !unordered && holds(op, c), nil
	}
	switch a := x.(type) {
	case starlark.String:
		if b, ok := y.(starlark.String); ok {
			return holds(op, strings.Compare(string(a), string(b))), nil
		}
	case starlark.Bytes:
		if b, ok := y.(starlark.Bytes); ok {
			return holds(op, strings.Compare(string(a), string(b))), nil
		}
	case starlark.Tuple:
		if b, ok := y.(starlark.Tuple); ok {
			return rt.compareValues(op, a, b, depth)
		}
	case *List:
		if b, ok := y.(*List); ok {
			return rt.compareValues(op, a.Values(), b.Values(), depth)
		}
	case Custom:
		if v, ok, err := rt.Special(x, comparing[op], y); ok {
			return err == nil && bool(v.Truth()), err
		}
	}
	if v, ok, err := rt.Special(y, comparing[mirrored[op]], x); ok {
		return err == nil && bool(v.Truth()), err
	}
	a, aok := AsSet(x)
	b, bok := AsSet(y)
	if aok && bok {
		return rt.CompareSets(op, a, b)
	}
	return false, object.Raise("TypeError", "'%s' not supported between instances of '%s' and '%s'", op, object.TypeName(x), object.TypeName(y))
}

func (rt *Runtime) deeper(depth int) error {
	if depth < 1 {
		return object.Raise("RecursionError", "maximum recursion depth exceeded in comparison")
	}
	if rt.compared++; rt.compared%bounds.Chunk == 0 {
		return rt.Made(0)
	}
	return nil
}

// holds reports whether an operator is true of two values; c is below, at or above
// 0 as x is less than, equal to or greater than y.
func holds(op syntax.Token, c int) bool {
	switch op {
	case syntax.LT:
		return c < 0
	case syntax.LE:
		return c <= 0
	case syntax.GT:
		return c > 0
	case syntax.GE:
		return c >= 0
	case syntax.EQL:
		return c == 0
	}
	return c != 0
}

// Alike is the comparison of values inside of others: an object is equal to itself.
func (rt *Runtime) Alike(x, y starlark.Value, depth int) (bool, error) {
	if same(x, y) {
		return true, nil
	}
	return rt.equal(x, y, depth)
}

// equal is x == y.
func (rt *Runtime) equal(x, y starlark.Value, depth int) (bool, error) {
	if err := rt.deeper(depth); err != nil {
		return false, err
	}
	if c, ok, unordered := number.Compare(x, y); ok {
		return c == 0 && !unordered, nil
	}
	switch a := x.(type) {
	case starlark.NoneType:
		return y == starlark.None, nil
	case starlark.String:
		b, ok := y.(starlark.String)
		if ok {
			return a == b, nil
		}
	case starlark.Bytes:
		b, ok := y.(starlark.Bytes)
		if ok {
			return a == b, nil
		}
	case starlark.Tuple:
		if b, ok := y.(starlark.Tuple); ok {
			return rt.equalValues(a, b, depth)
		}
	case *List:
		if b, ok := y.(*List); ok {
			if a.same(b) {
				return true, nil
			}
			return rt.equalValues(a.Values(), b.Values(), depth)
		}
	case *Dict:
		if b, ok := y.(*Dict); ok {
			return a.equal(b, depth)
		}
	case *sequence.Range:
		if b, ok := y.(*sequence.Range); ok {
			return a.Equal(b), nil
		}
	case *object.Foreign:
		b, ok := y.(*object.Foreign)
		return ok && (a.Held == b.Held || a.Text() == b.Text()), nil
	case Custom:
		if v, ok, err := rt.Special(x, "__eq__", y); ok {
			return err == nil && bool(v.Truth()), err
		}
	}
	if v, ok, err := rt.Special(y, "__eq__", x); ok {
		return err == nil && bool(v.Truth()), err
	}
	a, aok := AsSet(x)
	b, bok := AsSet(y)
	if aok && bok {
		return rt.CompareSets(syntax.EQL, a, b)
	}
	return same(x, y), nil
}

func (rt *Runtime) equalValues(x, y []starlark.Value, depth int) (bool, error) {
	if len(x) != len(y) {
		return false, nil
	}
	for i := range x {
		if ok, err := rt.Alike(x[i], y[i], depth-1); !ok || err != nil {
			return false, err
		}
	}
	return true, nil
}

func (rt *Runtime) compareValues(op syntax.Token, x, y []starlark.Value, depth int) (bool, error) {
	for i := range min(len(x), len(y)) {
		ok, err := rt.Alike(x[i], y[i], depth-1)
		if err != nil {
			return false, err
		}
		if !ok {
			return rt.compareDepth(op, x[i], y[i], depth-1)
		}
	}
	return holds(op, len(x)-len(y)), nil
}

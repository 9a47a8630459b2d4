package value

import (
	"fmt"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"sessh/repl/script/bounds"
	"sessh/repl/script/object"
)

// Comparing and hashing values that share parts may take for ever: (t, t) takes
// twice as long as t. Both are done here so that they can be stopped.

func (rt *Runtime) comparison(op syntax.Token) goFunction {
	return func(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
		v, err := rt.compare(op, args[0], args[1])
		return starlark.Bool(v), err
	}
}

// compare is x op y.
func (rt *Runtime) compare(op syntax.Token, x, y starlark.Value) (bool, error) {
	v, err := rt.compareDepth(op, x, y, starlark.CompareLimit)
	if err != nil && op == syntax.EQL {
		return false, fmt.Errorf("the values are nested too deep to compare: %w", err)
	}
	return v, err
}

func (rt *Runtime) Equal(x, y starlark.Value) (bool, error) { return rt.compare(syntax.EQL, x, y) }

func (rt *Runtime) compareDepth(op syntax.Token, x, y starlark.Value, depth int) (bool, error) {
	if depth < 1 {
		return false, fmt.Errorf("comparison exceeded maximum recursion depth")
	}
	if rt.compared++; rt.compared%bounds.Chunk == 0 {
		if err := rt.Made(0); err != nil {
			return false, err
		}
	}
	switch x := x.(type) {
	case starlark.Tuple:
		if y, ok := y.(starlark.Tuple); ok {
			return rt.compareValues(op, x, y, depth)
		}
	case *List:
		if y, ok := y.(*List); ok {
			if x.same(y) {
				return op == syntax.EQL || op == syntax.LE || op == syntax.GE, nil
			}
			return rt.compareValues(op, x.values(), y.values(), depth)
		}
	case *Dict:
		if y, ok := y.(*Dict); ok && (op == syntax.EQL || op == syntax.NEQ) {
			same, err := x.equal(y, depth)
			return same == (op == syntax.EQL), err
		}
	}
	return starlark.CompareDepth(op, x, y, depth)
}

func (rt *Runtime) compareValues(op syntax.Token, x, y []starlark.Value, depth int) (bool, error) {
	if len(x) != len(y) && (op == syntax.EQL || op == syntax.NEQ) {
		return op == syntax.NEQ, nil
	}
	for i := range min(len(x), len(y)) {
		same, err := rt.compareDepth(syntax.EQL, x[i], y[i], depth-1)
		if err != nil {
			return false, err
		}
		if !same && op != syntax.EQL && op != syntax.NEQ {
			return rt.compareDepth(op, x[i], y[i], depth-1)
		}
		if !same {
			return op == syntax.NEQ, nil
		}
	}
	return starlark.CompareDepth(op, starlark.MakeInt(len(x)), starlark.MakeInt(len(y)), 1)
}

// Bounds of what is hashed.
const (
	maxKeyValues = 1 << 16 // values in a tuple, counting repeated ones
	maxKeyDepth  = 500
	longKey      = 1 << 10 // bytes of a string that take as long as a value
)

// hashable returns an error for a tuple that takes too long to hash.
func (rt *Runtime) hashable(v starlark.Value) error {
	t, ok := v.(starlark.Tuple)
	if !ok {
		return nil
	}
	n := 0
	if rt.count(t, &n, 0) {
		return nil
	}
	return object.Raise("MemoryError", "a key of more than %d values, or nested more than %d times", maxKeyValues, maxKeyDepth)
}

// count reports whether a tuple holds few enough values.
func (rt *Runtime) count(t starlark.Tuple, n *int, depth int) bool {
	if *n += len(t); *n > maxKeyValues || depth > maxKeyDepth {
		return false
	}
	for _, v := range t {
		switch v := v.(type) {
		case starlark.Tuple:
			if !rt.count(v, n, depth+1) {
				return false
			}
		case starlark.String:
			*n += len(v) / longKey
		}
	}
	return *n <= maxKeyValues
}

func (rt *Runtime) checkedKey(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
	return args[0], rt.hashable(args[0])
}

func (rt *Runtime) hash(thread *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	for _, a := range args {
		if err := rt.hashable(a); err != nil {
			return nil, err
		}
	}
	return starlark.Call(thread, starlark.Universe["hash"], args, kwargs)
}

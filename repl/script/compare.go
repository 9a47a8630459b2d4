package script

import (
	"fmt"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

// Values that share parts can be compared and hashed for ever: (t, t) takes
// twice the time of t. So both are done here, and hear that they are to stop.

func (in *Interp) comparison(op syntax.Token) goFunction {
	return func(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
		v, err := in.compare(op, args[0], args[1])
		return starlark.Bool(v), err
	}
}

// compare is x op y.
func (in *Interp) compare(op syntax.Token, x, y starlark.Value) (bool, error) {
	v, err := in.compareDepth(op, x, y, starlark.CompareLimit)
	if err != nil && op == syntax.EQL {
		return false, fmt.Errorf("the values are nested too deep to compare: %w", err)
	}
	return v, err
}

func (in *Interp) equal(x, y starlark.Value) (bool, error) { return in.compare(syntax.EQL, x, y) }

func (in *Interp) compareDepth(op syntax.Token, x, y starlark.Value, depth int) (bool, error) {
	if depth < 1 {
		return false, fmt.Errorf("comparison exceeded maximum recursion depth")
	}
	if in.compared++; in.compared%chunk == 0 {
		if err := in.made(0); err != nil {
			return false, err
		}
	}
	switch x := x.(type) {
	case starlark.Tuple:
		if y, ok := y.(starlark.Tuple); ok {
			return in.compareValues(op, x, y, depth)
		}
	case *List:
		if y, ok := y.(*List); ok {
			if x.same(y) {
				return op == syntax.EQL || op == syntax.LE || op == syntax.GE, nil
			}
			return in.compareValues(op, x.values(), y.values(), depth)
		}
	case *Dict:
		if y, ok := y.(*Dict); ok && (op == syntax.EQL || op == syntax.NEQ) {
			same, err := x.equal(y, depth)
			return same == (op == syntax.EQL), err
		}
	}
	return starlark.CompareDepth(op, x, y, depth)
}

func (in *Interp) compareValues(op syntax.Token, x, y []starlark.Value, depth int) (bool, error) {
	if len(x) != len(y) && (op == syntax.EQL || op == syntax.NEQ) {
		return op == syntax.NEQ, nil
	}
	for i := range min(len(x), len(y)) {
		same, err := in.compareDepth(syntax.EQL, x[i], y[i], depth-1)
		if err != nil {
			return false, err
		}
		if !same && op != syntax.EQL && op != syntax.NEQ {
			return in.compareDepth(op, x[i], y[i], depth-1)
		}
		if !same {
			return op == syntax.NEQ, nil
		}
	}
	return starlark.CompareDepth(op, starlark.MakeInt(len(x)), starlark.MakeInt(len(y)), 1)
}

// Bounds of what is hashed.
const (
	maxKeyValues = 1 << 16 // those in a tuple, however often it holds the same one
	maxKeyDepth  = 500
	longKey      = 1 << 10 // bytes of a text that take the time of a value
)

// hashable fails for a tuple that takes too long to hash.
func (in *Interp) hashable(v starlark.Value) error {
	t, ok := v.(starlark.Tuple)
	if !ok {
		return nil
	}
	n := 0
	if in.count(t, &n, 0) {
		return nil
	}
	return in.raise("MemoryError", "a key of more than %d values, or nested more than %d times", maxKeyValues, maxKeyDepth)
}

// count reports whether a tuple holds not too many values.
func (in *Interp) count(t starlark.Tuple, n *int, depth int) bool {
	if *n += len(t); *n > maxKeyValues || depth > maxKeyDepth {
		return false
	}
	for _, v := range t {
		switch v := v.(type) {
		case starlark.Tuple:
			if !in.count(v, n, depth+1) {
				return false
			}
		case starlark.String:
			*n += len(v) / longKey
		}
	}
	return *n <= maxKeyValues
}

func (in *Interp) checkedKey(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
	return args[0], in.hashable(args[0])
}

func (in *Interp) hash(thread *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	for _, a := range args {
		if err := in.hashable(a); err != nil {
			return nil, err
		}
	}
	return starlark.Call(thread, starlark.Universe["hash"], args, kwargs)
}

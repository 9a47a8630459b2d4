package value

import (
	"fmt"

	"go.starlark.net/starlark"

	"sessh/repl/script/object"
	"sessh/repl/script/value/number"
)

// ToIndex returns an integer that counts values.
func (rt *Runtime) ToIndex(v starlark.Value) (int, error) {
	n, ok := number.Integer(v)
	if !ok {
		return 0, object.Raise("TypeError", "'%s' object cannot be interpreted as an integer", object.TypeName(v))
	}
	i, ok := n.Int64()
	if !ok {
		return 0, object.Raise("OverflowError", "Python int too large to convert to C ssize_t")
	}
	return int(i), nil
}

// Call calls a value.
func (rt *Runtime) Call(f starlark.Value, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	if err := rt.Step(); err != nil {
		return nil, err
	}
	if c, ok := f.(Custom); ok {
		if special := c.Special("__call__"); special != nil {
			f = special
		}
	}
	fn, ok := f.(starlark.Callable)
	if !ok {
		return nil, object.Raise("TypeError", "'%s' object is not callable", object.TypeName(f))
	}
	v, err := fn.CallInternal(rt.Thread(), args, kwargs)
	if err == nil && v == nil {
		err = fmt.Errorf("%s returns nothing", fn.Name())
	}
	return v, err
}

// CallName is what an error calls a function.
func CallName(f starlark.Value) string {
	switch f := f.(type) {
	case interface{ CallName() string }:
		return f.CallName() + "()"
	case *object.Class:
		return f.FullName() + "()"
	case *starlark.Builtin:
		return f.Name() + "()"
	case interface{ QualifiedName() string }:
		return "__main__." + f.QualifiedName() + "()"
	case starlark.Callable:
		return "__main__." + f.Name() + "()"
	}
	return object.Repr(f)
}

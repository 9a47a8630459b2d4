package value

import (
	"fmt"

	"go.starlark.net/starlark"

	"sessh/repl/script/object"
)

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

package value

import (
	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"sessh/repl/script/bounds"
	"sessh/repl/script/object"
)

// Universe returns the names of values and functions that are always there.
// What an operator or statement of Python calls has a name that begins with two
// underscores: see package translate.
func (rt *Runtime) Universe() starlark.StringDict {
	env := make(starlark.StringDict)
	for _, n := range []string{"None", "True", "False", "abs", "chr", "dir", "hasattr", "len", "ord", "range"} {
		env[n] = starlark.Universe[n]
	}
	for n, each := range map[string]int{"all": 0, "any": 0, "enumerate": 5 * bounds.ValueSize, "reversed": bounds.ValueSize, "zip": 5 * bounds.ValueSize} {
		f := rt.fed(n, each, false)
		env[n] = starlark.NewBuiltin(n, func(thread *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
			return f(thread, args, kwargs)
		})
	}
	for op, n := range Operators {
		env[n] = starlark.NewBuiltin(n, rt.operator(op))
	}
	for op, n := range Comparisons {
		env[n] = starlark.NewBuiltin(n, rt.comparison(op))
	}
	for c := range object.ExceptionClasses() {
		if c.Module() == "" {
			env[c.Name()] = c
		}
	}
	for _, n := range []string{"object", "bool", "bytes", "dict", "float", "frozenset", "int", "list", "set", "str", "tuple", "type"} {
		env[n] = rt.Classes[n]
	}
	env["unicode"], env["basestring"], env["long"] = env["str"], env["str"], env["int"]
	env["xrange"] = env["range"]
	for name, f := range map[string]goFunction{
		"getattr": rt.getAttr, "hash": rt.hash, "max": rt.extreme(syntax.GT), "min": rt.extreme(syntax.LT), "repr": rt.repr,
		"isinstance": rt.isInstance, "issubclass": rt.isSubclass, "sorted": rt.sorted, "sum": rt.sum, "map": rt.mapped,
		"filter": rt.filtered, "round": rt.round, "id": rt.id, "callable": rt.callable, "setattr": rt.setAttr,
		"__method": rt.method, "__copied": rt.copied, "__key": rt.checkedKey, "__right": rt.rightSide, "__contains": rt.contains,
		"__is": rt.identical, "__del": rt.del, "__delattr": rt.delAttr, "__delslice": rt.delSlice,
		"__dict": rt.display, "__list": rt.display, "__set": rt.setDisplay, "__pow": rt.pow,
	} {
		env[name] = starlark.NewBuiltin(name, f)
	}
	return env
}

func (rt *Runtime) getAttr(thread *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	v, err := starlark.Call(thread, starlark.Universe["getattr"], args, kwargs)
	if err != nil {
		return nil, err
	}
	name, _ := starlark.AsString(args[1])
	return rt.counted(args[0], name, v), nil
}

func (rt *Runtime) repr(_ *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var v starlark.Value
	if err := starlark.UnpackPositionalArgs(b.Name(), args, kwargs, 1, &v); err != nil {
		return nil, err
	}
	text, err := rt.Show(v)
	return starlark.String(text), err
}

func (rt *Runtime) isInstance(_ *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var v, of starlark.Value
	if err := starlark.UnpackPositionalArgs(b.Name(), args, kwargs, 2, &v, &of); err != nil {
		return nil, err
	}
	return rt.among(rt.ClassOf(v), of)
}

func (rt *Runtime) isSubclass(_ *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var c *object.Class
	var of starlark.Value
	if err := starlark.UnpackPositionalArgs(b.Name(), args, kwargs, 2, &c, &of); err != nil {
		return nil, err
	}
	return rt.among(c, of)
}

func (rt *Runtime) among(c *object.Class, of starlark.Value) (starlark.Value, error) {
	switch of := of.(type) {
	case *object.Class:
		return starlark.Bool(c.Inherits(of) || of == object.Object), nil
	case starlark.Tuple:
		for _, x := range of {
			if v, err := rt.among(c, x); err != nil || v == starlark.True {
				return v, err
			}
		}
		return starlark.False, nil
	}
	return nil, object.Raise("TypeError", "isinstance() arg 2 must be a type or tuple of types")
}

func (rt *Runtime) sum(_ *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var of starlark.Iterable
	var total starlark.Value = starlark.MakeInt(0)
	if err := starlark.UnpackPositionalArgs(b.Name(), args, kwargs, 1, &of, &total); err != nil {
		return nil, err
	}
	values, err := rt.All(of)
	if err != nil {
		return nil, err
	}
	for _, v := range values {
		sum, err := rt.Operate(syntax.PLUS, total, v)
		if err != nil {
			return nil, err
		}
		total = sum
	}
	return total, nil
}

func (rt *Runtime) mapped(thread *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var f starlark.Callable
	var of starlark.Iterable
	if err := starlark.UnpackPositionalArgs(b.Name(), args, kwargs, 2, &f, &of); err != nil {
		return nil, err
	}
	return rt.collected(of, func(v starlark.Value) (starlark.Value, error) {
		return starlark.Call(thread, f, starlark.Tuple{v}, nil)
	})
}

func (rt *Runtime) filtered(thread *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var f starlark.Value
	var of starlark.Iterable
	if err := starlark.UnpackPositionalArgs(b.Name(), args, kwargs, 2, &f, &of); err != nil {
		return nil, err
	}
	return rt.collected(of, func(v starlark.Value) (starlark.Value, error) {
		keep, err := v, error(nil)
		if f != starlark.None {
			keep, err = starlark.Call(thread, f, starlark.Tuple{v}, nil)
		}
		if err != nil || !keep.Truth() {
			return nil, err
		}
		return v, nil
	})
}

// collected returns a list of what f makes of the values; nil is left out.
func (rt *Runtime) collected(of starlark.Iterable, f func(starlark.Value) (starlark.Value, error)) (starlark.Value, error) {
	values, err := rt.All(of)
	if err != nil {
		return nil, err
	}
	var out []starlark.Value
	for _, v := range values {
		x, err := f(v)
		if err != nil {
			return nil, err
		}
		if x != nil {
			out = append(out, x)
		}
	}
	return rt.NewList(out), rt.Made(bounds.Times(len(out), bounds.ValueSize))
}

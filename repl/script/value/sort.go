package value

import (
	"slices"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"sessh/repl/script/bounds"
	"sessh/repl/script/object"
)

// keyed is a value with its sort key.
type keyed struct{ value, key starlark.Value }

// keyed computes the keys of values.
func (rt *Runtime) keyed(thread *starlark.Thread, values []starlark.Value, key starlark.Value) ([]keyed, error) {
	if err := rt.Made(bounds.Times(len(values), 2*bounds.ValueSize)); err != nil {
		return nil, err
	}
	all := make([]keyed, len(values))
	for i, v := range values {
		all[i] = keyed{v, v}
		if key == nil || key == starlark.None {
			continue
		}
		k, err := starlark.Call(thread, key, starlark.Tuple{v}, nil)
		if err != nil {
			return nil, err
		}
		all[i].key = k
	}
	return all, nil
}

// sorted returns a [List].
func (rt *Runtime) sorted(thread *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var of starlark.Iterable
	var key starlark.Value
	var reverse bool
	if err := starlark.UnpackArgs("sorted", args, kwargs, "iterable", &of, "key?", &key, "reverse?", &reverse); err != nil {
		return nil, err
	}
	values, err := rt.All(of)
	if err != nil {
		return nil, err
	}
	all, err := rt.keyed(thread, values, key)
	if err != nil {
		return nil, err
	}
	if err := rt.sort(all, reverse); err != nil {
		return nil, err
	}
	for i, k := range all {
		values[i] = k.value
	}
	return rt.NewList(values), nil
}

// broken is what a sort panics with to stop.
type broken struct{ err error }

func (rt *Runtime) sort(all []keyed, reverse bool) (err error) {
	defer func() {
		if v := recover(); v != nil {
			b, ok := v.(broken)
			if !ok {
				panic(v)
			}
			err = b.err
		}
	}()
	less := func(x, y starlark.Value) bool {
		v, err := rt.compare(syntax.LT, x, y)
		if err != nil {
			panic(broken{err})
		}
		return v
	}
	slices.SortStableFunc(all, func(x, y keyed) int {
		if reverse {
			x, y = y, x
		}
		switch {
		case less(x.key, y.key):
			return -1
		case less(y.key, x.key):
			return 1
		}
		return 0
	})
	return nil
}

// extreme is min and max.
func (rt *Runtime) extreme(op syntax.Token) goFunction {
	return func(thread *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		var key starlark.Value
		if err := starlark.UnpackArgs(b.Name(), nil, kwargs, "key?", &key); err != nil {
			return nil, err
		}
		values := []starlark.Value(args)
		if len(args) == 1 {
			of, ok := args[0].(starlark.Iterable)
			if !ok {
				return nil, object.Raise("TypeError", "'%s' object is not iterable", object.TypeName(args[0]))
			}
			var err error
			if values, err = rt.All(of); err != nil {
				return nil, err
			}
		}
		all, err := rt.keyed(thread, values, key)
		if err != nil {
			return nil, err
		}
		if len(all) == 0 {
			return nil, object.Raise("ValueError", "%s() arg is an empty sequence", b.Name())
		}
		best := all[0]
		for _, k := range all[1:] {
			better, err := rt.compare(op, k.key, best.key)
			if err != nil {
				return nil, err
			}
			if better {
				best = k
			}
		}
		return best.value, nil
	}
}

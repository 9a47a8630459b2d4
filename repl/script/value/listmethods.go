package value

import (
	"slices"

	"go.starlark.net/starlark"

	"sessh/repl/script/bounds"
	"sessh/repl/script/object"
)

type listMethod func(l *List, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error)

// listMethods are the methods of lists.
var listMethods = map[string]listMethod{
	"append": func(l *List, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		var v starlark.Value
		if err := starlark.UnpackPositionalArgs(b.Name(), args, kwargs, 1, &v); err != nil {
			return nil, err
		}
		return starlark.None, l.splice(l.Len(), 0, v)
	},
	"clear": func(l *List, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		return starlark.None, l.splice(0, l.Len())
	},
	"copy": func(l *List, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		return l.rt.NewList(slices.Clone(l.values())), l.rt.Made(bounds.Times(l.Len(), bounds.ValueSize))
	},
	"count": func(l *List, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		at, err := l.where(b, args, kwargs)
		return starlark.MakeInt(len(at)), err
	},
	"extend": func(l *List, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		var from starlark.Iterable
		if err := starlark.UnpackPositionalArgs(b.Name(), args, kwargs, 1, &from); err != nil {
			return nil, err
		}
		values, err := l.rt.All(from)
		if err != nil {
			return nil, err
		}
		return starlark.None, l.splice(l.Len(), 0, values...)
	},
	"index": func(l *List, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		at, err := l.where(b, args, kwargs)
		if err == nil && len(at) == 0 {
			err = object.Raise("ValueError", "%s is not in list", object.Repr(args[0]))
		}
		if err != nil {
			return nil, err
		}
		return starlark.MakeInt(at[0]), nil
	},
	"insert": func(l *List, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		var i int
		var v starlark.Value
		if err := starlark.UnpackPositionalArgs(b.Name(), args, kwargs, 2, &i, &v); err != nil {
			return nil, err
		}
		if i < 0 {
			i += l.Len()
		}
		return starlark.None, l.splice(min(max(i, 0), l.Len()), 0, v)
	},
	"pop": func(l *List, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		i := -1
		if err := starlark.UnpackPositionalArgs(b.Name(), args, kwargs, 0, &i); err != nil {
			return nil, err
		}
		if l.Len() == 0 {
			return nil, object.Raise("IndexError", "pop from empty list")
		}
		i, err := l.index(i, "pop")
		if err != nil {
			return nil, err
		}
		v := l.Index(i)
		return v, l.splice(i, 1)
	},
	"remove": func(l *List, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		at, err := l.where(b, args, kwargs)
		if err == nil && len(at) == 0 {
			err = object.Raise("ValueError", "list.remove(x): x not in list")
		}
		if err != nil {
			return nil, err
		}
		return starlark.None, l.splice(at[0], 1)
	},
	"reverse": func(l *List, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		values := slices.Clone(l.values())
		slices.Reverse(values)
		return starlark.None, l.splice(0, l.Len(), values...)
	},
}

// where returns the indexes of a value.
func (l *List) where(b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) ([]int, error) {
	var v starlark.Value
	if err := starlark.UnpackPositionalArgs(b.Name(), args, kwargs, 1, &v); err != nil {
		return nil, err
	}
	var at []int
	for i, x := range l.values() {
		same, err := l.rt.Equal(x, v)
		if err != nil {
			return nil, err
		}
		if same {
			at = append(at, i)
		}
	}
	return at, nil
}

// Attr returns a method.
func (l *List) Attr(name string) (starlark.Value, error) {
	if name == "sort" {
		return starlark.NewBuiltin(name, func(thread *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
			v, err := l.rt.sorted(thread, b, append(starlark.Tuple{l}, args...), kwargs)
			if err != nil {
				return nil, err
			}
			return starlark.None, l.splice(0, l.Len(), v.(*List).own...)
		}), nil
	}
	f, ok := listMethods[name]
	if !ok {
		return nil, nil
	}
	return object.Builtin(name, func(b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		return f(l, b, args, kwargs)
	}), nil
}

// AttrNames returns the names of the methods.
func (l *List) AttrNames() []string {
	names := []string{"sort"}
	for n := range listMethods {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

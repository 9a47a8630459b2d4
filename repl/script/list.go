package script

import (
	"slices"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"sessh/session"
)

// List is a list of Python, like [Dict].
type List struct {
	in   *Interp
	own  []starlark.Value // as long as it is part of no session
	node *session.List
	at   *place
}

var (
	_ starlark.Sequence    = (*List)(nil)
	_ starlark.HasSetIndex = (*List)(nil)
	_ starlark.Sliceable   = (*List)(nil)
	_ starlark.Comparable  = (*List)(nil)
	_ starlark.HasBinary   = (*List)(nil)
	_ starlark.HasAttrs    = (*List)(nil)
)

func (in *Interp) newList(values []starlark.Value) *List { return &List{in: in, own: values} }

func (l *List) String() string        { return repr(l, python3) }
func (l *List) Type() string          { return "list" }
func (l *List) Freeze()               {}
func (l *List) Truth() starlark.Bool  { return l.Len() > 0 }
func (l *List) Hash() (uint32, error) { return 0, unhashable(l) }

// Len is the number of values.
func (l *List) Len() int {
	if l.node != nil {
		return l.node.Len()
	}
	return len(l.own)
}

// Index is value i.
func (l *List) Index(i int) starlark.Value {
	if l.node == nil {
		return l.own[i]
	}
	v, _ := l.node.At(i)
	return l.in.value(v, l.at.below(i))
}

func (l *List) values() []starlark.Value {
	if l.node == nil {
		return l.own
	}
	all := make([]starlark.Value, l.Len())
	for i := range all {
		all[i] = l.Index(i)
	}
	return all
}

// Iterate yields the values that are there at the beginning.
func (l *List) Iterate() starlark.Iterator {
	values := l.values()
	if err := l.in.made(size(len(values), sizeOfValue)); err != nil {
		l.in.fail(err) // Iterate cannot return it
		return starlark.NewList(nil).Iterate()
	}
	return starlark.NewList(slices.Clone(values)).Iterate()
}

// Slice is a new list.
func (l *List) Slice(start, end, step int) starlark.Value {
	values := l.values()
	if err := l.in.made(size(len(values), sizeOfValue)); err != nil {
		l.in.fail(err) // Slice cannot return it
		return l.in.newList(nil)
	}
	var out []starlark.Value
	for i := start; step > 0 && i < end || step < 0 && i > end; i += step {
		out = append(out, values[i])
	}
	return l.in.newList(out)
}

// SetIndex is l[i] = v.
func (l *List) SetIndex(i int, v starlark.Value) error {
	if l.node == nil {
		l.own[i] = v
		return nil
	}
	return l.splice(i, 1, v)
}

// splice takes out n values from index i on, and puts others in their place.
func (l *List) splice(i, n int, values ...starlark.Value) error {
	if err := l.in.made(size(len(values), sizeOfValue)); err != nil {
		return err
	}
	if l.node == nil {
		l.own = slices.Replace(l.own, i, i+n, values...)
		return nil
	}
	if err := l.live(); err != nil {
		return err
	}
	if i+n > l.node.Len() {
		return l.in.raise("IndexError", "list index out of range")
	}
	if len(values) == 0 {
		return l.in.wrapped(l.node.Splice(i, n))
	}
	for j, v := range values {
		out := 0
		if j == 0 {
			out = n
		}
		at := i + j
		err := l.in.put(v, func(x any) error { return l.node.Splice(at, out, x) }, func() (any, bool) { return l.node.At(at) }, l.at.below(at))
		if err != nil {
			return err
		}
	}
	return nil
}

func (l *List) live() error {
	if l.at == nil || !l.at.ended() {
		return nil
	}
	s, v, err := l.in.again(l.at)
	if err != nil {
		return err
	}
	node, ok := v.(*session.List)
	if !ok {
		return l.in.raise("RuntimeError", "%s is no longer a list", l.at)
	}
	l.node, l.at = node, l.at.in(s)
	return nil
}

func (l *List) same(o *List) bool { return l == o || l.node != nil && l.node == o.node }

// CompareSameType compares value by value.
func (l *List) CompareSameType(op syntax.Token, y starlark.Value, depth int) (bool, error) {
	return l.in.compareDepth(op, l, y, depth)
}

// Binary is l + o and l * n.
func (l *List) Binary(op syntax.Token, y starlark.Value, side starlark.Side) (starlark.Value, error) {
	switch o := y.(type) {
	case *List:
		if op == syntax.PLUS && side == starlark.Left {
			return l.in.newList(slices.Concat(l.values(), o.values())), nil
		}
	case starlark.Int:
		n, err := starlark.AsInt32(o)
		if op != syntax.STAR || err != nil {
			return nil, nil
		}
		return l.in.newList(slices.Repeat(l.values(), max(n, 0))), nil
	}
	return nil, nil
}

// index is a valid index for i as Python counts, negative ones from the end.
func (l *List) index(i int, what string) (int, error) {
	if i < 0 {
		i += l.Len()
	}
	if i < 0 || i >= l.Len() {
		return 0, l.in.raise("IndexError", "%s index out of range", what)
	}
	return i, nil
}

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
		return l.in.newList(slices.Clone(l.values())), l.in.made(size(l.Len(), sizeOfValue))
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
		values, err := l.in.all(from)
		if err != nil {
			return nil, err
		}
		return starlark.None, l.splice(l.Len(), 0, values...)
	},
	"index": func(l *List, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		at, err := l.where(b, args, kwargs)
		if err == nil && len(at) == 0 {
			err = l.in.raise("ValueError", "%s is not in list", repr(args[0], python3))
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
			return nil, l.in.raise("IndexError", "pop from empty list")
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
			err = l.in.raise("ValueError", "list.remove(x): x not in list")
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

// where are the indexes of a value.
func (l *List) where(b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) ([]int, error) {
	var v starlark.Value
	if err := starlark.UnpackPositionalArgs(b.Name(), args, kwargs, 1, &v); err != nil {
		return nil, err
	}
	var at []int
	for i, x := range l.values() {
		same, err := l.in.equal(x, v)
		if err != nil {
			return nil, err
		}
		if same {
			at = append(at, i)
		}
	}
	return at, nil
}

// Attr is a method.
func (l *List) Attr(name string) (starlark.Value, error) {
	if name == "sort" {
		return starlark.NewBuiltin(name, func(thread *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
			v, err := l.in.sorted(thread, b, append(starlark.Tuple{l}, args...), kwargs)
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
	return builtin(name, func(b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		return f(l, b, args, kwargs)
	}), nil
}

// AttrNames are the methods.
func (l *List) AttrNames() []string {
	names := []string{"sort"}
	for n := range listMethods {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

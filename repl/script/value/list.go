package value

import (
	"slices"

	"go.starlark.net/starlark"

	"sessh/repl/script/bounds"
	"sessh/repl/script/object"
	"sessh/repl/script/value/location"
	"sessh/session/tree"
)

// List is a list of Python, like [Dict].
type List struct {
	rt   *Runtime
	own  []starlark.Value // what it holds while it is part of no session
	node *tree.List
	at   *location.Place
}

var (
	_ starlark.Sequence  = (*List)(nil)
	_ starlark.Indexable = (*List)(nil)
)

// NewList returns a list, which holds the slice.
func (rt *Runtime) NewList(values []starlark.Value) *List { return &List{rt: rt, own: values} }

func (l *List) String() string        { return object.Repr(l) }
func (l *List) Type() string          { return "list" }
func (l *List) Freeze()               {}
func (l *List) Truth() starlark.Bool  { return l.Len() > 0 }
func (l *List) Hash() (uint32, error) { return 0, object.Unhashable(l) }

// Show writes the list as Python does.
func (l *List) Show(w *object.Writer) {
	w.Inside(l.Identity(), "[...]", func() { w.Sequence("[", l.Values(), "]") })
}

// Identity returns the same for two objects if `is` holds for them.
func (l *List) Identity() any {
	if l.node != nil {
		return l.node
	}
	return l
}

// Held returns the list of a session that l stands for; nil if l is part of none.
func (l *List) Held() *tree.List { return l.node }

// Len returns the number of values.
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
	return l.rt.Value(v, l.at.Below(i))
}

// Values returns the values, which the caller must not change.
func (l *List) Values() []starlark.Value {
	if l.node == nil {
		return l.own
	}
	all := make([]starlark.Value, l.Len())
	for i := range all {
		all[i] = l.Index(i)
	}
	return all
}

// Iterate yields the values that l has when it is called.
func (l *List) Iterate() starlark.Iterator {
	values := l.Values()
	if err := l.rt.Made(bounds.Times(len(values), bounds.ValueSize)); err != nil {
		l.rt.Fail(err) // Iterate cannot return it
		return starlark.Tuple(nil).Iterate()
	}
	return starlark.Tuple(slices.Clone(values)).Iterate()
}

// SetIndex is l[i] = v.
func (l *List) SetIndex(i int, v starlark.Value) error {
	if l.node == nil {
		l.own[i] = v
		return nil
	}
	return l.Splice(i, 1, v)
}

// Splice replaces n values from index i on.
func (l *List) Splice(i, n int, values ...starlark.Value) error {
	size := bounds.ValueSize
	if l.node != nil {
		size = bounds.NodeSize
	}
	if err := l.rt.Made(bounds.Times(len(values), size)); err != nil {
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
		return object.Raise("IndexError", "list index out of range")
	}
	if len(values) == 0 {
		return object.Wrap(l.node.Splice(i, n))
	}
	for j, v := range values {
		out := 0
		if j == 0 {
			out = n
		}
		at := i + j
		err := l.rt.put(v, func(x any) error { return l.node.Splice(at, out, x) }, func() (any, bool) { return l.node.At(at) }, l.at.Below(at))
		if err != nil {
			return err
		}
	}
	return nil
}

func (l *List) live() error {
	if l.at == nil || !l.at.Ended() {
		return nil
	}
	s, v, err := l.rt.Again(l.at)
	if err != nil {
		return err
	}
	node, ok := v.(*tree.List)
	if !ok {
		return object.Raise("RuntimeError", "%s is no longer a list", l.at)
	}
	l.node, l.at = node, l.at.InSession(s)
	return nil
}

func (l *List) same(o *List) bool { return l == o || l.node != nil && l.node == o.node }

// Extend adds the values of another value.
func (l *List) Extend(v starlark.Value) error {
	values, err := l.rt.Values(v)
	if err != nil {
		return err
	}
	return l.Splice(l.Len(), 0, slices.Clone(values)...)
}

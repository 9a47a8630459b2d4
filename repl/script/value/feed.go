package value

import (
	"go.starlark.net/starlark"

	"sessh/repl/script/bounds"
	"sessh/repl/script/object"
)

// copied returns x after counting a copy of it; what Starlark makes of x is not a
// larger.
func (rt *Runtime) copied(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
	return args[0], rt.Made(bounds.SizeOf(args[0]))
}

// fed counts the values of an iterable as they are taken, for functions of
// Starlark that take them all.
type fed struct {
	starlark.Iterable
	rt   *Runtime
	each int
	keys bool // they become keys
}

func (f *fed) Iterate() starlark.Iterator {
	return &feeder{Iterator: f.Iterable.Iterate(), fed: f}
}

type feeder struct {
	starlark.Iterator
	*fed
	n int
}

// Next stops early if no more may be made.
func (f *feeder) Next(p *starlark.Value) bool {
	if f.rt.Failed() || !f.Iterator.Next(p) {
		return false
	}
	if f.n++; f.n%bounds.Chunk == 0 {
		if err := f.rt.Made(bounds.Times(bounds.Chunk, f.each)); err != nil {
			f.rt.Fail(err)
			return false
		}
	}
	if f.keys {
		if err := f.rt.hashable(*p); err != nil {
			f.rt.Fail(err)
			return false
		}
	}
	return true
}

// feed calls a function of Starlark. The values of its arguments are counted as
// they are read, each as so many bytes.
func (rt *Runtime) feed(thread *starlark.Thread, f starlark.Value, each int, keys bool, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	given := make(starlark.Tuple, len(args))
	total := 0
	for i, a := range args {
		given[i] = a
		if it, ok := a.(starlark.Iterable); ok {
			if err := rt.Room(a); err != nil {
				return nil, err
			}
			given[i] = &fed{it, rt, each, keys}
			total += min(max(starlark.Len(a), 0), bounds.Chunk) * each
		}
	}
	if err := rt.Made(total); err != nil {
		return nil, err
	}
	v, err := starlark.Call(thread, f, given, kwargs)
	if rt.Failed() {
		return nil, rt.Recovered(thread, err)
	}
	return rt.own(v, err)
}

// own replaces a list that a function of Starlark returned by a [List].
func (rt *Runtime) own(v starlark.Value, err error) (starlark.Value, error) {
	l, ok := v.(*starlark.List)
	if !ok || err != nil {
		return v, err
	}
	if err := rt.Made(bounds.Times(l.Len(), bounds.ValueSize)); err != nil {
		return nil, err
	}
	return rt.NewList(object.Elements(l)), nil
}

// fed returns a function of Starlark whose arguments are counted.
func (rt *Runtime) fed(name string, each int, keys bool) func(*starlark.Thread, starlark.Tuple, []starlark.Tuple) (starlark.Value, error) {
	f := starlark.Universe[name]
	return func(thread *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		return rt.feed(thread, f, each, keys, args, kwargs)
	}
}

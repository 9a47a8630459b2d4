package value

import (
	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"sessh/repl/script/object"
	"sessh/repl/script/value/sequence"
)

// Views of keys and of items are sets. What CPython iterates over, and what it looks up
// where, decides which value is found not to be hashable.

// viewed reports whether v is a view that is a set.
func viewed(v starlark.Value) bool {
	w, ok := v.(*View)
	return ok && w.Of != "values"
}

// joinedViews is x op y, where one is a view, and the other may be any iterable value.
func (rt *Runtime) joinedViews(op syntax.Token, x, y starlark.Value) (starlark.Value, error) {
	if op == syntax.AMP {
		return rt.common(x, y)
	}
	if op == syntax.CIRCUMFLEX && object.TypeName(x) == "dict_items" && object.TypeName(y) == "dict_items" {
		return x.(*View).different(y.(*View))
	}
	all := rt.EmptySet(false)
	if err := all.AddAll(x); err != nil {
		return nil, err
	}
	switch op {
	case syntax.PIPE:
		return all, all.AddAll(y)
	case syntax.MINUS:
		return all, all.RemoveAll(y)
	}
	return all, all.Toggle(y)
}

// common is x & y, where one is a view. Which of two equal values is in it is as in
// CPython.
func (rt *Runtime) common(x, y starlark.Value) (starlark.Value, error) {
	if !viewed(x) {
		x, y = y, x
	}
	view := x.(*View)
	if s, ok := y.(*Set); ok && !s.Frozen && view.Len() <= s.Len() {
		return s.Intersection(view)
	}
	if viewed(y) && sequence.Length(y) > view.Len() {
		view, y = y.(*View), view
	}
	both := rt.EmptySet(false)
	return both, rt.Each(y, func(v starlark.Value) (bool, error) {
		ok, err := view.Has(v)
		if ok && err == nil {
			err = both.Add(v)
		}
		return true, err
	})
}

// different returns the items that one of two dictionaries has. Values of keys that both have
// are compared, and need not be hashable.
func (v *View) different(o *View) (starlark.Value, error) {
	rest, one := v.Dict.rt.NewDict(), v.Dict.rt.EmptySet(false)
	if err := rest.Update(v.Dict.Items()); err != nil {
		return nil, err
	}
	for _, item := range o.Dict.Items() {
		x, ok, err := rest.Find(item[0])
		if ok && err == nil {
			ok, err = v.Dict.rt.Alike(x, item[1], MaxDepth)
		}
		switch {
		case err != nil:
			return nil, err
		case ok:
			_, err = rest.Remove(item[0])
		default:
			err = one.Add(item)
		}
		if err != nil {
			return nil, err
		}
	}
	for _, item := range rest.Items() {
		if err := one.Add(item); err != nil {
			return nil, err
		}
	}
	return one, nil
}

package value

import (
	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"sessh/repl/script/object"
)

// Views of keys and of items are sets. What CPython iterates over, and what it looks up
// where, decides which value is found not to be hashable.

// viewed reports whether v is a view that is a set.
func viewed(v starlark.Value) bool {
	w, ok := v.(*View)
	return ok && w.of != "values"
}

// joinedViews is x op y, of which one is a view; the other may be any iterable value.
func (rt *Runtime) joinedViews(op syntax.Token, x, y starlark.Value) (starlark.Value, error) {
	if op == syntax.AMP {
		return rt.common(x, y)
	}
	if op == syntax.CIRCUMFLEX && object.TypeName(x) == "dict_items" && object.TypeName(y) == "dict_items" {
		return x.(*View).different(y.(*View))
	}
	all := rt.emptySet(false)
	if err := all.addAll(x); err != nil {
		return nil, err
	}
	switch op {
	case syntax.PIPE:
		return all, all.addAll(y)
	case syntax.MINUS:
		return all, all.removeAll(y)
	}
	return all, all.toggle(y)
}

// common is x & y, of which one is a view. Which of two equal values is in it is as in
// CPython.
func (rt *Runtime) common(x, y starlark.Value) (starlark.Value, error) {
	if !viewed(x) {
		x, y = y, x
	}
	view := x.(*View)
	if s, ok := y.(*Set); ok && !s.frozen && view.Len() <= s.Len() {
		return s.intersection(view)
	}
	if viewed(y) && length(y) > view.Len() {
		view, y = y.(*View), view
	}
	both := rt.emptySet(false)
	return both, rt.ask(y, func(v starlark.Value) (bool, error) {
		ok, err := view.has(v)
		if ok && err == nil {
			err = both.add(v)
		}
		return true, err
	})
}

// different returns the items that one of two dictionaries has. Values of keys that both have
// are compared, and need not be hashable.
func (v *View) different(o *View) (starlark.Value, error) {
	rest, one := v.d.rt.NewDict(), v.d.rt.emptySet(false)
	if err := rest.update(v.d.Items()); err != nil {
		return nil, err
	}
	for _, item := range o.d.Items() {
		x, ok, err := rest.find(item[0])
		if ok && err == nil {
			ok, err = v.d.rt.alike(x, item[1], maxDepth)
		}
		switch {
		case err != nil:
			return nil, err
		case ok:
			_, err = rest.remove(item[0])
		default:
			err = one.add(item)
		}
		if err != nil {
			return nil, err
		}
	}
	for _, item := range rest.Items() {
		if err := one.add(item); err != nil {
			return nil, err
		}
	}
	return one, nil
}

// viewMethods are those of views that are sets.
var viewMethods = map[string]function{
	"isdisjoint": {"1", func(c *call) (starlark.Value, error) {
		view, of := c.self.(collection), c.a[0]
		if of == c.self {
			return starlark.Bool(view.Len() == 0), nil
		}
		if o, ok := setLike(of); ok && o.Len() > view.Len() {
			view, of = o, view
		}
		return c.disjoint(view.has, of)
	}},
}

// disjoint reports whether a set has none of the values of an iterable one.
func (rt *Runtime) disjoint(has func(starlark.Value) (bool, error), of starlark.Value) (starlark.Value, error) {
	disjoint := true
	err := rt.ask(of, func(x starlark.Value) (bool, error) {
		ok, err := has(x)
		disjoint = !ok
		return disjoint, err
	})
	return starlark.Bool(disjoint), err
}

package value

import (
	"go.starlark.net/starlark"

	"sessh/repl/script/object"
)

// View is what the methods keys, values and items of a dictionary return.
type View struct {
	d  *Dict
	of string // keys, values or items
}

func (v *View) String() string       { return object.Repr(v) }
func (v *View) Type() string         { return "dict_" + v.of }
func (v *View) Freeze()              {}
func (v *View) Truth() starlark.Bool { return v.d.Len() > 0 }
func (v *View) Len() int             { return v.d.Len() }

// Hash returns the hash of a view of values, which is no set.
func (v *View) Hash() (uint32, error) {
	if v.of == "values" {
		return uint32(object.Address(v) >> 4), nil
	}
	return 0, object.Unhashable(v)
}

// Show writes the view as Python does.
func (v *View) Show(w *object.Writer) {
	w.Inside(v.d.identity(), "...", func() {
		w.View("dict_"+v.of, v.values())
	})
}

func (v *View) values() []starlark.Value {
	if v.of == "keys" {
		return v.d.keys()
	}
	var all []starlark.Value
	for _, item := range v.d.Items() {
		if v.of == "items" {
			all = append(all, item)
		} else {
			all = append(all, item[1])
		}
	}
	return all
}

func (v *View) iter() Iter {
	keys := v.d.iter()
	if v.of == "keys" {
		return keys
	}
	return func() (starlark.Value, bool, error) {
		k, ok, err := keys()
		if err != nil || !ok {
			return nil, false, err
		}
		x, _, err := v.d.find(k)
		if v.of == "items" {
			x = starlark.Tuple{k, x}
		}
		return x, err == nil, err
	}
}

func (v *View) has(x starlark.Value) (bool, error) {
	switch v.of {
	case "keys":
		_, ok, err := v.d.find(x)
		return ok, err
	case "items":
		pair, ok := x.(starlark.Tuple)
		if !ok || len(pair) != 2 {
			return false, nil
		}
		y, ok, err := v.d.find(pair[0])
		if err != nil || !ok {
			return false, err
		}
		return v.d.rt.alike(y, pair[1], maxDepth)
	}
	for _, y := range v.values() {
		if ok, err := v.d.rt.alike(y, x, maxDepth); ok || err != nil {
			return ok, err
		}
	}
	return false, nil
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

// viewMethods are those of views that are sets.
var viewMethods = map[string]function{
	"isdisjoint": {"1", func(c *call) (starlark.Value, error) {
		disjoint := true
		err := c.ask(c.a[0], func(x starlark.Value) (bool, error) {
			ok, err := c.self.(*View).has(x)
			disjoint = !ok
			return disjoint, err
		})
		return starlark.Bool(disjoint), err
	}},
}

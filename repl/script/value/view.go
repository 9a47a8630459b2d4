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

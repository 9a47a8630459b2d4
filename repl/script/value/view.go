package value

import (
	"go.starlark.net/starlark"

	"sessh/repl/script/object"
	"sessh/repl/script/value/sequence"
)

// View is what the methods keys, values and items of a dictionary return.
type View struct {
	Dict *Dict
	Of   string // keys, values or items
}

func (v *View) String() string       { return object.Repr(v) }
func (v *View) Type() string         { return "dict_" + v.Of }
func (v *View) Freeze()              {}
func (v *View) Truth() starlark.Bool { return v.Dict.Len() > 0 }
func (v *View) Len() int             { return v.Dict.Len() }

// Hash returns the hash of a view of values, which is no set.
func (v *View) Hash() (uint32, error) {
	if v.Of == "values" {
		return uint32(object.Address(v) >> 4), nil
	}
	return 0, object.Unhashable(v)
}

// Show writes the view as Python does.
func (v *View) Show(w *object.Writer) {
	w.Inside(v.Dict.Identity(), "...", func() {
		w.View("dict_"+v.Of, v.values())
	})
}

func (v *View) values() []starlark.Value {
	if v.Of == "keys" {
		return v.Dict.Keys()
	}
	var all []starlark.Value
	for _, item := range v.Dict.Items() {
		if v.Of == "items" {
			all = append(all, item)
		} else {
			all = append(all, item[1])
		}
	}
	return all
}

func (v *View) iter() sequence.Iter { return v.over(v.Dict.iter()) }

// Backward yields what the view has, the last first.
func (v *View) Backward() sequence.Iter { return v.over(v.Dict.Backward()) }

func (v *View) over(keys sequence.Iter) sequence.Iter {
	if v.Of == "keys" {
		return keys
	}
	return func() (starlark.Value, bool, error) {
		k, ok, err := keys()
		if err != nil || !ok {
			return nil, false, err
		}
		x, _, err := v.Dict.Find(k)
		if v.Of == "items" {
			x = starlark.Tuple{k, x}
		}
		return x, err == nil, err
	}
}

// Has reports whether a value is in the view.
func (v *View) Has(x starlark.Value) (bool, error) {
	switch v.Of {
	case "keys":
		_, ok, err := v.Dict.Find(x)
		return ok, err
	case "items":
		pair, ok := x.(starlark.Tuple)
		if !ok || len(pair) != 2 {
			return false, nil
		}
		y, ok, err := v.Dict.Find(pair[0])
		if err != nil || !ok {
			return false, err
		}
		return v.Dict.rt.Alike(y, pair[1], MaxDepth)
	}
	for _, y := range v.values() {
		if ok, err := v.Dict.rt.Alike(y, x, MaxDepth); ok || err != nil {
			return ok, err
		}
	}
	return false, nil
}

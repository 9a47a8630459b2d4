package value

import (
	"slices"

	"go.starlark.net/starlark"

	"sessh/repl/script/object"
)

// attr returns the last access time of a session's data, or nil.
func (d *Dict) attr(name string) starlark.Value {
	if name != "lastAccessTime" || d.session == nil {
		return nil
	}
	at := d.session.LastAccess()
	if at.IsZero() {
		return starlark.MakeInt(0)
	}
	return starlark.MakeInt64(at.Unix())
}

// Fill adds the entries that dict(...) and update(...) are called with.
func (d *Dict) Fill(name string, args starlark.Tuple, kwargs []starlark.Tuple) error {
	if len(args) > 1 {
		return object.Raise("TypeError", "%s expected at most 1 argument, got %d", name, len(args))
	}
	for _, from := range args {
		if err := d.Merge(from); err != nil {
			return err
		}
	}
	return d.Update(kwargs)
}

// Merge adds the entries of a mapping, which is what has a method keys, or pairs.
func (d *Dict) Merge(from starlark.Value) error {
	if m, ok := from.(starlark.IterableMapping); ok {
		return d.Update(slices.Clone(m.Items()))
	}
	if keys := d.rt.Attribute(from, "keys"); keys != nil {
		of, err := d.rt.Call(keys, nil, nil)
		if err != nil {
			return err
		}
		return d.rt.Each(of, func(k starlark.Value) (bool, error) {
			v, err := d.rt.Item(from, k)
			if err == nil {
				err = d.SetKey(k, v)
			}
			return true, err
		})
	}
	i := 0
	return d.rt.Each(from, func(x starlark.Value) (bool, error) {
		if _, err := d.rt.Iter(x); err != nil {
			return false, object.Raise("TypeError", "cannot convert dictionary update sequence element #%d to a sequence", i)
		}
		pair, err := d.rt.Values(x)
		if err != nil {
			return false, err
		}
		if len(pair) != 2 {
			return false, object.Raise("ValueError", "dictionary update sequence element #%d has length %d; 2 is required", i, len(pair))
		}
		i++
		return true, d.SetKey(pair[0], pair[1])
	})
}

package value

import (
	"slices"

	"go.starlark.net/starlark"

	"sessh/repl/script/bounds"
	"sessh/repl/script/object"
)

// dictMethods are the methods of dictionaries.
var dictMethods = map[string]func(d *Dict, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error){
	"clear": func(d *Dict, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		if err := starlark.UnpackArgs(b.Name(), args, kwargs); err != nil {
			return nil, err
		}
		for _, k := range d.keys() {
			if _, err := d.remove(k); err != nil {
				return nil, err
			}
		}
		return starlark.None, nil
	},
	"copy": func(d *Dict, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		if err := starlark.UnpackArgs(b.Name(), args, kwargs); err != nil {
			return nil, err
		}
		if err := d.rt.Made(bounds.SizeOf(d)); err != nil {
			return nil, err
		}
		c := d.rt.NewDict()
		return c, c.update(d.Items())
	},
	"get": func(d *Dict, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		var k starlark.Value
		var other starlark.Value = starlark.None
		if err := starlark.UnpackPositionalArgs(b.Name(), args, kwargs, 1, &k, &other); err != nil {
			return nil, err
		}
		if v, ok, err := d.find(k); ok || err != nil {
			return v, err
		}
		return other, nil
	},
	"has_key": func(d *Dict, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		var k starlark.Value
		if err := starlark.UnpackPositionalArgs(b.Name(), args, kwargs, 1, &k); err != nil {
			return nil, err
		}
		_, ok, err := d.find(k)
		return starlark.Bool(ok), err
	},
	"items":      dictItems,
	"keys":       dictKeys,
	"values":     dictValues,
	"iteritems":  dictItems,
	"iterkeys":   dictKeys,
	"itervalues": dictValues,
	"pop": func(d *Dict, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		var k, other starlark.Value
		if err := starlark.UnpackPositionalArgs(b.Name(), args, kwargs, 1, &k, &other); err != nil {
			return nil, err
		}
		if _, ok, err := d.find(k); !ok && err == nil && other != nil {
			return other, nil
		}
		return d.remove(k)
	},
	"popitem": func(d *Dict, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		keys := d.keys()
		if len(keys) == 0 {
			return nil, object.KeyError(starlark.String("popitem(): dictionary is empty"))
		}
		k := keys[len(keys)-1]
		v, err := d.remove(k)
		return starlark.Tuple{k, v}, err
	},
	"setdefault": func(d *Dict, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		var k starlark.Value
		var v starlark.Value = starlark.None
		if err := starlark.UnpackPositionalArgs(b.Name(), args, kwargs, 1, &k, &v); err != nil {
			return nil, err
		}
		if was, ok, err := d.find(k); ok || err != nil {
			return was, err
		}
		if err := d.SetKey(k, v); err != nil {
			return nil, err
		}
		got, _, err := d.find(k)
		return got, err
	},
	"update": func(d *Dict, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		items, err := d.rt.pairs(b.Name(), args, kwargs)
		if err != nil {
			return nil, err
		}
		return starlark.None, d.update(items)
	},
}

func dictItems(d *Dict, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	if err := d.rt.Made(bounds.Times(d.Len(), 4*bounds.ValueSize)); err != nil {
		return nil, err
	}
	var all []starlark.Value
	for _, item := range d.Items() {
		all = append(all, item)
	}
	return d.rt.NewList(all), starlark.UnpackArgs(b.Name(), args, kwargs)
}

func dictKeys(d *Dict, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	if err := d.rt.Made(bounds.Times(d.Len(), bounds.ValueSize)); err != nil {
		return nil, err
	}
	return d.rt.NewList(d.keys()), starlark.UnpackArgs(b.Name(), args, kwargs)
}

func dictValues(d *Dict, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	if err := d.rt.Made(bounds.Times(d.Len(), 4*bounds.ValueSize)); err != nil {
		return nil, err
	}
	var all []starlark.Value
	for _, item := range d.Items() {
		all = append(all, item[1])
	}
	return d.rt.NewList(all), starlark.UnpackArgs(b.Name(), args, kwargs)
}

// Attr returns a method, the class, or the last access time of a session's data.
func (d *Dict) Attr(name string) (starlark.Value, error) {
	if f, ok := dictMethods[name]; ok {
		return object.Builtin(name, func(b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
			return f(d, b, args, kwargs)
		}), nil
	}
	switch {
	case name == "__class__":
		return d.class, nil
	case name == "lastAccessTime" && d.session != nil:
		at := d.session.LastAccess()
		if at.IsZero() {
			return starlark.MakeInt(0), nil
		}
		return starlark.MakeInt64(at.Unix()), nil
	}
	return nil, nil
}

// AttrNames returns the names of the attributes.
func (d *Dict) AttrNames() []string {
	var names []string
	for n := range dictMethods {
		names = append(names, n)
	}
	if d.session != nil {
		names = append(names, "lastAccessTime")
	}
	slices.Sort(names)
	return names
}

// pairs returns the entries that dict(...) and update(...) are called with.
func (rt *Runtime) pairs(name string, args starlark.Tuple, kwargs []starlark.Tuple) ([]starlark.Tuple, error) {
	var from starlark.Value
	if err := starlark.UnpackPositionalArgs(name, args, nil, 0, &from); err != nil {
		return nil, err
	}
	var items []starlark.Tuple
	switch from := from.(type) {
	case nil:
	case starlark.IterableMapping:
		items = slices.Clone(from.Items())
	case starlark.Iterable:
		values, err := rt.All(from)
		if err != nil {
			return nil, err
		}
		for i, x := range values {
			seq, ok := x.(starlark.Iterable)
			if !ok {
				return nil, object.Raise("TypeError", "cannot convert dictionary update sequence element #%d to a sequence", i)
			}
			pair, err := rt.All(seq)
			if err != nil {
				return nil, err
			}
			if len(pair) != 2 {
				return nil, object.Raise("ValueError", "dictionary update sequence element #%d has length %d; 2 is required", i, len(pair))
			}
			items = append(items, starlark.Tuple(pair))
		}
	default:
		return nil, object.Raise("TypeError", "'%s' object is not iterable", object.TypeName(from))
	}
	return append(items, kwargs...), nil
}

package value

import (
	"slices"

	"go.starlark.net/starlark"

	"sessh/repl/script/bounds"
	"sessh/repl/script/object"
)

func dictOf(c *call) *Dict { return c.self.(*Dict) }

func view(of string) function {
	return function{"0", func(c *call) (starlark.Value, error) { return &View{dictOf(c), of}, nil }}
}

// dictMethods are the methods of dictionaries; some are Python 2's.
var dictMethods = map[string]function{
	"clear": {"0", func(c *call) (starlark.Value, error) {
		for _, k := range dictOf(c).keys() {
			if _, err := dictOf(c).remove(k); err != nil {
				return nil, err
			}
		}
		return starlark.None, nil
	}},
	"copy": {"0", func(c *call) (starlark.Value, error) {
		if err := c.Made(bounds.Times(dictOf(c).Len(), bounds.EntrySize)); err != nil {
			return nil, err
		}
		d := c.NewDict()
		return d, d.update(dictOf(c).Items())
	}},
	"get": {"p1-2", func(c *call) (starlark.Value, error) {
		if v, ok, err := dictOf(c).find(c.a[0]); ok || err != nil {
			return v, err
		}
		return orNone(c.a[1]), nil
	}},
	"has_key": {"1", func(c *call) (starlark.Value, error) {
		_, ok, err := dictOf(c).find(c.a[0])
		return starlark.Bool(ok), err
	}},
	"items": view("items"), "keys": view("keys"), "values": view("values"),
	"iteritems": view("items"), "iterkeys": view("keys"), "itervalues": view("values"),
	"pop": {"p1-2", func(c *call) (starlark.Value, error) {
		d := dictOf(c)
		ok, err := false, error(nil)
		if d.Len() > 0 { // else even a list is no error
			_, ok, err = d.find(c.a[0])
		}
		switch {
		case err != nil:
			return nil, err
		case !ok && c.a[1] != nil:
			return c.a[1], nil
		case !ok:
			return nil, object.KeyError(c.a[0])
		}
		return d.remove(c.a[0])
	}},
	"popitem": {"0", func(c *call) (starlark.Value, error) {
		keys := dictOf(c).keys()
		if len(keys) == 0 {
			return nil, object.KeyError(starlark.String("popitem(): dictionary is empty"))
		}
		k := keys[len(keys)-1]
		v, err := dictOf(c).remove(k)
		return starlark.Tuple{k, v}, err
	}},
	"setdefault": {"p1-2", func(c *call) (starlark.Value, error) {
		d := dictOf(c)
		if was, ok, err := d.find(c.a[0]); ok || err != nil {
			return was, err
		}
		if err := d.SetKey(c.a[0], orNone(c.a[1])); err != nil {
			return nil, err
		}
		got, _, err := d.find(c.a[0])
		return got, err
	}},
	"update": {"*", func(c *call) (starlark.Value, error) {
		return starlark.None, dictOf(c).fill(c.name, c.a, c.kwargs)
	}},
}

func orNone(v starlark.Value) starlark.Value {
	if v == nil {
		return starlark.None
	}
	return v
}

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

// fill adds the entries that dict(...) and update(...) are called with.
func (d *Dict) fill(name string, args starlark.Tuple, kwargs []starlark.Tuple) error {
	if len(args) > 1 {
		return object.Raise("TypeError", "%s expected at most 1 argument, got %d", name, len(args))
	}
	for _, from := range args {
		if err := d.merge(from); err != nil {
			return err
		}
	}
	return d.update(kwargs)
}

// merge adds the entries of a mapping, or pairs.
func (d *Dict) merge(from starlark.Value) error {
	if m, ok := from.(starlark.IterableMapping); ok {
		return d.update(slices.Clone(m.Items()))
	}
	i := 0
	return d.rt.ask(from, func(x starlark.Value) (bool, error) {
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

// fromKeys is dict.fromkeys.
func fromKeys(c *call) (starlark.Value, error) {
	d := c.NewDict()
	return d, c.ask(c.a[0], func(k starlark.Value) (bool, error) { return true, d.SetKey(k, orNone(c.a[1])) })
}

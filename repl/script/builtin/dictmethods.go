package builtin

import (
	"go.starlark.net/starlark"

	"sessh/repl/script/bounds"
	"sessh/repl/script/object"
	"sessh/repl/script/value"
)

func dictOf(c *call) *value.Dict { return c.self.(*value.Dict) }

func view(of string) function {
	return function{"0", func(c *call) (starlark.Value, error) { return &value.View{Dict: dictOf(c), Of: of}, nil }}
}

// dictMethods are the methods of dictionaries; some are Python 2's.
func dictMethods() map[string]function {
	return map[string]function{
		"clear": {"0", func(c *call) (starlark.Value, error) {
			for _, k := range dictOf(c).Keys() {
				if _, err := dictOf(c).Remove(k); err != nil {
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
			return d, d.Update(dictOf(c).Items())
		}},
		"get": {"p1-2", func(c *call) (starlark.Value, error) {
			if v, ok, err := dictOf(c).Find(c.a[0]); ok || err != nil {
				return v, err
			}
			return orNone(c.a[1]), nil
		}},
		"has_key": {"1", func(c *call) (starlark.Value, error) {
			_, ok, err := dictOf(c).Find(c.a[0])
			return starlark.Bool(ok), err
		}},
		"items": view("items"), "keys": view("keys"), "values": view("values"),
		"iteritems": view("items"), "iterkeys": view("keys"), "itervalues": view("values"),
		"pop": {"p1-2", func(c *call) (starlark.Value, error) {
			d := dictOf(c)
			ok, err := false, error(nil)
			if d.Len() > 0 { // else even a list is no error
				_, ok, err = d.Find(c.a[0])
			}
			switch {
			case err != nil:
				return nil, err
			case !ok && c.a[1] != nil:
				return c.a[1], nil
			case !ok:
				return nil, object.KeyError(c.a[0])
			}
			return d.Remove(c.a[0])
		}},
		"popitem": {"0", func(c *call) (starlark.Value, error) {
			keys := dictOf(c).Keys()
			if len(keys) == 0 {
				return nil, object.KeyError(starlark.String("popitem(): dictionary is empty"))
			}
			k := keys[len(keys)-1]
			v, err := dictOf(c).Remove(k)
			return starlark.Tuple{k, v}, err
		}},
		"setdefault": {"p1-2", func(c *call) (starlark.Value, error) {
			d := dictOf(c)
			if was, ok, err := d.Find(c.a[0]); ok || err != nil {
				return was, err
			}
			if err := d.SetKey(c.a[0], orNone(c.a[1])); err != nil {
				return nil, err
			}
			got, _, err := d.Find(c.a[0])
			return got, err
		}},
		"update": {"*", func(c *call) (starlark.Value, error) {
			return starlark.None, dictOf(c).Fill(c.name, c.a, c.kwargs)
		}},
	}
}

func orNone(v starlark.Value) starlark.Value {
	if v == nil {
		return starlark.None
	}
	return v
}

// fromKeys is dict.fromkeys.
func fromKeys(c *call) (starlark.Value, error) {
	d := c.NewDict()
	return d, c.Each(c.a[0], func(k starlark.Value) (bool, error) { return true, d.SetKey(k, orNone(c.a[1])) })
}

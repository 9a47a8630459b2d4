package builtin

import (
	"slices"

	"go.starlark.net/starlark"

	"sessh/repl/script/object"
	"sessh/repl/script/value"
	"sessh/repl/script/value/number"
	"sessh/repl/script/value/sequence"
)

func listOf(c *call) *value.List { return c.self.(*value.List) }

// listMethods are the methods of lists.
func listMethods() map[string]function {
	return map[string]function{
		"append": {"1", func(c *call) (starlark.Value, error) {
			return starlark.None, listOf(c).Splice(listOf(c).Len(), 0, c.a[0])
		}},
		"clear": {"0", func(c *call) (starlark.Value, error) { return starlark.None, listOf(c).Splice(0, listOf(c).Len()) }},
		"copy": {"0", func(c *call) (starlark.Value, error) {
			return c.NewList(slices.Clone(listOf(c).Values())), c.Room(listOf(c).Len())
		}},
		"count":  {"1", func(c *call) (starlark.Value, error) { return c.countOf(listOf(c).Values()) }},
		"extend": {"1", func(c *call) (starlark.Value, error) { return starlark.None, listOf(c).Extend(c.a[0]) }},
		"index": {"p1-3", func(c *call) (starlark.Value, error) {
			i, err := c.indexOf(listOf(c).Values())
			if err == nil && i < 0 {
				var text string
				if text, err = c.Show(c.a[0]); err == nil {
					err = object.Raise("ValueError", "%s is not in list", text)
				}
			}
			return starlark.MakeInt(i), err
		}},
		"insert": {"p2-2", func(c *call) (starlark.Value, error) {
			i, err := sequence.ToIndex(c.a[0])
			if err != nil {
				return nil, err
			}
			if i < 0 {
				i += listOf(c).Len()
			}
			return starlark.None, listOf(c).Splice(min(max(i, 0), listOf(c).Len()), 0, c.a[1])
		}},
		"pop": {"p0-1", func(c *call) (starlark.Value, error) {
			l := listOf(c)
			i, err := c.index(0, -1)
			switch {
			case err != nil:
				return nil, err
			case l.Len() == 0:
				return nil, object.Raise("IndexError", "pop from empty list")
			case i < 0:
				i += l.Len()
			}
			if i < 0 || i >= l.Len() {
				return nil, object.Raise("IndexError", "pop index out of range")
			}
			v := l.Index(i)
			return v, l.Splice(i, 1)
		}},
		"remove": {"1", func(c *call) (starlark.Value, error) {
			i, err := c.indexOf(listOf(c).Values())
			if err == nil && i < 0 {
				err = object.Raise("ValueError", "list.remove(x): x not in list")
			}
			if err != nil {
				return nil, err
			}
			return starlark.None, listOf(c).Splice(i, 1)
		}},
		"reverse": {"0", func(c *call) (starlark.Value, error) {
			values := slices.Clone(listOf(c).Values())
			slices.Reverse(values)
			return starlark.None, listOf(c).Splice(0, listOf(c).Len(), values...)
		}},
		"sort": {"*", func(c *call) (starlark.Value, error) {
			if len(c.a) > 0 {
				return nil, object.Raise("TypeError", "sort() takes no positional arguments")
			}
			values, err := c.sorted(listOf(c).Values())
			if err != nil {
				return nil, err
			}
			return starlark.None, listOf(c).Splice(0, listOf(c).Len(), values...)
		}},
	}
}

func tupleOf(c *call) starlark.Tuple { return c.self.(starlark.Tuple) }

// tupleMethods are the methods of tuples.
func tupleMethods() map[string]function {
	return map[string]function{
		"count": {"1", func(c *call) (starlark.Value, error) { return c.countOf(tupleOf(c)) }},
		"index": {"p1-3", func(c *call) (starlark.Value, error) {
			i, err := c.indexOf(tupleOf(c))
			if err == nil && i < 0 {
				err = object.Raise("ValueError", "tuple.index(x): x not in tuple")
			}
			return starlark.MakeInt(i), err
		}},
	}
}

func (c *call) countOf(values []starlark.Value) (starlark.Value, error) {
	n := 0
	for _, x := range values {
		same, err := c.Alike(x, c.a[0], value.MaxDepth)
		if err != nil {
			return nil, err
		}
		if same {
			n++
		}
	}
	return starlark.MakeInt(n), nil
}

// indexOf returns where the first argument is, between the second and the third; -1
// if it is not.
func (c *call) indexOf(values []starlark.Value) (int, error) {
	from, to := starlark.Value(starlark.None), starlark.Value(starlark.None)
	for i, p := range []*starlark.Value{&from, &to} {
		if i+1 < len(c.a) && c.a[i+1] != nil {
			if _, ok := number.Integer(c.a[i+1]); !ok {
				return 0, object.Raise("TypeError", "slice indices must be integers or have an __index__ method")
			}
			*p = c.a[i+1]
		}
	}
	in, err := sequence.NewSpan(from, to, starlark.None, len(values))
	if err != nil {
		return 0, err
	}
	for i := in.Lo; i < in.Hi; i++ {
		if same, err := c.Alike(values[i], c.a[0], value.MaxDepth); same || err != nil {
			return i, err
		}
	}
	return -1, nil
}

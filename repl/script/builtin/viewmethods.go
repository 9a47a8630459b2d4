package builtin

import (
	"go.starlark.net/starlark"

	"sessh/repl/script/value"
)

// viewMethods are those of views that are sets.
func viewMethods() map[string]function {
	return map[string]function{
		"isdisjoint": {"1", func(c *call) (starlark.Value, error) {
			view, of := c.self.(value.SetLike), c.a[0]
			if of == c.self {
				return starlark.Bool(view.Len() == 0), nil
			}
			if o, ok := value.AsSet(of); ok && o.Len() > view.Len() {
				view, of = o, view
			}
			return disjoint(c, view.Has, of)
		}},
	}
}

// disjoint reports whether a set has none of the values of an iterable one.
func disjoint(c *call, has func(starlark.Value) (bool, error), of starlark.Value) (starlark.Value, error) {
	disjoint := true
	err := c.Each(of, func(x starlark.Value) (bool, error) {
		ok, err := has(x)
		disjoint = !ok
		return disjoint, err
	})
	return starlark.Bool(disjoint), err
}

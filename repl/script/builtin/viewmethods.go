package builtin

import (
	"go.starlark.net/starlark"

	"sessh/repl/script/value"
)

// viewMethods are those of views that are sets.
var viewMethods = map[string]function{
	"isdisjoint": {"1", func(c *call) (starlark.Value, error) {
		view, of := c.self.(value.SetLike), c.a[0]
		if of == c.self {
			return starlark.Bool(view.Len() == 0), nil
		}
		if o, ok := value.AsSet(of); ok && o.Len() > view.Len() {
			view, of = o, view
		}
		return c.Disjoint(view.Has, of)
	}},
}

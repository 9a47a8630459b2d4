package builtin

import (
	"slices"

	"go.starlark.net/starlark"

	"sessh/repl/script/object"
	"sessh/repl/script/value"
)

// dir returns the names of the attributes of a value.
func dir(rt *value.Runtime, x starlark.Value) []string {
	c, ok := x.(*object.Class)
	if !ok {
		c = rt.BuiltinClass(x)
	}
	var names []string
	if c != nil {
		names = append(names, c.MethodNames...)
	}
	switch x := x.(type) {
	case starlark.String, starlark.Bytes:
	case starlark.HasAttrs:
		names = append(names, x.AttrNames()...)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

package value

import (
	"strings"

	"go.starlark.net/starlark"

	"sessh/repl/script/object"
)

// classNames are the names of the built-in classes.
var classNames = strings.Fields(`NoneType function module builtin_function_or_method method dict_keys dict_values dict_items generator int float str bytes
	list tuple set frozenset dict range type enumerate reversed zip map filter property
	staticmethod classmethod`)

// defineClasses makes the built-in classes, without their methods.
func (rt *Runtime) defineClasses() {
	rt.Classes = map[string]*object.Class{"object": object.Object}
	for _, name := range classNames {
		rt.Classes[name] = object.NewClass("", name, object.Object)
	}
	rt.Classes["bool"] = object.NewClass("", "bool", rt.Classes["int"])
}

// DictOf is dict(...).
func (rt *Runtime) DictOf(_ *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	d := rt.NewDict()
	return d, d.Fill("dict", args, kwargs)
}

package builtin

import (
	"maps"
	"slices"

	"go.starlark.net/starlark"

	"sessh/repl/script/bounds"
	"sessh/repl/script/value"
	"sessh/txn"
)

// New returns a runtime whose classes have their methods, and can be called.
func New(g *bounds.Guard, m *txn.Manager) *value.Runtime {
	rt, all := value.New(g, m), known()
	for name, class := range rt.Classes {
		if len(all.methods[name])+len(all.classMethods[name]) > 0 {
			class.Method = func(name string, self starlark.Value) starlark.Value { return method(rt, class.Name(), name, self) }
			class.MethodNames = slices.Sorted(maps.Keys(all.methods[name]))
		}
		if lacks := notYet[name]; lacks != nil { // object is one for all runtimes
			class.Lacks = lacks
		}
		if fn, ok := all.constructors[name]; ok {
			class.New = func(_ *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
				return invoke(rt, "", class.Name(), fn, nil, args, kwargs)
			}
		}
	}
	return rt
}

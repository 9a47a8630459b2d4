package script

import (
	"go.starlark.net/starlark"

	"sessh/repl/script/builtin"
	"sessh/repl/script/object"
)

// host has the names of the top level for the machine.
type host struct{ in *Interp }

// Lookup returns what a name is bound to.
func (h host) Lookup(name string) (starlark.Value, error) {
	if v := h.in.env[name]; v != nil {
		return v, nil
	}
	return nil, builtin.Unknown(name)
}

// Bind binds a name.
func (h host) Bind(name string, v starlark.Value) { h.in.bind(name, v) }

// Unbind takes a name back that statements have bound.
func (h host) Unbind(name string) bool {
	in := h.in
	if in.bound[name] == nil {
		return false
	}
	delete(in.bound, name)
	delete(in.env, name)
	if v := in.builtins[name]; v != nil {
		in.env[name] = v
	}
	return true
}

// Import returns a module.
func (h host) Import(name string) (*object.Module, error) {
	if m := h.in.modules[name]; m != nil {
		return m, nil
	}
	return nil, object.Raise("ModuleNotFoundError", "No module named '%s'", name)
}

// Echo prints the value of a bare expression.
func (h host) Echo(v starlark.Value) error {
	if v == starlark.None {
		return nil
	}
	h.in.env["_"] = v
	text, err := h.in.rt.Show(v)
	if err != nil {
		return err
	}
	return h.in.write(text + "\n")
}

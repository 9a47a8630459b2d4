package script

import (
	"strings"

	"go.starlark.net/starlark"

	"sessh/repl/script/object"
)

// universe returns the names that are always there.
func (in *Interp) universe() starlark.StringDict {
	env := in.rt.Universe()
	for name, f := range map[string]func(*starlark.Thread, *starlark.Builtin, starlark.Tuple, []starlark.Tuple) (starlark.Value, error){
		"print": in.print, nameEcho: in.echoed, nameEnter: in.enter,
		"__assert": in.assert, "__raise": in.raised, "__try": in.nestedTry, "__with": in.nestedWith,
	} {
		env[name] = starlark.NewBuiltin(name, f)
	}
	env[nameGlobals] = &globals{in}
	env["__name__"] = starlark.String("__main__")
	return env
}

// globals are the names that statements bind at the top level.
type globals struct{ in *Interp }

func (g *globals) String() string        { return "<globals>" }
func (g *globals) Type() string          { return "globals" }
func (g *globals) Freeze()               {}
func (g *globals) Truth() starlark.Bool  { return true }
func (g *globals) Hash() (uint32, error) { return 0, object.Unhashable(g) }

// Get reads a name for an augmented assignment.
func (g *globals) Get(k starlark.Value) (starlark.Value, bool, error) {
	name, _ := starlark.AsString(k)
	if v := g.in.env[name]; v != nil {
		return v, true, nil
	}
	return nil, false, object.Raise("NameError", "name '%s' is not defined", name)
}

// SetKey binds a name.
func (g *globals) SetKey(k, v starlark.Value) error {
	name, _ := starlark.AsString(k)
	g.in.bind(name, v)
	return nil
}

func (in *Interp) echoed(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
	return starlark.None, in.echo(args[0])
}

func (in *Interp) print(_ *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	sep, end := " ", "\n"
	if err := starlark.UnpackArgs(b.Name(), nil, kwargs, "sep?", &sep, "end?", &end); err != nil {
		return nil, err
	}
	words := make([]string, len(args))
	n := 0
	for i, a := range args {
		text, err := in.rt.Text(a)
		if err != nil {
			return nil, err
		}
		words[i] = text
		n += len(text) + len(sep)
	}
	if err := in.rt.Made(n); err != nil {
		return nil, err
	}
	return starlark.None, in.write(strings.Join(words, sep) + end)
}

package script

import (
	"strings"

	"go.starlark.net/starlark"

	"sessh/repl/script/builtin"
	"sessh/repl/script/object"
)

// universe returns the names that are always there.
func (in *Interp) universe() starlark.StringDict {
	env := builtin.Universe(in.rt)
	env["print"] = starlark.NewBuiltin("print", in.print)
	env["__name__"] = starlark.String("__main__")
	return env
}

func (in *Interp) print(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	between := map[string]string{"sep": " ", "end": "\n"}
	for _, kw := range kwargs {
		name := string(kw[0].(starlark.String))
		switch v := kw[1].(type) {
		case starlark.String:
			between[name] = string(v)
		case starlark.NoneType:
		default:
			if name == "sep" || name == "end" {
				return nil, object.Raise("TypeError", "%s must be None or a string, not %s", name, object.TypeName(v))
			}
		}
		switch name {
		case "sep", "end", "flush":
		case "file":
			return nil, object.NotSupported("print to a file")
		default:
			return nil, object.Raise("TypeError", "'%s' is an invalid keyword argument for print()", name)
		}
	}
	words := make([]string, len(args))
	n := 0
	for i, a := range args {
		text, err := in.rt.Text(a)
		if err != nil {
			return nil, err
		}
		words[i] = text
		n += len(text) + len(between["sep"])
	}
	if err := in.rt.Made(n); err != nil {
		return nil, err
	}
	return starlark.None, in.write(strings.Join(words, between["sep"]) + between["end"])
}

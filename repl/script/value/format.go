package value

import (
	"unicode/utf8"

	"go.starlark.net/starlark"

	"sessh/repl/script/object"
	"sessh/repl/script/value/chars"
	"sessh/repl/script/value/formats"
	"sessh/repl/script/value/sequence"
)

// Format is format(v, format).
func (rt *Runtime) Format(v starlark.Value, format string) (string, error) {
	if x, ok, err := rt.Special(v, "__format__", starlark.String(format)); ok {
		if s, isText := x.(starlark.String); isText || err != nil {
			return string(s), err
		}
		return "", object.Raise("TypeError", "__format__ must return a str, not %s", object.TypeName(x))
	}
	if format == "" {
		return rt.Text(v)
	}
	name := object.TypeName(v)
	switch v := v.(type) {
	case starlark.String, starlark.Float, starlark.Int, starlark.Bool:
		if s, ok := v.(starlark.String); ok {
			return formats.Text(rt.Guard, string(s), format)
		}
		return formats.Number(rt.Guard, v, name, format)
	}
	return "", object.Raise("TypeError", "unsupported format string passed to %s.__format__", name)
}

// Converted is what !s, !r or !a makes of a value.
func (rt *Runtime) Converted(v starlark.Value, conversion byte) (string, error) {
	switch conversion {
	case 'r':
		return rt.Show(v)
	case 'a':
		return rt.ASCII(v)
	}
	return rt.Text(v)
}

// Formatted is a value in a format; conversion is 0 if there is none.
func (rt *Runtime) Formatted(v starlark.Value, conversion byte, format string) (string, error) {
	if conversion == 0 {
		return rt.Format(v, format)
	}
	text, err := rt.Converted(v, conversion)
	if err != nil {
		return "", err
	}
	return rt.Format(starlark.String(text), format)
}

// ASCII is ascii(v).
func (rt *Runtime) ASCII(v starlark.Value) (string, error) {
	text, err := rt.Show(v)
	if err != nil {
		return "", err
	}
	return chars.Map(rt.Guard, text, func(_ int, r rune) string {
		if r < utf8.RuneSelf {
			return string(r)
		}
		return chars.Escape(r)
	})
}

// interpolate replaces the conversions of a % format.
func (rt *Runtime) interpolate(format string, arg starlark.Value) (string, error) {
	values, isTuple := arg.(starlark.Tuple)
	if !isTuple {
		values = starlark.Tuple{arg}
	}
	args := formats.Arguments{Values: values, Rest: !isTuple && isMapping(arg)}
	switch d, ok := arg.(*Dict); {
	case ok:
		args.Named = func(name starlark.String) (starlark.Value, error) {
			v, ok, err := d.Find(name)
			if err == nil && !ok {
				err = object.KeyError(name)
			}
			return v, err
		}
	case args.Rest:
		args.Named = func(starlark.String) (starlark.Value, error) {
			return nil, object.NotSupported("% of a name in a " + object.TypeName(arg))
		}
	}
	return formats.Percent(rt.Guard, rt, format, args)
}

// isMapping reports whether an argument may have more than a format takes.
func isMapping(v starlark.Value) bool {
	switch v := v.(type) {
	case *Dict, *List, starlark.Bytes, *sequence.Range:
		return true
	case Custom:
		return v.Special("__getitem__") != nil
	}
	return false
}

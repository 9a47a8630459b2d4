package value

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"go.starlark.net/starlark"

	"sessh/repl/script/bounds"
	"sessh/repl/script/object"
)

// OwnMethods are the names of the methods of Starlark's strings, bytes and sets.
var OwnMethods = func() map[string]bool {
	names := make(map[string]bool)
	for _, v := range []starlark.HasAttrs{starlark.String(""), starlark.Bytes(""), new(starlark.Set)} {
		for _, n := range v.AttrNames() {
			names[n] = true
		}
	}
	return names
}()

// method returns x.name for a name that is a method of Starlark's values.
func (rt *Runtime) method(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
	name, _ := starlark.AsString(args[1])
	return rt.attr(args[0], name)
}

func (rt *Runtime) attr(x starlark.Value, name string) (starlark.Value, error) {
	has, ok := x.(starlark.HasAttrs)
	if !ok {
		return nil, noAttr(x, name)
	}
	v, err := has.Attr(name)
	if nsa, ok := err.(starlark.NoSuchAttrError); ok {
		return nil, errorText(nsa)
	}
	if err != nil {
		return nil, err
	}
	if v == nil {
		return nil, noAttr(x, name)
	}
	return rt.counted(x, name, v), nil
}

type errorText string

func (e errorText) Error() string { return string(e) }

func noAttr(x starlark.Value, name string) error {
	return errorText(x.Type() + " has no ." + name + " field or method")
}

// counted returns a method of one of Starlark's values, made to count its result.
func (rt *Runtime) counted(x starlark.Value, name string, v starlark.Value) starlark.Value {
	f, ok := v.(*starlark.Builtin)
	if !ok {
		return v
	}
	var call func(*starlark.Thread, starlark.Tuple, []starlark.Tuple) (starlark.Value, error)
	switch x := x.(type) {
	case starlark.String:
		call = rt.textMethod(string(x), name, f)
	case starlark.Bytes:
		call = func(thread *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
			return rt.feed(thread, f, bounds.ValueSize, false, args, kwargs)
		}
	case *starlark.Set:
		call = rt.setMethod(x, f)
	default:
		return v
	}
	return starlark.NewBuiltin(name, func(thread *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		return call(thread, args, kwargs)
	})
}

// setMethod calls a method whose result is not a larger than what it is given.
func (rt *Runtime) setMethod(s *starlark.Set, f *starlark.Builtin) func(*starlark.Thread, starlark.Tuple, []starlark.Tuple) (starlark.Value, error) {
	return func(thread *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		for _, a := range args {
			if err := rt.hashable(a); err != nil {
				return nil, err
			}
		}
		switch f.Name() {
		case "union", "difference", "intersection", "symmetric_difference":
			if err := rt.Made(bounds.SizeOf(s)); err != nil {
				return nil, err
			}
		case "add", "discard", "remove", "pop", "clear": // of one value, which may be a tuple
			if err := rt.Made(bounds.EntrySize); err != nil {
				return nil, err
			}
			return starlark.Call(thread, f, args, kwargs)
		}
		return rt.feed(thread, f, bounds.EntrySize, true, args, kwargs)
	}
}

// sizeOfPart is the size of a part of a split string: it stands in a list of
// strings and in one of values.
const sizeOfPart = 4 * bounds.ValueSize

func (rt *Runtime) textMethod(s, name string, f *starlark.Builtin) func(*starlark.Thread, starlark.Tuple, []starlark.Tuple) (starlark.Value, error) {
	return func(thread *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		n := 0
		switch name {
		case "join":
			return rt.join(thread, s, f, args, kwargs)
		case "format":
			width, err := rt.widest(args, kwargs)
			if err != nil {
				return nil, err
			}
			n = len(s) + bounds.Times(strings.Count(s, "{"), width)
		case "replace":
			if n = replaced(s, args); n > bounds.Piece && len(kwargs) == 0 && len(args) == 2 {
				return rt.replace(s, args[0], args[1], n)
			}
		case "split", "rsplit", "splitlines":
			n = bounds.Times(parts(s, args), sizeOfPart)
		case "lower", "upper":
			if len(s) > bounds.Piece && len(args)+len(kwargs) == 0 {
				return rt.mapText(s, map[string]func(string) string{"lower": strings.ToLower, "upper": strings.ToUpper}[name])
			}
			n = 2 * len(s)
		case "title", "capitalize":
			n = 2 * len(s)
		}
		if err := rt.Made(n); err != nil {
			return nil, err
		}
		return rt.own(starlark.Call(thread, f, args, kwargs))
	}
}

func (rt *Runtime) join(thread *starlark.Thread, sep string, f *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var of starlark.Iterable
	if err := starlark.UnpackPositionalArgs("join", args, kwargs, 1, &of); err != nil {
		return nil, err
	}
	values, err := rt.All(of)
	if err != nil {
		return nil, err
	}
	n := bounds.Times(len(values), len(sep))
	for _, v := range values {
		s, _ := starlark.AsString(v)
		n = min(n+len(s), bounds.Huge)
	}
	if err := rt.Made(n); err != nil {
		return nil, err
	}
	return rt.feed(thread, f, 0, false, starlark.Tuple{starlark.Tuple(values)}, nil)
}

// widest returns the size of the largest argument as it is shown.
func (rt *Runtime) widest(args starlark.Tuple, kwargs []starlark.Tuple) (int, error) {
	n := 0
	for _, kw := range kwargs {
		args = append(args[:len(args):len(args)], kw[1])
	}
	for _, a := range args {
		text, err := rt.Show(a)
		if err != nil {
			return 0, err
		}
		n = max(n, len(text))
	}
	return n, nil
}

// replaced returns the size of s.replace(old, new).
func replaced(s string, args starlark.Tuple) int {
	if len(args) < 2 {
		return 0
	}
	from, _ := starlark.AsString(args[0])
	to, _ := starlark.AsString(args[1])
	n := strings.Count(s, from)
	if len(args) > 2 {
		if limit, err := starlark.AsInt32(args[2]); err == nil && limit >= 0 {
			n = min(n, limit)
		}
	}
	return min(len(s)+bounds.Times(n, len(to)), bounds.Huge)
}

// parts returns at least the number of parts that s is split into.
func parts(s string, args starlark.Tuple) int {
	if len(args) > 0 {
		if sep, ok := starlark.AsString(args[0]); ok && sep != "" {
			return strings.Count(s, sep) + 1
		}
	}
	n := 1
	for _, c := range s {
		if unicode.IsSpace(c) {
			n++
		}
	}
	return n
}

// mapText applies f, which maps one character at a time, to a long string.
func (rt *Runtime) mapText(s string, f func(string) string) (starlark.Value, error) {
	if err := rt.Made(2 * len(s)); err != nil {
		return nil, err
	}
	var b strings.Builder
	b.Grow(len(s))
	for len(s) > 0 {
		if err := rt.Made(0); err != nil {
			return nil, err
		}
		n := min(bounds.Piece, len(s))
		for n < len(s) && n < bounds.Piece+utf8.UTFMax && !utf8.RuneStart(s[n]) {
			n++
		}
		b.WriteString(f(s[:n]))
		s = s[n:]
	}
	return starlark.String(b.String()), nil
}

// replace returns s.replace(from, to), whose size is n bytes.
func (rt *Runtime) replace(s string, from, to starlark.Value, n int) (starlark.Value, error) {
	x, ok1 := starlark.AsString(from)
	y, ok2 := starlark.AsString(to)
	if !ok1 || !ok2 {
		return nil, object.Raise("TypeError", "replace() arguments must be str, not '%s' and '%s'", object.TypeName(from), object.TypeName(to))
	}
	if err := rt.Made(n); err != nil {
		return nil, err
	}
	if x == "" {
		return starlark.String(strings.ReplaceAll(s, x, y)), nil
	}
	var b strings.Builder
	b.Grow(n - strings.Count(s, x)*len(x))
	for done := 1; ; done++ {
		i := strings.Index(s, x)
		if i < 0 {
			b.WriteString(s)
			return starlark.String(b.String()), nil
		}
		b.WriteString(s[:i])
		b.WriteString(y)
		s = s[i+len(x):]
		if done%bounds.Chunk == 0 {
			if err := rt.Made(0); err != nil {
				return nil, err
			}
		}
	}
}

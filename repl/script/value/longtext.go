package value

import (
	"strings"
	"unicode/utf8"

	"go.starlark.net/starlark"

	"sessh/repl/script/bounds"
	"sessh/repl/script/object"
)

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

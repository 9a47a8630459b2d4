package script

import (
	"strings"
	"unicode/utf8"

	"go.starlark.net/starlark"
)

// piece is how much of a long text is worked on between two looks whether to stop.
const piece = 1 << 20

// mapText applies f, which looks at one character at a time, to a long text.
func (in *Interp) mapText(s string, f func(string) string) (starlark.Value, error) {
	if err := in.made(2 * len(s)); err != nil {
		return nil, err
	}
	var b strings.Builder
	b.Grow(len(s))
	for len(s) > 0 {
		if err := in.made(0); err != nil {
			return nil, err
		}
		n := min(piece, len(s))
		for n < len(s) && n < piece+utf8.UTFMax && !utf8.RuneStart(s[n]) {
			n++
		}
		b.WriteString(f(s[:n]))
		s = s[n:]
	}
	return starlark.String(b.String()), nil
}

// replace is s.replace(from, to) for a result of n bytes.
func (in *Interp) replace(s string, from, to starlark.Value, n int) (starlark.Value, error) {
	x, ok1 := starlark.AsString(from)
	y, ok2 := starlark.AsString(to)
	if !ok1 || !ok2 {
		return nil, in.raise("TypeError", "replace() arguments must be str, not '%s' and '%s'", typeName(from), typeName(to))
	}
	if err := in.made(n); err != nil {
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
		if done%chunk == 0 {
			if err := in.made(0); err != nil {
				return nil, err
			}
		}
	}
}

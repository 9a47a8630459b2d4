package builtin

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"go.starlark.net/starlark"

	"sessh/repl/script/bounds"
	"sessh/repl/script/object"
	"sessh/repl/script/value/chars"
)

// textMethods are the methods of texts.
func textMethods() map[string]function {
	return map[string]function{
		"upper":        simple(chars.Upper),
		"lower":        simple(chars.Lower),
		"casefold":     simple(chars.Fold),
		"capitalize":   simple(chars.Capitalize),
		"title":        simple(chars.Title),
		"swapcase":     simple(chars.SwapCase),
		"isalpha":      is(false, unicode.IsLetter),
		"isalnum":      is(false, func(c rune) bool { return unicode.IsLetter(c) || chars.IsNumeric(c) }),
		"isascii":      is(true, func(c rune) bool { return c < utf8.RuneSelf }),
		"isdecimal":    is(false, chars.IsDecimal),
		"isdigit":      is(false, chars.IsDigit),
		"isnumeric":    is(false, chars.IsNumeric),
		"isspace":      is(false, chars.IsSpace),
		"isprintable":  is(true, unicode.IsPrint),
		"islower":      isCase(chars.IsLower),
		"isupper":      isCase(chars.IsUpper),
		"istitle":      {"0", func(c *call) (starlark.Value, error) { return starlark.Bool(chars.IsTitleCase(str(c))), nil }},
		"isidentifier": {"0", func(c *call) (starlark.Value, error) { return starlark.Bool(chars.IsIdentifier(str(c))), nil }},
		"center":       {"p1-2", pad(func(space, width int) int { return space/2 + space&width&1 })},
		"ljust":        {"p1-2", pad(func(int, int) int { return 0 })},
		"rjust":        {"p1-2", pad(func(space, _ int) int { return space })},
		"zfill":        {"1", zeroFill},
		"expandtabs":   {"k0-1 tabsize", expandTabs},
		"find":         {"l1-3", find(strings.Index, -1)},
		"rfind":        {"l1-3", find(strings.LastIndex, -1)},
		"index":        {"l1-3", find(strings.Index, -2)},
		"rindex":       {"l1-3", find(strings.LastIndex, -2)},
		"count":        {"l1-3", count},
		"startswith":   {"l1-3", affix(strings.HasPrefix)},
		"endswith":     {"l1-3", affix(strings.HasSuffix)},
		"removeprefix": {"1", func(c *call) (starlark.Value, error) {
			p, err := c.text(0, "removeprefix() argument must be str, not %s")
			return starlark.String(strings.TrimPrefix(str(c), p)), err
		}},
		"removesuffix": {"1", func(c *call) (starlark.Value, error) {
			p, err := c.text(0, "removesuffix() argument must be str, not %s")
			return starlark.String(strings.TrimSuffix(str(c), p)), err
		}},
		"strip":      {"p0-1", strip(strings.TrimFunc)},
		"lstrip":     {"p0-1", strip(strings.TrimLeftFunc)},
		"rstrip":     {"p0-1", strip(strings.TrimRightFunc)},
		"replace":    {"p2-3", replace},
		"join":       {"1", join},
		"split":      {"k0-2 sep maxsplit", splitted(false, false)},
		"rsplit":     {"k0-2 sep maxsplit", splitted(true, false)},
		"splitlines": {"k0-1 keepends", lines(false)},
		"partition":  {"1", partition(strings.Index, false)},
		"rpartition": {"1", partition(strings.LastIndex, true)},
		"encode":     {"k0-2 encoding errors", encode},
		"format":     {"*", formatMethod},
		"format_map": {"1", lacks("str.format_map")},
		"translate":  {"1", translate},
	}
}

// strip makes the three methods that take characters from the ends.
func strip(trim func(s string, f func(rune) bool) string) func(*call) (starlark.Value, error) {
	return func(c *call) (starlark.Value, error) {
		if c.a[0] == nil || c.a[0] == starlark.None {
			return starlark.String(trim(str(c), chars.IsSpace)), c.Took(len(str(c)))
		}
		set, ok := c.a[0].(starlark.String)
		if !ok {
			return nil, object.Raise("TypeError", "%s arg must be None or str", c.name)
		}
		in := make(map[rune]bool)
		for _, r := range string(set) {
			in[r] = true
		}
		return starlark.String(trim(str(c), func(r rune) bool { return in[r] })), c.Took(len(str(c)))
	}
}

func replace(c *call) (starlark.Value, error) {
	old, err := c.text(0, "replace() argument 1 must be str, not %s")
	if err != nil {
		return nil, err
	}
	to, err := c.text(1, "replace() argument 2 must be str, not %s")
	if err != nil {
		return nil, err
	}
	most, err := c.index(2, -1)
	if err != nil {
		return nil, err
	}
	s := str(c)
	n := strings.Count(s, old)
	if most >= 0 {
		n = min(n, most)
	}
	if err := c.Made(len(s) + bounds.Times(n, len(to))); err != nil {
		return nil, err
	}
	if old == "" {
		return starlark.String(strings.Replace(s, old, to, n)), nil
	}
	var t strings.Builder
	t.Grow(len(s) + n*(len(to)-len(old)))
	for ; n > 0; n-- {
		i := strings.Index(s, old)
		t.WriteString(s[:i])
		t.WriteString(to)
		s = s[i+len(old):]
		if n%bounds.Chunk == 0 {
			if err := c.Made(0); err != nil {
				return nil, err
			}
		}
	}
	t.WriteString(s)
	return starlark.String(t.String()), nil
}

func join(c *call) (starlark.Value, error) {
	if _, err := c.Iter(c.a[0]); err != nil {
		return nil, object.Raise("TypeError", "can only join an iterable")
	}
	values, err := c.Values(c.a[0])
	if err != nil {
		return nil, err
	}
	n := bounds.Times(len(values), len(str(c)))
	for i, v := range values {
		s, ok := v.(starlark.String)
		if !ok {
			return nil, object.Raise("TypeError", "sequence item %d: expected str instance, %s found", i, object.TypeName(v))
		}
		n += len(s)
	}
	if err := c.Made(n); err != nil {
		return nil, err
	}
	var t strings.Builder
	t.Grow(n)
	for i, v := range values {
		if i > 0 {
			t.WriteString(str(c))
		}
		t.WriteString(string(v.(starlark.String)))
		if i%bounds.Chunk == bounds.Chunk-1 {
			if err := c.Made(0); err != nil {
				return nil, err
			}
		}
	}
	return starlark.String(t.String()), nil
}

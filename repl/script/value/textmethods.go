package value

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"go.starlark.net/starlark"

	"sessh/repl/script/bounds"
	"sessh/repl/script/object"
)

// textMethods are the methods of texts.
var textMethods = map[string]function{
	"upper": simple(func(rt *Runtime, s string) (string, error) {
		return rt.mapped(s, func(_ int, c rune) string { return upperOf(c) })
	}),
	"lower": simple((*Runtime).lower),
	"casefold": simple(func(rt *Runtime, s string) (string, error) {
		return rt.mapped(s, func(_ int, c rune) string { return foldOf(c) })
	}),
	"capitalize":   simple(capitalize),
	"title":        simple(title),
	"swapcase":     simple(swapCase),
	"isalpha":      is(false, unicode.IsLetter),
	"isalnum":      is(false, func(c rune) bool { return unicode.IsLetter(c) || isNumeric(c) }),
	"isascii":      is(true, func(c rune) bool { return c < utf8.RuneSelf }),
	"isdecimal":    is(false, isDecimal),
	"isdigit":      is(false, isDigit),
	"isnumeric":    is(false, isNumeric),
	"isspace":      is(false, isSpace),
	"isprintable":  is(true, unicode.IsPrint),
	"islower":      isCase(isLower),
	"isupper":      isCase(isUpper),
	"istitle":      {"0", func(c *call) (starlark.Value, error) { return starlark.Bool(isTitleCase(str(c))), nil }},
	"isidentifier": {"0", func(c *call) (starlark.Value, error) { return starlark.Bool(isIdentifier(str(c))), nil }},
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
	"split":      {"k0-2 sep maxsplit", splitted(false)},
	"rsplit":     {"k0-2 sep maxsplit", splitted(true)},
	"splitlines": {"k0-1 keepends", splitLines},
	"partition":  {"1", partition(strings.Index, false)},
	"rpartition": {"1", partition(strings.LastIndex, true)},
	"encode":     {"k0-2 encoding errors", encode},
	"format":     {"*", formatMethod},
	"format_map": {"1", lacks("str.format_map")},
	"translate":  {"1", translate},
}

// pad makes a method that fills a text up to a width; left says how much of the
// space is on its left.
func pad(left func(space, width int) int) func(*call) (starlark.Value, error) {
	return func(c *call) (starlark.Value, error) {
		width, err := c.index(0, 0)
		if err != nil {
			return nil, err
		}
		fill := " "
		if c.a[1] != nil {
			if fill, err = c.text(1, "The fill character must be a unicode character, not %s"); err != nil {
				return nil, err
			}
			if utf8.RuneCountInString(fill) != 1 {
				return nil, object.Raise("TypeError", "The fill character must be exactly one character long")
			}
		}
		space := width - utf8.RuneCountInString(str(c))
		if space <= 0 {
			return c.self, nil
		}
		n := left(space, width)
		s, err := c.padded(str(c), fill, n, space-n)
		return starlark.String(s), err
	}
}

func (rt *Runtime) padded(s, fill string, left, right int) (string, error) {
	if err := rt.Made(len(s) + bounds.Times(left+right, len(fill))); err != nil {
		return "", err
	}
	return strings.Repeat(fill, left) + s + strings.Repeat(fill, right), nil
}

func zeroFill(c *call) (starlark.Value, error) {
	width, err := c.index(0, 0)
	if err != nil {
		return nil, err
	}
	s := str(c)
	space := width - utf8.RuneCountInString(s)
	if space <= 0 {
		return c.self, nil
	}
	sign := ""
	if s != "" && (s[0] == '+' || s[0] == '-') {
		sign, s = s[:1], s[1:]
	}
	s, err = c.padded(s, "0", space, 0)
	return starlark.String(sign + s), err
}

func expandTabs(c *call) (starlark.Value, error) {
	size, err := c.index(0, 8)
	if err != nil {
		return nil, err
	}
	if err := c.Made(len(str(c)) + bounds.Times(strings.Count(str(c), "\t"), max(size, 0))); err != nil {
		return nil, err
	}
	column := 0
	s, err := c.mapped(str(c), func(_ int, r rune) string {
		switch r {
		case '\t':
			if size <= 0 {
				return ""
			}
			n := size - column%size
			column += n
			return strings.Repeat(" ", n)
		case '\n', '\r':
			column = 0
			return string(r)
		}
		column++
		return string(r)
	})
	return starlark.String(s), err
}

// window returns the part of a text between two arguments, and how many characters
// and bytes are before it; ok is false if it begins behind the end.
func (c *call) window(s string, from int) (part string, chars int, ok bool, err error) {
	bounds := [2]starlark.Value{starlark.None, starlark.None}
	for i := range bounds {
		if from+i < len(c.a) && c.a[from+i] != nil {
			bounds[i] = c.a[from+i]
		}
	}
	n := utf8.RuneCountInString(s)
	in, err := c.cut(bounds[0], bounds[1], starlark.None, n)
	if err != nil {
		return "", 0, false, err
	}
	if start, isInt := integer(bounds[0]); isInt {
		if k, fits := start.Int64(); !fits && start.Sign() > 0 || fits && k > int64(n) {
			return "", 0, false, nil
		}
	}
	if in.hi < in.lo {
		return "", 0, false, nil
	}
	begin := offset(s, in.lo)
	end := begin + offset(s[begin:], in.hi-in.lo)
	return s[begin:end], in.lo, true, c.Took(len(s))
}

// find makes a method that finds a text; missing is -1 for what that returns, or -2
// for an error.
func find(index func(s, sub string) int, missing int) func(*call) (starlark.Value, error) {
	return func(c *call) (starlark.Value, error) {
		sub, err := c.text(0, "must be str, not %s")
		if err != nil {
			return nil, err
		}
		part, before, ok, err := c.window(str(c), 1)
		if err != nil {
			return nil, err
		}
		if ok {
			if i := index(part, sub); i >= 0 {
				return starlark.MakeInt(before + utf8.RuneCountInString(part[:i])), nil
			}
		}
		if missing == -2 {
			return nil, object.Raise("ValueError", "substring not found")
		}
		return starlark.MakeInt(missing), nil
	}
}

func count(c *call) (starlark.Value, error) {
	sub, err := c.text(0, "must be str, not %s")
	if err != nil {
		return nil, err
	}
	part, _, ok, err := c.window(str(c), 1)
	if err != nil || !ok {
		return starlark.MakeInt(0), err
	}
	return starlark.MakeInt(strings.Count(part, sub)), nil
}

// affix makes startswith and endswith.
func affix(has func(s, affix string) bool) func(*call) (starlark.Value, error) {
	return func(c *call) (starlark.Value, error) {
		part, _, ok, err := c.window(str(c), 1)
		if err != nil {
			return nil, err
		}
		list, isTuple := c.a[0].(starlark.Tuple)
		if !isTuple {
			s, isText := c.a[0].(starlark.String)
			if !isText {
				return nil, object.Raise("TypeError", "%s first arg must be str or a tuple of str, not %s", c.name, object.TypeName(c.a[0]))
			}
			return starlark.Bool(ok && has(part, string(s))), nil
		}
		for _, x := range list {
			s, isText := x.(starlark.String)
			if !isText {
				return nil, object.Raise("TypeError", "tuple for %s must only contain str, not %s", c.name, object.TypeName(x))
			}
			if ok && has(part, string(s)) {
				return starlark.True, nil
			}
		}
		return starlark.False, nil
	}
}

// strip makes the three methods that take characters from the ends.
func strip(trim func(s string, f func(rune) bool) string) func(*call) (starlark.Value, error) {
	return func(c *call) (starlark.Value, error) {
		if c.a[0] == nil || c.a[0] == starlark.None {
			return starlark.String(trim(str(c), isSpace)), c.Took(len(str(c)))
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
	var t Text
	t.b.Grow(len(s) + n*(len(to)-len(old)))
	for ; n > 0; n-- {
		i := strings.Index(s, old)
		t.b.WriteString(s[:i])
		t.b.WriteString(to)
		s = s[i+len(old):]
		if n%bounds.Chunk == 0 {
			if err := c.Made(0); err != nil {
				return nil, err
			}
		}
	}
	t.b.WriteString(s)
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
	var t Text
	t.b.Grow(n)
	for i, v := range values {
		if i > 0 {
			t.b.WriteString(str(c))
		}
		t.b.WriteString(string(v.(starlark.String)))
		if i%bounds.Chunk == bounds.Chunk-1 {
			if err := c.Made(0); err != nil {
				return nil, err
			}
		}
	}
	return starlark.String(t.String()), nil
}

func partition(index func(s, sub string) int, right bool) func(*call) (starlark.Value, error) {
	return func(c *call) (starlark.Value, error) {
		sep, err := c.text(0, "must be str, not %s")
		if err != nil {
			return nil, err
		}
		if sep == "" {
			return nil, object.Raise("ValueError", "empty separator")
		}
		s := starlark.String(str(c))
		switch i := index(string(s), sep); {
		case i >= 0:
			return starlark.Tuple{s[:i], s[i : i+len(sep)], s[i+len(sep):]}, c.Made(len(s))
		case right:
			return starlark.Tuple{starlark.String(""), starlark.String(""), s}, nil
		}
		return starlark.Tuple{s, starlark.String(""), starlark.String("")}, nil
	}
}

// makeTrans is str.maketrans.
func makeTrans(c *call) (starlark.Value, error) {
	d := c.NewDict()
	if c.a[1] == nil {
		from, ok := c.a[0].(*Dict)
		if !ok {
			return nil, object.Raise("TypeError", "if you give only one argument to maketrans it must be a dict")
		}
		for _, item := range from.Items() {
			k := item[0]
			if s, ok := k.(starlark.String); ok {
				if utf8.RuneCountInString(string(s)) != 1 {
					return nil, object.Raise("ValueError", "string keys in translate table must be of length 1")
				}
				r, _ := utf8.DecodeRuneInString(string(s))
				k = starlark.MakeInt(int(r))
			}
			if err := d.SetKey(k, item[1]); err != nil {
				return nil, err
			}
		}
		return d, nil
	}
	for i, v := range c.a {
		if _, ok := v.(starlark.String); !ok && v != nil {
			return nil, object.NotSupported("str.maketrans of " + object.TypeName(c.a[i]))
		}
	}
	from, to := []rune(string(c.a[0].(starlark.String))), []rune(string(c.a[1].(starlark.String)))
	if len(from) != len(to) {
		return nil, object.Raise("ValueError", "the first two maketrans arguments must have equal length")
	}
	for i, r := range from {
		if err := d.SetKey(starlark.MakeInt(int(r)), starlark.MakeInt(int(to[i]))); err != nil {
			return nil, err
		}
	}
	if c.a[2] != nil {
		for _, r := range string(c.a[2].(starlark.String)) {
			if err := d.SetKey(starlark.MakeInt(int(r)), starlark.None); err != nil {
				return nil, err
			}
		}
	}
	return d, nil
}

func translate(c *call) (starlark.Value, error) {
	d, ok := c.a[0].(*Dict)
	if !ok {
		return nil, object.NotSupported("str.translate by a " + object.TypeName(c.a[0]))
	}
	var t Text
	for i, r := range str(c) {
		v, ok, err := d.find(starlark.MakeInt(int(r)))
		if err != nil {
			return nil, err
		}
		to := string(r)
		if ok {
			switch v := v.(type) {
			case starlark.NoneType:
				to = ""
			case starlark.String:
				to = string(v)
			default:
				n, ok := integer(v)
				k, _ := n.Int64()
				if !ok || k < 0 || k > unicode.MaxRune {
					return nil, object.Raise("TypeError", "character mapping must return integer, None or str")
				}
				to = string(rune(k))
			}
		}
		if err := t.Add(c.Runtime, to); err != nil {
			return nil, err
		}
		if i%bounds.Chunk == 0 {
			if err := c.Made(0); err != nil {
				return nil, err
			}
		}
	}
	return starlark.String(t.String()), nil
}

package builtin

import (
	"strings"
	"unicode/utf8"

	"go.starlark.net/starlark"

	"sessh/repl/script/object"
	"sessh/repl/script/value/chars"
	"sessh/repl/script/value/number"
	"sessh/repl/script/value/sequence"
)

// window returns the part of a text between two arguments, and how many characters
// and bytes are before it; ok is false if it begins behind the end.
func (c *call) window(s string, from int) (part string, before int, ok bool, err error) {
	bounds := [2]starlark.Value{starlark.None, starlark.None}
	for i := range bounds {
		if from+i < len(c.a) && c.a[from+i] != nil {
			bounds[i] = c.a[from+i]
		}
	}
	n := utf8.RuneCountInString(s)
	in, err := sequence.NewSpan(bounds[0], bounds[1], starlark.None, n)
	if err != nil {
		return "", 0, false, err
	}
	if start, isInt := number.Integer(bounds[0]); isInt {
		if k, fits := start.Int64(); !fits && start.Sign() > 0 || fits && k > int64(n) {
			return "", 0, false, nil
		}
	}
	if in.Hi < in.Lo {
		return "", 0, false, nil
	}
	begin := chars.Offset(s, in.Lo)
	end := begin + chars.Offset(s[begin:], in.Hi-in.Lo)
	return s[begin:end], in.Lo, true, c.Took(len(s))
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

package builtin

import (
	"strings"

	"go.starlark.net/starlark"

	"sessh/repl/script/bounds"
	"sessh/repl/script/object"
	"sessh/repl/script/value/chars"
)

// text returns argument i of a call; format is for the error if it is not a text.
func (c *call) text(i int, format string) (string, error) {
	s, ok := c.a[i].(starlark.String)
	if !ok {
		name := object.TypeName(c.a[i])
		if c.a[i] == starlark.None && strings.Contains(format, "argument") { // CPython's newer functions
			name = "None"
		}
		return "", object.Raise("TypeError", format, name)
	}
	return string(s), nil
}

func str(c *call) string { return string(c.self.(starlark.String)) }

// simple makes a method without arguments that returns a text.
func simple(f func(g *bounds.Guard, s string) (string, error)) function {
	return function{"0", func(c *call) (starlark.Value, error) {
		s, err := f(c.Guard, str(c))
		return starlark.String(s), err
	}}
}

// is makes a method that asks every character.
func is(empty bool, f func(c rune) bool) function {
	return function{"0", func(c *call) (starlark.Value, error) {
		s := str(c)
		if s == "" {
			return starlark.Bool(empty), nil
		}
		return starlark.Bool(strings.IndexFunc(s, func(c rune) bool { return !f(c) }) < 0), c.Took(len(s))
	}}
}

// isCase makes islower and isupper: there is a cased character, and none is of the
// other case.
func isCase(in func(rune) bool) function {
	return function{"0", func(c *call) (starlark.Value, error) {
		found := false
		for _, r := range str(c) {
			if in(r) {
				found = true
			} else if chars.IsCased(r) {
				return starlark.False, nil
			}
		}
		return starlark.Bool(found), c.Took(len(str(c)))
	}}
}

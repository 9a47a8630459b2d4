package builtin

import (
	"strings"
	"unicode/utf8"

	"go.starlark.net/starlark"

	"sessh/repl/script/bounds"
	"sessh/repl/script/object"
	"sessh/repl/script/value/chars"
)

// pad makes a method that fills a text up to a width; left returns how much of the
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
		s, err := chars.Pad(c.Guard, str(c), fill, n, space-n)
		return starlark.String(s), err
	}
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
	s, err = chars.Pad(c.Guard, s, "0", space, 0)
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
	s, err := chars.Map(c.Guard, str(c), func(_ int, r rune) string {
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

package builtin

import (
	"slices"

	"go.starlark.net/starlark"

	"sessh/repl/script/object"
	"sessh/repl/script/value/chars"
	"sessh/repl/script/value/sequence"
)

// splitted makes split, or rsplit, which takes the parts from the right; ascii is of bytes.
func splitted(right, ascii bool) func(*call) (starlark.Value, error) {
	return func(c *call) (starlark.Value, error) {
		most, err := c.index(1, -1)
		if err != nil {
			return nil, err
		}
		p := &chars.Parts{Guard: c.Guard, ASCII: ascii}
		s := str(c)
		if c.a[0] == nil || c.a[0] == starlark.None {
			if right {
				p.WordsRight(s, most)
			} else {
				p.Words(s, most)
			}
		} else {
			sep, err := c.text(0, "must be str or None, not %s")
			if err != nil {
				return nil, err
			}
			if sep == "" {
				return nil, object.Raise("ValueError", "empty separator")
			}
			p.Split(s, sep, most, right)
		}
		if right {
			slices.Reverse(p.List)
		}
		return c.NewList(p.List), p.Err
	}
}

// lines makes splitlines; ascii is of bytes.
func lines(ascii bool) func(*call) (starlark.Value, error) {
	return func(c *call) (starlark.Value, error) {
		keep := false
		if c.a[0] != nil {
			n, err := sequence.ToInteger(c.a[0])
			if err != nil {
				return nil, err
			}
			keep = n.Sign() != 0
		}
		p := &chars.Parts{Guard: c.Guard, ASCII: ascii}
		p.Lines(str(c), keep)
		return c.NewList(p.List), p.Err
	}
}

package value

import (
	"slices"
	"strings"
	"unicode/utf8"

	"go.starlark.net/starlark"

	"sessh/repl/script/bounds"
	"sessh/repl/script/object"
)

// sizeOfPart is the size of a part of a text that is split.
const sizeOfPart = 4 * bounds.ValueSize

// parts collects the parts of a text.
type parts struct {
	rt   *Runtime
	list []starlark.Value
	err  error
}

func (p *parts) add(s string) {
	if len(p.list)%bounds.Chunk == 0 && p.err == nil {
		p.err = p.rt.Made(bounds.Chunk * sizeOfPart)
	}
	if p.err == nil {
		p.list = append(p.list, starlark.String(s))
	}
}

// splitted makes split, or rsplit, which takes the parts from the right.
func splitted(right bool) func(*call) (starlark.Value, error) {
	return func(c *call) (starlark.Value, error) {
		most, err := c.index(1, -1)
		if err != nil {
			return nil, err
		}
		p := &parts{rt: c.Runtime}
		s := str(c)
		if c.a[0] == nil || c.a[0] == starlark.None {
			if right {
				p.wordsRight(s, most)
			} else {
				p.words(s, most)
			}
		} else {
			sep, err := c.text(0, "must be str or None, not %s")
			if err != nil {
				return nil, err
			}
			if sep == "" {
				return nil, object.Raise("ValueError", "empty separator")
			}
			p.split(s, sep, most, right)
		}
		if right {
			slices.Reverse(p.list)
		}
		return c.NewList(p.list), p.err
	}
}

func (p *parts) split(s, sep string, most int, right bool) {
	for n := 0; p.err == nil && (most < 0 || n < most); n++ {
		i := strings.Index(s, sep)
		if right {
			i = strings.LastIndex(s, sep)
		}
		if i < 0 {
			break
		}
		if right {
			p.add(s[i+len(sep):])
			s = s[:i]
		} else {
			p.add(s[:i])
			s = s[i+len(sep):]
		}
	}
	p.add(s)
}

// words splits at white space.
func (p *parts) words(s string, most int) {
	for n := 0; p.err == nil; n++ {
		if s = strings.TrimLeftFunc(s, isSpace); s == "" {
			return
		}
		i := strings.IndexFunc(s, isSpace)
		if most >= 0 && n >= most || i < 0 {
			p.add(s)
			return
		}
		p.add(s[:i])
		s = s[i:]
	}
}

func (p *parts) wordsRight(s string, most int) {
	for n := 0; p.err == nil; n++ {
		if s = strings.TrimRightFunc(s, isSpace); s == "" {
			return
		}
		i := strings.LastIndexFunc(s, isSpace)
		if most >= 0 && n >= most || i < 0 {
			p.add(s)
			return
		}
		_, size := utf8.DecodeRuneInString(s[i:])
		p.add(s[i+size:])
		s = s[:i]
	}
}

func splitLines(c *call) (starlark.Value, error) {
	keep := false
	if c.a[0] != nil {
		var err error
		if keep, err = c.Truth(c.a[0]); err != nil {
			return nil, err
		}
	}
	p := &parts{rt: c.Runtime}
	s := str(c)
	for from, i := 0, 0; p.err == nil && from < len(s); {
		if i == len(s) {
			p.add(s[from:])
			break
		}
		n := lineEnd(s[i:])
		if n == 0 {
			i++
			continue
		}
		if keep {
			p.add(s[from : i+n])
		} else {
			p.add(s[from:i])
		}
		i += n
		from = i
	}
	return c.NewList(p.list), p.err
}

package chars

import (
	"strings"
	"unicode/utf8"

	"sessh/repl/script/bounds"
)

// Span is a slice: from Lo on, by Step, before Hi.
type Span struct{ Lo, Hi, Step int }

// Len returns how many values the slice has.
func (c Span) Len() int {
	switch {
	case c.Step > 0 && c.Hi > c.Lo:
		return (c.Hi-c.Lo-1)/c.Step + 1
	case c.Step < 0 && c.Lo > c.Hi:
		return (c.Lo-c.Hi-1)/(-c.Step) + 1
	}
	return 0
}

// Of returns the values in a slice.
func Of[V any](c Span, values []V) []V {
	out := make([]V, 0, c.Len())
	for i, n := c.Lo, c.Len(); n > 0; i, n = i+c.Step, n-1 {
		out = append(out, values[i])
	}
	return out
}

// Offset returns where character n of a text begins.
func Offset(s string, n int) int {
	at := 0
	for ; n > 0 && at < len(s); n-- {
		if s[at] < utf8.RuneSelf {
			at++
			continue
		}
		_, size := utf8.DecodeRuneInString(s[at:])
		at += size
	}
	return at
}

// Slice returns part of the characters.
func Slice(g *bounds.Guard, s string, c Span) (string, error) {
	n := c.Len()
	if n == 0 {
		return "", nil
	}
	if c.Step == 1 {
		from := Offset(s, c.Lo)
		part := s[from:]
		part = part[:Offset(part, n)]
		return part, g.Made(len(part) + len(s)/16)
	}
	if err := g.Made(len(s) + bounds.Times(n, utf8.UTFMax)); err != nil {
		return "", err
	}
	var starts []int
	for i := range s {
		starts = append(starts, i)
	}
	starts = append(starts, len(s))
	var b strings.Builder
	for i := c.Lo; n > 0; i, n = i+c.Step, n-1 {
		b.WriteString(s[starts[i]:starts[i+1]])
	}
	return b.String(), nil
}

// SliceBytes returns part of the bytes.
func SliceBytes(g *bounds.Guard, s string, c Span) (string, error) {
	n := c.Len()
	if err := g.Made(n); err != nil {
		return "", err
	}
	if c.Step == 1 && n > 0 {
		return s[c.Lo : c.Lo+n], nil
	}
	out := make([]byte, 0, n)
	for i := c.Lo; n > 0; i, n = i+c.Step, n-1 {
		out = append(out, s[i])
	}
	return string(out), nil
}

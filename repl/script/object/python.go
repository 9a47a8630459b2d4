package object

import (
	"strings"
	"unicode/utf8"

	"go.starlark.net/starlark"
)

// Python2 makes the writer show values as Python 2 does: set([1]), 10L where an integer
// is longer than 64 bits, bytes without a prefix, and texts with one where they are not
// ASCII. Which other texts Python 2 would give a prefix is not known.
func (w *Writer) Python2() { w.python2 = true }

func (w *Writer) text(s string) {
	if !w.python2 {
		w.quote(s, false)
		return
	}
	if strings.ContainsFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) {
		w.b.WriteByte('u')
	}
	w.quote(s, false)
}

func (w *Writer) bytes(s string) {
	if !w.python2 {
		w.b.WriteByte('b')
	}
	w.quote(s, true)
}

func (w *Writer) integer(v starlark.Int) {
	text := v.String()
	if !w.python2 && len(text) > 4300 && len(strings.TrimPrefix(text, "-")) > 4300 {
		w.Fail(TooManyDigits())
		return
	}
	w.b.WriteString(text)
	if _, ok := v.Int64(); !ok && w.python2 {
		w.b.WriteByte('L')
	}
}

// Listed writes what in Python 2 is a list of n values, and reports whether it is.
func (w *Writer) Listed(n int, at func(i int) starlark.Value) bool {
	if !w.python2 {
		return false
	}
	w.b.WriteByte('[')
	for i := 0; i < n && w.err == nil; i++ {
		if i > 0 {
			w.b.WriteString(", ")
		}
		w.Write(at(i))
	}
	w.b.WriteByte(']')
	return true
}

// View writes the values of a view of a dictionary, which in Python 2 is a list.
func (w *Writer) View(class string, values []starlark.Value) {
	if !w.Listed(len(values), func(i int) starlark.Value { return values[i] }) {
		w.Sequence(class+"([", values, "])")
	}
}

// Set writes the values of a set, or of a frozenset.
func (w *Writer) Set(class string, values []starlark.Value) {
	switch {
	case w.python2:
		w.Sequence(class+"([", values, "])")
	case len(values) == 0:
		w.b.WriteString(class + "()")
	case class == "set":
		w.Sequence("{", values, "}")
	default:
		w.Sequence(class+"({", values, "})")
	}
}

package python

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// writer writes Starlark, every token on its line and, where nothing longer
// was put before it, in its column.
type writer struct {
	b         strings.Builder
	line, col int
	open      int   // brackets
	base      int   // what the statements are indented by in the source
	prev      token // what was written last on the line
	// What kind of statement was written last, and where: simple ones can share
	// a line.
	simple, inline bool
	indent         int
}

func newWriter(base int) *writer { return &writer{line: 1, col: 1, base: base} }

// begin starts a statement on its line. Where that is taken - by what has
// become longer than it was - it shares the line, or goes to the next.
func (w *writer) begin(n *node, simple bool) { w.start(n.first.line, n, simple) }

func (w *writer) start(line int, n *node, simple bool) {
	indent := max(n.indent-w.base, 0)
	switch {
	case w.b.Len() == 0:
		w.lines(line)
		w.blanks(indent)
	case n.inline && w.prev.is("header"): // if x: this
		w.text(" ")
	case simple && w.simple && w.inline == n.inline && w.indent == indent && (n.inline || n.shares || line <= w.line):
		w.text("; ")
	default:
		w.lines(max(line, w.line+1))
		w.blanks(indent)
	}
	w.simple, w.inline, w.indent, w.prev = simple, n.inline, indent, token{}
}

func (w *writer) lines(to int) {
	for w.line < to {
		w.b.WriteByte('\n')
		w.line, w.col = w.line+1, 1
	}
}

func (w *writer) blanks(n int) {
	for range n {
		w.b.WriteByte(' ')
	}
	w.col += max(n, 0)
}

func (w *writer) text(s string) {
	w.b.WriteString(s)
	w.col += utf8.RuneCountInString(s)
}

// header ends the line above a block.
func (w *writer) header() {
	w.text(":")
	w.prev = token{kind: op, text: "header"}
}

// items writes items.
func (w *writer) items(items []item) { flat(items, w.token) }

func (w *writer) token(t token) {
	if t.hidden {
		return
	}
	for w.line < t.line {
		if w.open == 0 {
			w.text(`\`)
		}
		w.lines(w.line + 1)
		w.prev = token{}
	}
	s := t.source()
	adjacent := w.prev.end > 0 && t.end > 0 && w.prev.end == t.col
	switch {
	case adjacent, w.prev.text == "" && w.prev.kind == name && w.col > 1 && w.line >= t.line && w.open == 0:
	case w.col < t.col:
		w.blanks(t.col - w.col)
	case w.apart(t):
		w.blanks(1)
	}
	w.text(s)
	w.prev = t
	if t.kind != op {
		return
	}
	switch t.text {
	case "(", "[", "{":
		w.open++
	case ")", "]", "}":
		w.open--
	}
}

// apart tells whether a blank belongs before a token that no blank must
// precede.
func (w *writer) apart(t token) bool {
	p := w.prev
	if p.text == "" && p.kind != text {
		return false
	}
	if p.kind == op && strings.Contains("([{.", p.text) || t.kind == op && strings.Contains(")]}.,:", t.text) {
		return false
	}
	c, _ := utf8.DecodeLastRuneInString(p.text)
	call := t.kind == op && (t.text == "(" || t.text == "[") && (p.kind == name || unicode.IsLetter(c))
	return !call || keywords[p.text]
}

// source is what items are in Starlark, on one line.
func source(items []item) string {
	w := newWriter(0)
	w.line = 1 << 30
	w.items(items)
	return w.b.String()
}

package translate

import (
	"strings"
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
	fresh     bool  // nothing is on the line yet
	shift     int   // how far to the left the line is of where it was in the source
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
	share := simple && w.simple && w.inline == n.inline && w.indent == indent && (n.inline || n.shares || line <= w.line)
	w.fresh = false
	switch {
	case n.inline && w.prev.is("header"): // if x: this
		w.text(" ")
	case share:
		w.text("; ")
	default:
		if w.b.Len() > 0 {
			line = max(line, w.line+1)
		}
		w.lines(line)
		w.blanks(indent)
		w.fresh = true
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
		w.prev, w.shift = token{}, 0
	}
	if w.fresh {
		w.shift = t.col - w.col
	}
	switch adjacent := w.prev.end > 0 && t.end > 0 && w.prev.end == t.col; {
	case w.fresh, adjacent:
	case w.col < t.col-w.shift && t.end > 0:
		w.blanks(t.col - w.shift - w.col)
	case w.apart(t):
		w.blanks(1)
	}
	w.text(t.source())
	w.prev, w.fresh = t, false
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

// apart reports whether a blank belongs before a token that no blank must
// precede.
func (w *writer) apart(t token) bool {
	p := w.prev
	if p.text == "" && p.kind != text {
		return false
	}
	if p.kind == number && t.text == "." { // 1 .real
		return true
	}
	if p.kind == op && strings.Contains("([{.", p.text) || t.kind == op && strings.Contains(")]}.,:", t.text) {
		return false
	}
	applied := t.kind == op && (t.text == "(" || t.text == "[")
	return !applied || p.kind == op && !strings.Contains(")]}", p.text) || keywords[p.text]
}

// source is what items are in Starlark, on one line.
func source(items []item) string {
	w := newWriter(0)
	w.line, w.col = 1<<30, 1<<30
	w.items(items)
	return w.b.String()
}

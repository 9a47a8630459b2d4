package translate

import "strings"

// writer writes Starlark, every token on its line.
type writer struct {
	b    strings.Builder
	line int
	open int // brackets
}

const indentation = "    "

// begin starts a statement on the line of a token, or on the one at hand after
// a semicolon where another statement stands there already.
func (w *writer) begin(at token, depth int) {
	if w.b.Len() > 0 && at.line <= w.line {
		w.b.WriteString("\n")
		w.line++
		w.b.WriteString(strings.Repeat(indentation, depth))
		return
	}
	for w.line < at.line {
		w.b.WriteByte('\n')
		w.line++
	}
	w.b.WriteString(strings.Repeat(indentation, depth))
}

// items writes items, with blanks between.
func (w *writer) items(items []item) {
	for _, t := range flat(items) {
		if w.open > 0 {
			for w.line < t.line {
				w.b.WriteByte('\n')
				w.line++
			}
		}
		w.b.WriteString(t.source())
		w.b.WriteByte(' ')
		switch {
		case t.kind != op || t.raw:
		case t.text == "(" || t.text == "[" || t.text == "{":
			w.open++
		case t.text == ")" || t.text == "]" || t.text == "}":
			w.open--
		}
	}
}

func (w *writer) text(s string) { w.b.WriteString(s) }

func source(items []item) string {
	w := writer{line: 1 << 30}
	w.items(items)
	return strings.TrimSpace(w.b.String())
}

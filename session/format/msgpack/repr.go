package msgpack

import (
	"encoding/hex"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"sessh/session/format/graph"
)

const maxRepr = 500 // characters

// Repr shows a value on one line, much as JSON would:
//
//	{"a": 1, "b": [1.5, null], 5: 0x00ff, "t": 2026-01-02T03:04:05Z, "e": ext(7, 0x61)}
//
// Bytes are in hexadecimal digits. What takes more than 500 characters ends in "…".
func Repr(n *graph.Node) string {
	w := &reprWriter{left: maxRepr, open: make(map[*graph.Node]bool)}
	w.node(n)
	if w.left < 0 {
		w.b.WriteString("…")
	}
	return w.b.String()
}

type reprWriter struct {
	b    strings.Builder
	left int // negative when something did not fit
	open map[*graph.Node]bool
}

// full tells that nothing more is shown: each level of nesting shows
// something, so that a walk that heeds it is not deep either.
func (w *reprWriter) full() bool { return w.left < 0 }

func (w *reprWriter) text(s string) {
	for _, c := range s {
		if w.left--; w.left < 0 {
			return
		}
		w.b.WriteRune(c)
	}
}

func (w *reprWriter) node(n *graph.Node) {
	switch {
	case w.full():
	case n == nil:
		w.text("null")
	case !n.Compound():
		w.text(scalarText(n))
	case w.open[n] && n.Kind == graph.List:
		w.text("[...]")
	case w.open[n]:
		w.text("{...}")
	default:
		w.open[n] = true
		w.compound(n)
		delete(w.open, n)
	}
}

func (w *reprWriter) compound(n *graph.Node) {
	switch n.Kind {
	case graph.List:
		w.text("[")
		w.items(n.Items)
		w.text("]")
	case graph.Map:
		w.text("{")
		w.pairs(n.Pairs)
		w.text("}")
	default:
		w.text(strings.Trim(strconv.QuoteToGraphic(cut(n.Class)), `"`) + "(")
		w.items(n.Args)
		if len(n.Args) > 0 && len(n.Pairs) > 0 {
			w.text(", ")
		}
		w.pairs(n.Pairs)
		w.text(")")
	}
}

// items and pairs are left as soon as nothing more fits: there may be millions.
func (w *reprWriter) items(items []*graph.Node) {
	for i := 0; i < len(items) && !w.full(); i++ {
		if i > 0 {
			w.text(", ")
		}
		w.node(items[i])
	}
}

func (w *reprWriter) pairs(pairs []graph.Pair) {
	for i := 0; i < len(pairs) && !w.full(); i++ {
		if i > 0 {
			w.text(", ")
		}
		w.node(pairs[i].Key)
		w.text(": ")
		w.node(pairs[i].Value)
	}
}

func scalarText(n *graph.Node) string {
	switch n.Kind {
	case graph.Bool:
		return strconv.FormatBool(n.Bool)
	case graph.Int:
		if n.Big != nil {
			return brief(n.Big)
		}
		return strconv.FormatInt(n.Int, 10)
	case graph.Float:
		return floatText(n)
	case graph.Text:
		return quote(n.Text)
	case graph.Bytes:
		return "0x" + hex.EncodeToString([]byte(n.Text[:min(len(n.Text), maxRepr)]))
	case graph.Time:
		return n.Time.UTC().Format(time.RFC3339Nano)
	}
	return "null"
}

func floatText(n *graph.Node) string {
	switch {
	case n.Float != n.Float:
		return "NaN"
	case math.IsInf(n.Float, 1):
		return "Infinity"
	case math.IsInf(n.Float, -1):
		return "-Infinity"
	}
	bits := 64
	if _, ok := narrow(n.Float); ok && n.Form == "float32" {
		bits = 32
	}
	s := strconv.FormatFloat(n.Float, 'g', -1, bits)
	if !strings.ContainsAny(s, ".e") {
		s += ".0"
	}
	return s
}

// cut is the beginning of a text, as much as can be shown.
func cut(s string) string {
	most := maxRepr * utf8.UTFMax
	if len(s) <= most {
		return s
	}
	for i := 0; i < utf8.UTFMax && !utf8.RuneStart(s[most]); i++ {
		most--
	}
	return s[:most]
}

// quote writes a text as JSON would, but for what can be shown as it is.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, c := range cut(s) {
		switch {
		case c == '"' || c == '\\':
			b.WriteByte('\\')
			b.WriteRune(c)
		case c == '\n' || c == '\t' || c == '\r':
			b.WriteString(map[rune]string{'\n': `\n`, '\t': `\t`, '\r': `\r`}[c])
		case c > 0xffff && !strconv.IsPrint(c):
			fmt.Fprintf(&b, `\u{%x}`, c)
		case !strconv.IsPrint(c):
			fmt.Fprintf(&b, `\u%04x`, c)
		default:
			b.WriteRune(c)
		}
	}
	b.WriteByte('"')
	return b.String()
}

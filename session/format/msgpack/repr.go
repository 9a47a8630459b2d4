package msgpack

import (
	"encoding/hex"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"sessh/session/format/graph"
)

// Repr shows a value on one line, much as JSON would:
//
//	{"a": 1, "b": [1.5, null], 5: 0x00ff, "t": 2026-01-02T03:04:05Z, "e": ext(7, 0x61)}
//
// Bytes are in hexadecimal digits. What takes more than 500 characters ends in "…".
func Repr(n *graph.Node) string {
	w := new(reprWriter)
	w.node(n)
	return w.String()
}

type reprWriter struct{ graph.Line }

func (w *reprWriter) node(n *graph.Node) {
	switch {
	case w.Full():
	case n == nil:
		w.Put("null")
	case !n.Compound():
		w.Put(scalarText(n))
	case w.Once(n, w.compound):
	case n.Kind == graph.List:
		w.Put("[...]")
	default:
		w.Put("{...}")
	}
}

func (w *reprWriter) compound(n *graph.Node) {
	switch n.Kind {
	case graph.List:
		w.Put("[")
		w.Items(n.Items, w.node)
		w.Put("]")
	case graph.Map:
		w.Put("{")
		w.Pairs(n.Pairs, ": ", w.node, w.node)
		w.Put("}")
	default:
		w.Put(strings.Trim(strconv.QuoteToGraphic(graph.Begin(n.Class)), `"`) + "(")
		w.Items(n.Args, w.node)
		if len(n.Args) > 0 && len(n.Pairs) > 0 {
			w.Put(", ")
		}
		w.Pairs(n.Pairs, ": ", w.node, w.node)
		w.Put(")")
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
		return "0x" + hex.EncodeToString([]byte(n.Text[:min(len(n.Text), graph.LineLength)]))
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

// quote writes a text as JSON would, but for what can be shown as it is.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, c := range graph.Begin(s) {
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

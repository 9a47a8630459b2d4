package phpserialize

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"sessh/session/format/graph"
)

// Repr shows a value on one line, much as it would stand in a program:
//
//	['a' => 1, 'b' => [1.0, null]]
//	App\Cart {items: [], #total: 3, -owner: App\User {id: 7}}
//	Suit::Hearts
//
// -name is a private property, #name a protected one. What takes more than 500
// characters ends in "…".
func Repr(n *graph.Node) string {
	w := new(reprWriter)
	w.node(n)
	return w.String()
}

type reprWriter struct{ graph.Line }

// text shows s, which has nothing to escape, but for names of classes that are
// up to something.
func (w *reprWriter) text(s string) {
	w.Put(strings.Map(func(c rune) rune {
		if !strconv.IsPrint(c) {
			return utf8.RuneError
		}
		return c
	}, s))
}

func (w *reprWriter) node(n *graph.Node) {
	switch {
	case w.Full():
	case n == nil:
		w.text("null")
	case !n.Compound():
		w.scalar(n)
	case !w.Once(n, w.compound):
		w.text("*RECURSION*")
	}
}

func (w *reprWriter) compound(n *graph.Node) {
	switch {
	case n.Kind == graph.Object && n.Form == formEnum && len(n.Args) == 1 && n.Args[0] != nil:
		w.text(n.Class + "::" + n.Args[0].Text)
	case n.Kind == graph.Object:
		w.object(n)
	case n.Kind == graph.List:
		w.text("[")
		w.Items(n.Items, w.node)
		w.text("]")
	default:
		w.text("[")
		w.Pairs(n.Pairs, " => ", w.node, w.node)
		w.text("]")
	}
}

func (w *reprWriter) object(n *graph.Node) {
	w.text(n.Class + " {")
	w.Items(n.Args, w.node)
	w.Pairs(n.Pairs, ": ", w.property, w.node)
	w.text("}")
}

// property shows the name of a property without its mangling.
func (w *reprWriter) property(n *graph.Node) {
	if n == nil || n.Kind != graph.Text && n.Kind != graph.Bytes {
		w.node(n)
		return
	}
	name := n.Text
	if class, rest, ok := strings.Cut(strings.TrimPrefix(name, "\x00"), "\x00"); ok && name[0] == 0 {
		name = rest
		if class == "*" {
			w.text("#")
		} else {
			w.text("-")
		}
	}
	if name == "" || strings.ContainsFunc(name, func(c rune) bool { return c == utf8.RuneError || !strconv.IsPrint(c) }) {
		w.text(quote(name))
		return
	}
	w.text(name)
}

func (w *reprWriter) scalar(n *graph.Node) {
	switch n.Kind {
	case graph.Null:
		w.text("null")
	case graph.Bool:
		w.text(strconv.FormatBool(n.Bool))
	case graph.Int:
		if n.Big != nil && n.Big.BitLen() > 8*graph.LineLength {
			w.text(fmt.Sprintf("an integer of %d bits", n.Big.BitLen()))
			return
		}
		w.text(n.Integer().String())
	case graph.Float:
		s := formatFloat(n.Float)
		if !math.IsInf(n.Float, 0) && !math.IsNaN(n.Float) && !strings.Contains(s, ".") {
			s += ".0"
		}
		w.text(s)
	case graph.Text, graph.Bytes:
		w.text(quote(n.Text))
	default:
		w.text(n.Time.String())
	}
}

// quote writes the beginning of a string, as much as can be shown: in double
// quotes if there is something to escape.
func quote(s string) string {
	s = graph.Begin(s)
	var b strings.Builder
	escaped := false
	for i, c := range s {
		_, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case c == '\n' || c == '\t' || c == '\r' || c == 0x1b:
			b.WriteString(map[rune]string{'\n': `\n`, '\t': `\t`, '\r': `\r`, 0x1b: `\e`}[c])
		case c < ' ' || c == 0x7f || c == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02X`, s[i])
		case !strconv.IsPrint(c):
			fmt.Fprintf(&b, `\u{%x}`, c)
		default:
			if c == '\\' || c == '"' || c == '$' {
				b.WriteByte('\\')
			}
			b.WriteRune(c)
			continue
		}
		escaped = true
	}
	if !escaped {
		return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(s) + "'"
	}
	return `"` + b.String() + `"`
}

package pickle

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"sessh/session/format/graph"
)

// Repr shows a value as Python does, on one line of at most 500 characters. An
// object of a class that is not Python's own is shown with what it holds:
// <shop.Item {'name': 'tea'}>.
func Repr(n *graph.Node) string {
	p := printer{open: make(map[*graph.Node]bool)}
	p.node(n)
	s := string(p.out)
	if utf8.RuneCountInString(s) <= longest {
		return s
	}
	return string([]rune(s)[:longest]) + "…"
}

const (
	longest      = 500                   // characters
	longestBytes = longest * utf8.UTFMax // that many characters are in any case
	longestInt   = 4 * longestBytes      // bits
)

type printer struct {
	out  []byte
	open map[*graph.Node]bool // compound nodes that are being shown
}

func (p *printer) print(s string) { p.out = append(p.out, s...) }

// full tells that no more is needed.
func (p *printer) full() bool { return len(p.out) > longestBytes }

func (p *printer) node(n *graph.Node) {
	switch {
	case p.full():
		return
	case n == nil:
		p.print("?")
		return
	case n.Compound():
		if p.open[n] {
			p.again(n)
			return
		}
		p.open[n] = true
		defer delete(p.open, n)
	}
	switch n.Kind {
	case graph.Null:
		p.print("None")
	case graph.Bool:
		p.print(map[bool]string{true: "True", false: "False"}[n.Bool])
	case graph.Int:
		p.int(n)
	case graph.Float:
		p.print(reprFloat(n.Float))
	case graph.Text:
		p.print(quoteText(n.Text))
	case graph.Bytes:
		p.bytes(n)
	case graph.List:
		p.list(n)
	case graph.Map:
		p.dict(n.Pairs)
	case graph.Object:
		p.object(n)
	default:
		p.print("<" + n.Kind.String() + ">")
	}
}

// again stands for what is part of itself.
func (p *printer) again(n *graph.Node) {
	switch {
	case n.Kind == graph.Map:
		p.print("{...}")
	case n.Kind == graph.Object:
		p.print("<" + name(n) + " ...>")
	case n.Form == formTuple:
		p.print("(...)")
	case n.Form == formSet || n.Form == formFrozenset:
		p.print(n.Form + "(...)")
	default:
		p.print("[...]")
	}
}

func (p *printer) int(n *graph.Node) {
	if n.Big != nil && n.Big.BitLen() > longestInt {
		p.print(fmt.Sprintf("<int of %d bits>", n.Big.BitLen()))
		return
	}
	p.print(n.Integer().String())
}

func (p *printer) bytes(n *graph.Node) {
	s := Quote(n.Text[:min(len(n.Text), longestBytes)])
	switch n.Form {
	case formStr, formPersid:
		p.print(s)
	case formBytearray:
		p.print("bytearray(b" + s + ")")
	default:
		p.print("b" + s)
	}
}

func (p *printer) list(n *graph.Node) {
	switch n.Form {
	case formTuple:
		p.print("(")
		p.items(n.Items)
		if len(n.Items) == 1 {
			p.print(",")
		}
		p.print(")")
	case formSet, formFrozenset:
		p.set(n)
	default:
		p.print("[")
		p.items(n.Items)
		p.print("]")
	}
}

func (p *printer) set(n *graph.Node) {
	if len(n.Items) == 0 {
		p.print(n.Form + "()")
		return
	}
	if n.Form == formFrozenset {
		p.print("frozenset(")
		defer p.print(")")
	}
	p.print("{")
	p.items(n.Items)
	p.print("}")
}

func (p *printer) items(items []*graph.Node) {
	for i, c := range items {
		if p.full() {
			return
		}
		if i > 0 {
			p.print(", ")
		}
		p.node(c)
	}
}

func (p *printer) dict(pairs []graph.Pair) {
	p.print("{")
	for i, e := range pairs {
		if p.full() {
			return
		}
		if i > 0 {
			p.print(", ")
		}
		p.node(e.Key)
		p.print(": ")
		p.node(e.Value)
	}
	p.print("}")
}

// quoteText is Python 3's repr of a str, as far as it is looked at. s may have
// surrogates.
func quoteText(s string) string {
	quote := '\''
	if strings.Contains(s, "'") && !strings.Contains(s, `"`) {
		quote = '"'
	}
	b := utf8.AppendRune(nil, quote)
	for len(s) > 0 && len(b) <= longestBytes {
		c, size := decodeRune(s)
		switch {
		case size == 0:
			c, size = rune(s[0]), 1
			b = fmt.Appendf(b, `\x%02x`, c)
		case c == quote || c == '\\':
			b = utf8.AppendRune(append(b, '\\'), c)
		case c == '\t', c == '\n', c == '\r':
			b = append(b, strings.Trim(strconv.QuoteRune(c), "'")...)
		case unicode.IsPrint(c):
			b = utf8.AppendRune(b, c)
		case c <= 0xff:
			b = fmt.Appendf(b, `\x%02x`, c)
		case c <= 0xffff:
			b = fmt.Appendf(b, `\u%04x`, c)
		default:
			b = fmt.Appendf(b, `\U%08x`, c)
		}
		s = s[size:]
	}
	return string(utf8.AppendRune(b, quote))
}

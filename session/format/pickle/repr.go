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
	p := new(printer)
	p.node(n)
	return p.String()
}

const (
	longestBytes = graph.LineLength * utf8.UTFMax // a line has no more
	longestInt   = 4 * longestBytes               // bits
)

type printer struct{ graph.Line }

func (p *printer) node(n *graph.Node) {
	switch {
	case p.Full():
	case n == nil:
		p.Put("?")
	case !n.Compound():
		p.scalar(n)
	case !p.Once(n, p.compound):
		p.again(n)
	}
}

func (p *printer) scalar(n *graph.Node) {
	switch n.Kind {
	case graph.Null:
		p.Put("None")
	case graph.Bool:
		p.Put(map[bool]string{true: "True", false: "False"}[n.Bool])
	case graph.Int:
		p.int(n)
	case graph.Float:
		p.Put(reprFloat(n.Float))
	case graph.Text:
		p.Put(quoteText(n.Text))
	case graph.Bytes:
		p.bytes(n)
	default:
		p.Put("<" + n.Kind.String() + ">")
	}
}

func (p *printer) compound(n *graph.Node) {
	switch n.Kind {
	case graph.List:
		p.list(n)
	case graph.Map:
		p.dict(n.Pairs)
	default:
		p.object(n)
	}
}

// again stands for what is part of itself.
func (p *printer) again(n *graph.Node) {
	switch {
	case n.Kind == graph.Map:
		p.Put("{...}")
	case n.Kind == graph.Object:
		p.Put("<" + name(n) + " ...>")
	case n.Form == formTuple:
		p.Put("(...)")
	case n.Form == formSet || n.Form == formFrozenset:
		p.Put(n.Form + "(...)")
	default:
		p.Put("[...]")
	}
}

func (p *printer) int(n *graph.Node) {
	if n.Big != nil && n.Big.BitLen() > longestInt {
		p.Put(fmt.Sprintf("<int of %d bits>", n.Big.BitLen()))
		return
	}
	p.Put(n.Integer().String())
}

func (p *printer) bytes(n *graph.Node) {
	s := Quote(n.Text[:min(len(n.Text), longestBytes)])
	switch n.Form {
	case formStr, formPersid:
		p.Put(s)
	case formBytearray:
		p.Put("bytearray(b" + s + ")")
	default:
		p.Put("b" + s)
	}
}

func (p *printer) list(n *graph.Node) {
	switch n.Form {
	case formTuple:
		p.Put("(")
		p.Items(n.Items, p.node)
		if len(n.Items) == 1 {
			p.Put(",")
		}
		p.Put(")")
	case formSet, formFrozenset:
		p.set(n)
	default:
		p.Put("[")
		p.Items(n.Items, p.node)
		p.Put("]")
	}
}

func (p *printer) set(n *graph.Node) {
	if len(n.Items) == 0 {
		p.Put(n.Form + "()")
		return
	}
	if n.Form == formFrozenset {
		p.Put("frozenset(")
		defer p.Put(")")
	}
	p.Put("{")
	p.Items(n.Items, p.node)
	p.Put("}")
}

func (p *printer) dict(pairs []graph.Pair) {
	p.Put("{")
	p.Pairs(pairs, ": ", p.node, p.node)
	p.Put("}")
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

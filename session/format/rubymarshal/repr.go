package rubymarshal

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"sessh/session/format/graph"
)

const (
	shown     = 500 // characters of a value
	reprDepth = 200
)

// Repr shows a value on one line as inspect of Ruby 3.1 would, without
// addresses and without the methods of an application: an object that has its
// own inspect is shown by its parts. A hash of a subclass is shown with the name
// of its class. Control characters are escaped wherever they stand, some of
// which Ruby leaves.
func Repr(n *graph.Node) string {
	p := &printer{active: make(map[*graph.Node]bool)}
	p.node(n)
	out := p.b.String()
	if utf8.RuneCountInString(out) <= shown {
		return out
	}
	runes := 0
	for i := range out {
		if runes == shown {
			return out[:i] + "…"
		}
		runes++
	}
	return out
}

type printer struct {
	b      strings.Builder
	active map[*graph.Node]bool // those that are being shown
}

// full tells that enough is written: no character takes more than 4 bytes.
func (p *printer) full() bool { return p.b.Len() > 4*shown }

func (p *printer) put(s string) {
	if !p.full() {
		p.b.WriteString(s)
	}
}

func (p *printer) node(n *graph.Node) {
	if n == nil {
		p.put("nil")
		return
	}
	switch n.Kind {
	case graph.Null:
		p.put("nil")
	case graph.Bool:
		p.put(strconv.FormatBool(n.Bool))
	case graph.Int:
		p.put(n.Integer().String())
	case graph.Float:
		p.put(floatRepr(n.Float))
	case graph.Text, graph.Bytes:
		if isSymbol(n) {
			p.symbol(n)
			return
		}
		p.quoted(n)
	case graph.Time:
		p.put(n.Time.Format("2006-01-02 15:04:05.999999999 -0700"))
	default:
		p.compound(n)
	}
}

// compound shows what can be part of itself.
func (p *printer) compound(n *graph.Node) {
	switch {
	case p.full():
		return
	case p.active[n] || len(p.active) > reprDepth:
		p.again(n)
		return
	}
	p.active[n] = true
	defer delete(p.active, n)
	switch n.Kind {
	case graph.List:
		p.sequence("[", n.Items, "]")
	case graph.Map:
		p.hash(n)
	default:
		p.object(n)
	}
}

// again stands for what is being shown already.
func (p *printer) again(n *graph.Node) {
	switch {
	case n.Kind == graph.List:
		p.put("[...]")
	case n.Kind == graph.Map:
		p.put("{...}")
	case n.Form == "C" && hashInside(n) != nil:
		p.put("#<" + name(n.Class) + " {...}>")
	case wraps(n):
		p.againInside(n)
	case n.Form == "S":
		p.put("#<struct " + name(n.Class) + ":...>")
	default:
		p.put("#<" + name(n.Class) + " ...>")
	}
}

// againInside is again for what wraps something else than a hash of a subclass.
func (p *printer) againInside(n *graph.Node) {
	for range reprDepth {
		if !wraps(n) || len(n.Args) != 1 || n.Args[0] == nil {
			break
		}
		n = n.Args[0]
	}
	switch {
	case wraps(n):
		p.put("...")
	case n.Compound():
		p.again(n)
	default:
		p.node(n)
	}
}

func (p *printer) sequence(open string, items []*graph.Node, end string) {
	p.put(open)
	for i, v := range items {
		if p.full() {
			return
		}
		if i > 0 {
			p.put(", ")
		}
		p.node(v)
	}
	p.put(end)
}

func (p *printer) hash(n *graph.Node) {
	p.put("{")
	for i, e := range n.Pairs {
		if p.full() {
			return
		}
		if i > 0 {
			p.put(", ")
		}
		p.node(e.Key)
		p.put("=>")
		p.node(e.Value)
	}
	p.put("}")
}

// variables shows names with values.
func (p *printer) variables(pairs []graph.Pair) {
	for i, e := range pairs {
		if p.full() {
			return
		}
		if i > 0 {
			p.put(",")
		}
		p.put(" ")
		if e.Key != nil {
			p.put(name(e.Key.Text))
		}
		p.put("=")
		p.node(e.Value)
	}
}

// name is that of a class or variable, quoted where it has characters that no
// name has.
func name(s string) string {
	for _, r := range s {
		if r == utf8.RuneError || r == ' ' || r == '"' || !printable(r) {
			p := &printer{}
			p.quoted(graph.NewText(s))
			return p.b.String()
		}
	}
	return s
}

func floatRepr(f float64) string {
	switch {
	case math.IsNaN(f):
		return "NaN"
	case math.IsInf(f, 0):
		return map[bool]string{true: "Infinity", false: "-Infinity"}[f > 0]
	case f == 0:
		return map[bool]string{true: "-0.0", false: "0.0"}[math.Signbit(f)]
	}
	sign, digits, point := decimal(f)
	if -4 < point && (point <= 15 || point < len(digits)) {
		text := fixed(digits, point)
		if !strings.Contains(text, ".") {
			text += ".0"
		}
		return sign + text
	}
	rest := digits[1:]
	if rest == "" {
		rest = "0"
	}
	exponent := strconv.Itoa(point - 1)
	if point < 1 {
		exponent = exponent[1:]
	}
	if len(exponent) < 2 {
		exponent = "0" + exponent
	}
	return sign + digits[:1] + "." + rest + "e" + map[bool]string{true: "-", false: "+"}[point < 1] + exponent
}

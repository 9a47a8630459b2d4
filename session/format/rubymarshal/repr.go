package rubymarshal

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"sessh/session/format/graph"
)

const reprDepth = 200

// Repr shows a value on one line as inspect of Ruby 3.1 would, without
// addresses and without the methods of an application: an object that has its
// own inspect is shown by its parts. A hash of a subclass is shown with the name
// of its class. Control characters are escaped wherever they stand, some of
// which Ruby leaves.
func Repr(n *graph.Node) string {
	p := new(printer)
	p.node(n)
	return p.String()
}

type printer struct{ graph.Line }

func (p *printer) node(n *graph.Node) {
	if n == nil {
		p.Put("nil")
		return
	}
	switch n.Kind {
	case graph.Null:
		p.Put("nil")
	case graph.Bool:
		p.Put(strconv.FormatBool(n.Bool))
	case graph.Int:
		p.Put(n.Integer().String())
	case graph.Float:
		p.Put(floatRepr(n.Float))
	case graph.Text, graph.Bytes:
		if isSymbol(n) {
			p.symbol(n)
			return
		}
		p.quoted(n)
	case graph.Time:
		p.Put(n.Time.Format("2006-01-02 15:04:05.999999999 -0700"))
	default:
		p.compound(n)
	}
}

// compound shows what can be part of itself.
func (p *printer) compound(n *graph.Node) {
	if !p.Full() && (p.Depth() > reprDepth || !p.Once(n, p.parts)) {
		p.again(n)
	}
}

func (p *printer) parts(n *graph.Node) {
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
		p.Put("[...]")
	case n.Kind == graph.Map:
		p.Put("{...}")
	case n.Form == "C" && hashInside(n) != nil:
		p.Put("#<" + name(n.Class) + " {...}>")
	case wraps(n):
		p.againInside(n)
	case n.Form == "S":
		p.Put("#<struct " + name(n.Class) + ":...>")
	default:
		p.Put("#<" + name(n.Class) + " ...>")
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
		p.Put("...")
	case n.Compound():
		p.again(n)
	default:
		p.node(n)
	}
}

func (p *printer) sequence(open string, items []*graph.Node, end string) {
	p.Put(open)
	p.Items(items, p.node)
	p.Put(end)
}

func (p *printer) hash(n *graph.Node) {
	p.Put("{")
	p.Pairs(n.Pairs, "=>", p.node, p.node)
	p.Put("}")
}

// variables shows names with values.
func (p *printer) variables(pairs []graph.Pair) {
	for i, e := range pairs {
		if p.Full() {
			return
		}
		if i > 0 {
			p.Put(",")
		}
		p.Put(" ")
		if e.Key != nil {
			p.Put(name(e.Key.Text))
		}
		p.Put("=")
		p.node(e.Value)
	}
}

// name is that of a class or variable, quoted where it has characters that no
// name has.
func name(s string) string {
	for _, r := range s {
		if r == utf8.RuneError || r == ' ' || r == '"' || !printable(r) {
			p := new(printer)
			p.quoted(graph.NewText(s))
			return p.String()
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

package msgpack

import (
	"math"
	"math/big"
	"strings"
	"unicode/utf8"

	"sessh/session/format/graph"
	"sessh/session/format/phpgraph"
)

// bounds are the limits for writing; Python reads up to 1024 levels.
var bounds = graph.Bounds{Depth: 1000, Bytes: 64 << 20, Cycle: "the value holds itself, which MessagePack cannot write"}

// Encode writes a value: the same bytes for the same graph, and those that it was
// read from if nothing was changed. MessagePack has no references: what is in two
// places is written twice. Errors name what cannot be written: what holds itself,
// integers beyond 64 bits, objects of other formats, texts that are not UTF-8.
func Encode(root *graph.Node) ([]byte, error) {
	return graph.Write(bounds, func(w *graph.Writer) {
		e := &encoder{Writer: w}
		e.value(root)
	})
}

type encoder struct {
	*graph.Writer
	php *phpWriter // nil for plain MessagePack
}

func (e *encoder) value(n *graph.Node) {
	e.Check(n)
	if !n.Compound() {
		e.scalar(n)
		return
	}
	e.Enter(n)
	switch {
	case e.php != nil:
		e.phpCompound(n)
	case n.Kind == graph.Object:
		e.ext(n)
	case n.Kind == graph.List:
		e.list(n)
	default:
		e.count("map", n.Form, len(n.Pairs), 0x80)
		e.pairs(n.Pairs)
	}
	e.Leave(n)
}

func (e *encoder) list(n *graph.Node) {
	e.count("array", n.Form, len(n.Items), 0x90)
	for _, c := range n.Items {
		e.member(c, false)
	}
}

// member writes a value inside another; byRef counts for PHP only.
func (e *encoder) member(n *graph.Node, byRef bool) {
	if e.php != nil {
		e.phpValue(n, byRef)
	} else {
		e.value(n)
	}
}

func (e *encoder) pairs(pairs []graph.Pair) {
	for _, p := range pairs {
		e.value(p.Key)
		e.member(p.Value, phpgraph.IsReference(p.Key))
	}
}

// count writes how a list or mapping begins.
func (e *encoder) count(family, form string, n int, fix byte) {
	h, long := chosen(family, form, n, 15)
	if !long {
		e.Byte(fix | byte(n))
		return
	}
	e.header(h, n)
}

func (e *encoder) header(h header, n int) {
	e.Byte(h.code)
	e.BigEndian(uint64(n), h.bytes)
}

func (e *encoder) scalar(n *graph.Node) {
	switch n.Kind {
	case graph.Null:
		e.Byte(0xc0)
	case graph.Bool:
		if n.Bool {
			e.Byte(0xc3)
		} else {
			e.Byte(0xc2)
		}
	case graph.Int:
		e.integer(n)
	case graph.Float:
		if bits, ok := narrow(n.Float); ok && n.Form == "float32" {
			e.Byte(0xca)
			e.BigEndian(uint64(bits), 4)
			return
		}
		e.Byte(0xcb)
		e.BigEndian(math.Float64bits(n.Float), 8)
	case graph.Time:
		if y := n.Time.UTC().Year(); y < 1 || y > 9999 {
			e.Fail("a time in the year %d cannot be written in MessagePack", y)
		}
		e.time(n)
	default:
		e.text(n)
	}
}

func (e *encoder) integer(n *graph.Node) {
	if n.Big != nil {
		e.big(n.Big)
		return
	}
	code := usualInteger(n.Int)
	if n.Form != "" {
		code = formInteger(n, code)
	}
	e.Byte(code)
	if code >= firstHeader && code < 0xe0 {
		e.BigEndian(uint64(n.Int), headers[code-firstHeader].bytes)
	}
}

func (e *encoder) big(n *big.Int) {
	switch {
	case n.IsUint64():
		e.Byte(0xcf)
		e.BigEndian(n.Uint64(), 8)
	case n.BitLen() > 256:
		e.Fail("the integer of %d bits does not fit into MessagePack's 64 bits", n.BitLen())
	default:
		e.Fail("the integer %s does not fit into MessagePack's 64 bits", n)
	}
}

// formInteger returns the first byte of an integer of the form of n, or else usual.
func formInteger(n *graph.Node, usual byte) byte {
	form := phpgraph.Form(n)
	for _, h := range headers {
		if h.form == form && isInteger(h) && integerFits(n.Int, h) {
			return h.code
		}
	}
	return usual
}

// isStr reports whether Bytes of a form were a str.
func isStr(form string) bool { return strings.HasPrefix(form, formStr) }

func (e *encoder) text(n *graph.Node) {
	size := len(n.Text)
	if size > bounds.Bytes {
		e.Fail("a text takes more than %d bytes", bounds.Bytes)
	}
	if n.Kind == graph.Text && !utf8.ValidString(n.Text) {
		e.Fail("the text %.40q is not UTF-8", n.Text)
	}
	if n.Kind == graph.Text || isStr(n.Form) {
		e.str(phpgraph.Form(n), n.Text)
		return
	}
	h, _ := chosen("bin", phpgraph.Form(n), size, -1)
	e.header(h, size)
	e.Text(n.Text)
}

func (e *encoder) str(form, s string) {
	if h, long := chosen("str", form, len(s), 31); long {
		e.header(h, len(s))
	} else {
		e.Byte(0xa0 | byte(len(s)))
	}
	e.Text(s)
}

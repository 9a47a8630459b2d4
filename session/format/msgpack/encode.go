package msgpack

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/big"
	"strings"
	"unicode/utf8"

	"sessh/session/format/graph"
)

// Encode writes a value: the same bytes for the same graph, and those that it
// was read from if nothing was changed. MessagePack has no references: what
// stands in two places is written twice. Errors name what cannot be
// written: what holds itself, integers beyond 64 bits, objects of other
// formats, texts that are no UTF-8.
func Encode(root *graph.Node) ([]byte, error) {
	e := &encoder{open: make(map[*graph.Node]bool)}
	if err := e.value(root); err != nil {
		return nil, err
	}
	return e.out, nil
}

type encoder struct {
	out   []byte
	open  map[*graph.Node]bool
	depth int
	php   *phpWriter // nil for plain MessagePack
}

func (e *encoder) value(n *graph.Node) error {
	switch {
	case n == nil:
		return errors.New("a part of the value is missing")
	case len(e.out) > maxBytes:
		return fmt.Errorf("the value takes more than %d bytes", maxBytes)
	case !n.Compound():
		return e.scalar(n)
	case e.open[n]:
		return errors.New("the value holds itself, which MessagePack cannot write")
	}
	if e.depth++; e.depth > maxDepth {
		return fmt.Errorf("the value is nested deeper than %d levels", maxDepth)
	}
	e.open[n] = true
	defer func() {
		delete(e.open, n)
		e.depth--
	}()
	if e.php != nil {
		return e.phpCompound(n)
	}
	return e.compound(n)
}

func (e *encoder) compound(n *graph.Node) error {
	switch n.Kind {
	case graph.Object:
		return e.ext(n)
	case graph.List:
		return e.list(n)
	}
	e.count("map", n.Form, len(n.Pairs), 0x80)
	return e.pairs(n.Pairs)
}

func (e *encoder) list(n *graph.Node) error {
	e.count("array", n.Form, len(n.Items), 0x90)
	for _, c := range n.Items {
		if err := e.member(c, false); err != nil {
			return err
		}
	}
	return nil
}

// member writes a value inside of another; byRef counts for PHP only.
func (e *encoder) member(n *graph.Node, byRef bool) error {
	if e.php != nil {
		return e.phpValue(n, byRef)
	}
	return e.value(n)
}

func (e *encoder) pairs(pairs []graph.Pair) error {
	for _, p := range pairs {
		if err := e.value(p.Key); err != nil {
			return err
		}
		if err := e.member(p.Value, isReference(p.Key)); err != nil {
			return err
		}
	}
	return nil
}

// count writes how a list or mapping begins.
func (e *encoder) count(family, form string, n int, fix byte) {
	h, long := chosen(family, form, n, 15)
	if !long {
		e.out = append(e.out, fix|byte(n))
		return
	}
	e.header(h, n)
}

func (e *encoder) header(h header, n int) {
	e.out = append(e.out, h.code)
	e.number(uint64(n), h.bytes)
}

// number writes the lower bytes of a number.
func (e *encoder) number(v uint64, bytes int) {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], v)
	e.out = append(e.out, b[8-bytes:]...)
}

func (e *encoder) scalar(n *graph.Node) error {
	switch n.Kind {
	case graph.Null:
		e.out = append(e.out, 0xc0)
	case graph.Bool:
		if n.Bool {
			e.out = append(e.out, 0xc3)
		} else {
			e.out = append(e.out, 0xc2)
		}
	case graph.Int:
		return e.integer(n)
	case graph.Float:
		e.float(n)
	case graph.Time:
		if y := n.Time.UTC().Year(); y < 1 || y > 9999 {
			return fmt.Errorf("a time in the year %d cannot be written in MessagePack", y)
		}
		e.time(n)
	default:
		return e.text(n)
	}
	return nil
}

func (e *encoder) integer(n *graph.Node) error {
	if n.Big != nil {
		if !n.Big.IsUint64() {
			return fmt.Errorf("the integer %s does not fit one of MessagePack: 64 bits", brief(n.Big))
		}
		e.out = append(e.out, 0xcf)
		e.number(n.Big.Uint64(), 8)
		return nil
	}
	code := usualInteger(n.Int)
	if n.Form != "" {
		code = formInteger(n, code)
	}
	e.out = append(e.out, code)
	if code >= firstHeader && code < 0xe0 {
		e.number(uint64(n.Int), headers[code-firstHeader].bytes)
	}
	return nil
}

// formInteger is the first byte of an integer of the form of n, or else usual.
func formInteger(n *graph.Node, usual byte) byte {
	form := width(n)
	for _, h := range headers {
		if h.form == form && isInteger(h) && integerFits(n.Int, h) {
			return h.code
		}
	}
	return usual
}

// brief shows an integer of any size.
func brief(n *big.Int) string {
	if n.BitLen() > 256 {
		return fmt.Sprintf("of %d bits", n.BitLen())
	}
	return n.String()
}

func (e *encoder) float(n *graph.Node) {
	if bits, ok := narrow(n.Float); ok && n.Form == "float32" {
		e.out = append(e.out, 0xca)
		e.number(uint64(bits), 4)
		return
	}
	e.out = append(e.out, 0xcb)
	e.number(math.Float64bits(n.Float), 8)
}

// isStr reports whether Bytes of a form were a str.
func isStr(form string) bool { return strings.HasPrefix(form, formStr) }

func (e *encoder) text(n *graph.Node) error {
	size := len(n.Text)
	if size > maxBytes {
		return fmt.Errorf("a text takes more than %d bytes", maxBytes)
	}
	if n.Kind == graph.Text && !utf8.ValidString(n.Text) {
		return fmt.Errorf("the text %.40q is no UTF-8", n.Text)
	}
	family := "bin"
	if n.Kind == graph.Text || isStr(n.Form) {
		family = "str"
	}
	h, long := chosen(family, width(n), size, map[string]int{"bin": -1, "str": 31}[family])
	if !long {
		e.out = append(e.out, 0xa0|byte(size))
	} else {
		e.header(h, size)
	}
	e.out = append(e.out, n.Text...)
	return nil
}

package pickle

import (
	"bytes"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"sessh/session/format/graph"
	"sessh/session/format/pickle/escape"
	"sessh/session/format/pickle/forms"
	"sessh/session/tree"
)

// The opcodes that push what has no parts.

func (m *machine) none(operand) { m.push(m.r.New(graph.Null)) }

// intLine pushes an int in decimal, or a bool, which protocols 0 and 1 write as 00 or 01.
func (m *machine) intLine(a operand) {
	if s := string(a.text); s == "00" || s == "01" {
		m.push(m.r.Bool(s == "01"))
		return
	}
	m.push(m.integer(a.text))
}

func (m *machine) longLine(a operand) { m.pushLong(m.integer(bytes.TrimSuffix(a.text, []byte("L")))) }

// integer refuses leading zeros: Python would take the number for octal.
func (m *machine) integer(line []byte) *graph.Node {
	if digits := bytes.TrimLeft(line, "+-"); len(digits) > 1 && digits[0] == '0' {
		m.r.Fail("the integer %.40q begins with a zero", line)
	}
	return m.r.Decimal(line)
}

// long pushes an integer in two's complement.
func (m *machine) long(a operand) {
	m.r.Digits(len(a.text))
	m.pushLong(m.r.Big(twosComplement(a.text)))
}

func twosComplement(little []byte) *big.Int {
	b := slices.Clone(little)
	slices.Reverse(b)
	v := new(big.Int).SetBytes(b)
	if len(b) > 0 && b[0] >= 0x80 {
		v.Sub(v, new(big.Int).Lsh(big.NewInt(1), uint(8*len(b))))
	}
	return v
}

func (m *machine) pushLong(n *graph.Node) {
	if n.Big == nil {
		n.Form = forms.Long
		m.longs = append(m.longs, n)
	}
	m.push(n)
}

func (m *machine) float(a operand) { m.push(m.r.Float(math.Float64frombits(a.n))) }

func (m *machine) floatLine(a operand) {
	s := string(a.text)
	// Go accepts some notations that Python does not.
	if strings.Trim(s, "0123456789+-.eE") != "" {
		switch strings.ToLower(strings.TrimLeft(s, "+-")) {
		case "inf", "infinity":
		case "nan":
			s = "nan" // a sign is lost: Go has none
		default:
			m.r.Fail("%.40q is not a float", s)
		}
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		m.r.Fail("%.40q is not a float", s)
	}
	if s != tree.FloatText(f) && s == float17(f) {
		m.info.layout.digits17 = true
	}
	m.push(m.r.Float(f))
}

func (m *machine) strLine(a operand) {
	line, n := a.text, len(a.text)
	if n < 2 || line[0] != line[n-1] || line[0] != '\'' && line[0] != '"' {
		m.r.Fail("a string without quotes")
	}
	b, err := escape.Unescape(line[1 : n-1])
	if err != nil {
		m.r.Fail("the string cannot be read: %v", err)
	}
	m.str(operand{text: b})
}

// str pushes a str of Python 2.
func (m *machine) str(a operand) {
	m.info.Python2 = true
	n := m.r.Text(a.text)
	n.Form = forms.Str
	m.push(n)
}

func (m *machine) bytes(a operand)     { m.push(m.r.Bytes(forms.Bytes, a.text)) }
func (m *machine) bytearray(a operand) { m.push(m.r.Bytes(forms.Bytearray, a.text)) }

func (m *machine) unicodeLine(a operand) {
	b, err := escape.UnescapeUnicode(a.text)
	if err != nil {
		m.r.Fail("the unicode string cannot be read: %v", err)
	}
	if bytes.ContainsAny(a.text, "\x00\r\x1a") {
		m.info.layout.raw = true
	}
	m.unicode(operand{text: b})
}

// unicode pushes a unicode string, given in UTF-8 that may have surrogates.
func (m *machine) unicode(a operand) {
	if utf8.Valid(a.text) {
		n := m.r.Text(a.text)
		n.Form = forms.Unicode
		m.push(n)
		return
	}
	if !escape.ValidWithSurrogates(a.text) {
		m.r.Fail("a unicode string is not UTF-8")
	}
	m.object(forms.Surrogates, "unicode", m.r.Bytes("", a.text))
}

// The opcodes that push lists, tuples, dicts and sets, and fill them.

func empty(form string) func(*machine, operand) {
	return func(m *machine, _ operand) { m.list(form, nil) }
}

func marked(form string) func(*machine, operand) {
	return func(m *machine, _ operand) { m.list(form, m.sinceMark()) }
}

func tupleOf(size int) func(*machine, operand) {
	return func(m *machine, _ operand) { m.list(forms.Tuple, m.take(size)) }
}

// list pushes a list of the form.
func (m *machine) list(form string, items []*graph.Node) {
	n := m.newList(form, items)
	if form == forms.Set || form == forms.Frozenset {
		m.maps = append(m.maps, n)
	}
	m.filled[n] = m.r.Offset()
	m.push(n)
}

func (m *machine) newList(form string, items []*graph.Node) *graph.Node {
	n := m.r.New(graph.List)
	n.Form, n.Items = form, slices.Clone(items)
	return n
}

// dict pushes a dict of keys and values in turn.
func (m *machine) dict(items []*graph.Node) {
	n := m.r.New(graph.Map)
	m.maps = append(m.maps, n)
	m.filled[n] = m.r.Offset()
	m.addPairs(n, items)
	m.push(n)
}

func (m *machine) addPairs(n *graph.Node, items []*graph.Node) {
	if len(items)%2 != 0 {
		m.r.Fail("a key has no value")
	}
	for i := 0; i < len(items); i += 2 {
		n.Pairs = append(n.Pairs, graph.Pair{Key: items[i], Value: items[i+1]})
	}
}

// extend appends items to the list, or adds them to the set, on top of the stack.
func (m *machine) extend(items []*graph.Node, set bool) {
	n := m.top()
	m.filled[n] = m.r.Offset()
	switch {
	case n.Kind == graph.List && (set && n.Form == forms.Set || !set && n.Form == ""), forms.Built(n) && !set:
		n.Items = append(n.Items, items...)
	case forms.Built(n):
		n.Items = append(n.Items, m.newList(forms.Additems, items))
	default:
		m.r.Fail("items cannot be appended to %s", what(n))
	}
}

func (m *machine) setItems(items []*graph.Node) {
	n := m.top()
	if n.Kind != graph.Map && !forms.Built(n) {
		m.r.Fail("items cannot be set in %s", what(n))
	}
	m.filled[n] = m.r.Offset()
	m.addPairs(n, items)
}

// what names a node's kind, for errors.
func what(n *graph.Node) string {
	switch {
	case n.Class != "":
		return "a " + n.Class
	case n.Form != "":
		return "a " + n.Form
	case n.Kind == graph.Map:
		return "a dict"
	}
	return "a " + n.Kind.String()
}

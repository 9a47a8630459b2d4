package rubymarshal

import (
	"bytes"
	"sync"
	"unicode/utf8"

	"sessh/session/format/graph"
	"sessh/session/format/serial"
)

// Sketch reads a hash as far as its names; see [serial.Sketch]. It knows plain data, and of objects in
// several places only strings and floats.
func Sketch(s *serial.Sketch) (*graph.Node, error) {
	m := sketches.Get().(*sketch)
	defer m.end()
	m.s = s
	if !s.Expect(version+"{") || !m.s.Look() {
		return nil, serial.ErrUnusual
	}
	root, ok := m.hash()
	if !ok || !s.End() {
		return nil, serial.ErrUnusual
	}
	return root, nil
}

var sketches = sync.Pool{New: func() any { return new(sketch) }}

// end keeps the sketch to be used again.
func (m *sketch) end() {
	m.s, m.symbols, m.objects = nil, m.symbols[:0], m.objects[:0]
	sketches.Put(m)
}

// sketch is a value that is being read.
type sketch struct {
	s       *serial.Sketch
	symbols [][]byte       // by their numbers
	objects []numberedText // by theirs
}

// numberedText is what has a number: a string, a float, or what has parts.
type numberedText struct {
	text []byte
	kind graph.Kind // List for what has parts
}

func (m *sketch) number(text []byte, kind graph.Kind) {
	m.objects = append(m.objects, numberedText{text, kind})
}

func (m *sketch) value() (n *graph.Node, ok bool) {
	if !m.s.Look() {
		return nil, false
	}
	switch m.s.Peek() {
	case '0':
		return m.s.Scalar(graph.Null), m.s.Expect("0")
	case 'T', 'F':
		m.s.Byte()
		return m.s.Scalar(graph.Bool), true
	case 'i':
		_, ok := m.int()
		return m.s.Scalar(graph.Int), ok
	case '[':
		m.s.Byte()
		return m.list()
	case '{':
		m.s.Byte()
		return m.hash()
	}
	text, kind, ok := m.text()
	if kind != graph.Text {
		return m.s.Scalar(kind), ok
	}
	return m.s.Text(text), ok
}

// float reads a float behind its type, as Ruby writes most of them.
func (m *sketch) float() bool {
	const longest = 100
	text, ok := m.bytes()
	if !ok || len(text) == 0 || len(text) > longest {
		return false
	}
	digits := bytes.TrimPrefix(text, []byte("-"))
	whole, fraction, pointed := bytes.Cut(digits, []byte("."))
	m.number(text, graph.Float)
	return isDigits(whole) && (!pointed || isDigits(fraction))
}

func isDigits(text []byte) bool {
	for _, c := range text {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(text) > 0
}

// int reads an integer with its type.
func (m *sketch) int() (n int64, ok bool) {
	if !m.s.Expect("i") {
		return 0, false
	}
	return m.long()
}

// long is the function of that name.
func (m *sketch) long() (n int64, ok bool) {
	if m.s.End() {
		return 0, false
	}
	c := int(int8(m.s.Byte()))
	switch {
	case c == 0:
		return 0, true
	case c > 4:
		return int64(c - 5), true
	case c < -4:
		return int64(c + 5), true
	}
	digits, ok := m.s.Take(max(c, -c))
	for i, b := range digits {
		n |= int64(b) << (8 * i)
	}
	if c < 0 {
		n -= 1 << (8 * -c)
	}
	return n, ok
}

func (m *sketch) bytes() ([]byte, bool) {
	n, ok := m.long()
	if !ok {
		return nil, false
	}
	return m.s.Take(int(n))
}

// text reads a string, a symbol, or a float, or the number of one.
func (m *sketch) text() (text []byte, kind graph.Kind, ok bool) {
	switch m.s.Byte() {
	case ':', ';':
		m.s.Back()
		text, ok = m.symbol()
		return text, graph.Text, ok
	case '"':
		text, ok = m.bytes()
		m.number(text, graph.Bytes)
		return text, graph.Bytes, ok
	case '@':
		i, ok := m.long()
		if !ok || i < 0 || i >= int64(len(m.objects)) || m.objects[i].kind == graph.List {
			return nil, 0, false
		}
		return m.objects[i].text, m.objects[i].kind, true
	case 'f':
		return nil, graph.Float, m.float()
	case 'I':
		if !m.s.Expect(`"`) {
			return nil, 0, false
		}
	default:
		return nil, 0, false
	}
	if text, ok = m.bytes(); !ok || !m.s.Expect("\x06") { // one variable
		return nil, 0, false
	}
	if name, ok := m.symbol(); !ok || string(name) != shortVariable {
		return nil, 0, false
	}
	kind = graph.Text
	switch c := m.s.Byte(); {
	case c == 'T' && !utf8.Valid(text), c == 'F' && !isASCII(string(text)):
		kind = graph.Bytes
	case c != 'T' && c != 'F':
		return nil, 0, false
	}
	m.number(text, kind)
	return text, kind, true
}

// symbol reads a symbol in ASCII, or the number of one.
func (m *sketch) symbol() (name []byte, ok bool) {
	switch m.s.Byte() {
	case ';':
		i, ok := m.long()
		if !ok || i < 0 || i >= int64(len(m.symbols)) {
			return nil, false
		}
		return m.symbols[i], true
	case ':':
		name, ok = m.bytes()
		m.symbols = append(m.symbols, name)
		return name, ok && isASCII(string(name))
	}
	return nil, false
}

func (m *sketch) list() (n *graph.Node, ok bool) {
	size, ok := m.long()
	if !ok || size < 0 {
		return nil, false
	}
	m.number(nil, graph.List)
	return m.s.List(uint64(size), m.value)
}

func (m *sketch) hash() (n *graph.Node, ok bool) {
	size, ok := m.long()
	if !ok || size < 0 {
		return nil, false
	}
	m.number(nil, graph.List)
	if n, ok = m.s.Enter(graph.Map); !ok {
		return nil, false
	}
	deep := m.s.Deep()
	for range size {
		var key *graph.Node
		if m.s.Peek() == 'i' {
			i, ok := m.int()
			if !ok {
				return nil, false
			}
			if !deep {
				key = m.s.Number(i)
			}
		} else {
			text, kind, ok := m.text()
			if !ok || kind == graph.Float {
				return nil, false
			}
			if !deep {
				key = m.s.Name(text)
				key.Kind = kind
			}
		}
		v, ok := m.value()
		if !ok || !deep && !m.s.Put(n, key, v) {
			return nil, false
		}
	}
	m.s.Leave()
	return n, true
}

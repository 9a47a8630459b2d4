package msgpack

import (
	"math"

	"sessh/session/format/graph"
	"sessh/session/format/phpgraph"
	"sessh/session/format/serial"
)

// Sketch reads a value as far as its names; see [serial.Sketch]. It knows no types of an
// application's own.
func Sketch(s *serial.Sketch) (*graph.Node, error) { return sketched(s, sketch{s: s}) }

// SketchPHP is Sketch for what PHP writes. It knows no references from one place to another, and no
// objects with a payload of their own.
func SketchPHP(s *serial.Sketch) (*graph.Node, error) { return sketched(s, sketch{s, true}) }

func sketched(s *serial.Sketch, m sketch) (*graph.Node, error) {
	root, ok := m.value()
	if !ok || !s.End() {
		return nil, serial.ErrUnusual
	}
	return root, nil
}

// sketch is a value that is being read.
type sketch struct {
	s   *serial.Sketch
	php bool
}

func (m sketch) value() (n *graph.Node, ok bool) {
	if m.s.End() || !m.s.Look() {
		return nil, false
	}
	switch c := m.s.Peek(); {
	case c&0xf0 == 0x80, c == 0xde, c == 0xdf:
		return m.mapping(m.count(0x0f))
	case c&0xf0 == 0x90, c == 0xdc, c == 0xdd:
		return m.list(m.count(0x0f))
	case isStrHead(c):
		text, ok := m.str()
		return m.s.Text(text), ok
	case c >= 0xc4 && c <= 0xc6:
		m.s.Byte()
		size, ok := m.bigEndian(1 << (c - 0xc4))
		if ok {
			_, ok = m.s.Take(int(size))
		}
		return m.s.Scalar(graph.Bytes), ok
	case c == 0xc0:
		m.s.Byte()
		return m.s.Scalar(graph.Null), true
	case c == 0xc2, c == 0xc3:
		m.s.Byte()
		return m.s.Scalar(graph.Bool), true
	case c == 0xca, c == 0xcb:
		m.s.Byte()
		_, ok := m.s.Take(4 << (c & 1))
		return m.s.Scalar(graph.Float), ok
	}
	_, ok = m.int()
	return m.s.Scalar(graph.Int), ok
}

func isStrHead(c byte) bool { return c >= 0xa0 && c < 0xc0 || c >= 0xd9 && c <= 0xdb }

// count reads the head of what has parts: its size is in the lower bits, or in the bytes behind.
func (m sketch) count(lower byte) (n uint64, ok bool) {
	c := m.s.Byte()
	if c < 0xc0 {
		return uint64(c & lower), true
	}
	size := 0
	switch c {
	case 0xd9:
		size = 1
	case 0xda, 0xdc, 0xde:
		size = 2
	case 0xdb, 0xdd, 0xdf:
		size = 4
	}
	return m.bigEndian(size)
}

func (m sketch) bigEndian(size int) (v uint64, ok bool) {
	digits, ok := m.s.Take(size)
	for _, c := range digits {
		v = v<<8 | uint64(c)
	}
	return v, ok
}

// int reads an integer.
func (m sketch) int() (n int64, ok bool) {
	c := m.s.Byte()
	switch {
	case c < 0x80 || c >= 0xe0:
		return int64(int8(c)), true
	case c < 0xcc || c > 0xd3:
		return 0, false
	}
	size := 1 << (c & 3)
	v, ok := m.bigEndian(size)
	if c == 0xcf && v > math.MaxInt64 {
		return 0, false
	}
	if unused := 64 - 8*size; c >= 0xd0 {
		return int64(v<<unused) >> unused, ok
	}
	return int64(v), ok
}

func (m sketch) str() ([]byte, bool) {
	size, ok := m.count(0x1f)
	if !ok {
		return nil, false
	}
	return m.s.Take(int(size))
}

func (m sketch) list(count uint64, ok bool) (*graph.Node, bool) {
	if !ok {
		return nil, false
	}
	return m.s.List(count, m.value)
}

func (m sketch) mapping(count uint64, ok bool) (*graph.Node, bool) {
	if !ok {
		return nil, false
	}
	n, ok := m.s.Enter(graph.Map)
	if !ok {
		return nil, false
	}
	deep := m.s.Deep()
	reference := m.php && count > 1 && m.s.Expect("\xc0\x01") // nil: 1
	if reference {
		count--
	} else if m.php && count > 0 && m.s.Expect("\xc0") { // nil: the class of an object
		if class, ok := m.class(); !ok || len(class) == 0 {
			return nil, false
		}
		if count--; !deep {
			n.Kind = graph.Object
		}
	}
	for range count {
		if !m.entry(n, deep) {
			return nil, false
		}
	}
	if reference && !deep {
		phpgraph.ToList(n)
	}
	m.s.Leave()
	return n, true
}

func (m sketch) class() ([]byte, bool) {
	if !isStrHead(m.s.Peek()) {
		return nil, false
	}
	return m.str()
}

func (m sketch) entry(n *graph.Node, deep bool) bool {
	var key *graph.Node
	if isStrHead(m.s.Peek()) {
		text, ok := m.str()
		if !ok {
			return false
		}
		if !deep {
			key = m.s.Name(text)
		}
	} else {
		i, ok := m.int()
		if !ok {
			return false
		}
		if !deep {
			key = m.s.Number(i)
		}
	}
	v, ok := m.value()
	return ok && (deep || m.s.Put(n, key, v))
}

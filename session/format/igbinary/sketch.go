package igbinary

import (
	"math"
	"sync"

	"sessh/session/format/graph"
	"sessh/session/format/phpgraph"
	"sessh/session/format/serial"
)

// Sketch reads a value as far as its names; see [serial.Sketch]. It knows no references from one
// place to another, and no objects with a payload of their own.
func Sketch(s *serial.Sketch) (*graph.Node, error) {
	m := sketches.Get().(*sketch)
	defer m.end()
	m.s = s
	if !s.Expect("\x00\x00\x00\x01") && !s.Expect("\x00\x00\x00\x02") {
		return nil, serial.ErrUnusual
	}
	root, ok := m.value()
	if !ok || !s.End() {
		return nil, serial.ErrUnusual
	}
	return root, nil
}

var sketches = sync.Pool{New: func() any { return new(sketch) }}

// end keeps the sketch to be used again.
func (m *sketch) end() {
	m.s, m.strings = nil, m.strings[:0]
	sketches.Put(m)
}

// sketch is a value that is being read.
type sketch struct {
	s       *serial.Sketch
	strings [][]byte // by their numbers
}

func (m *sketch) value() (n *graph.Node, ok bool) {
	if !m.s.Look() {
		return nil, false
	}
	m.s.Expect(string(rune(typeSimpleRef)))
	if m.s.End() {
		return nil, false
	}
	switch c := m.s.Byte(); {
	case c >= typeArray && c < typeArray+3:
		return m.parts(graph.Map, c-typeArray)
	case c >= typeObject && c < typeObjectID+3:
		return m.object(c)
	case c == typeNull:
		return m.s.Scalar(graph.Null), true
	case c == typeFalse, c == typeTrue:
		return m.s.Scalar(graph.Bool), true
	case c == typeDouble:
		_, ok := m.s.Take(8)
		return m.s.Scalar(graph.Float), ok
	case isLong(c):
		_, ok := m.integer(c)
		return m.s.Scalar(graph.Int), ok
	default:
		text, ok := m.str(c)
		return m.s.Text(text), ok
	}
}

func isLong(c byte) bool {
	return c >= typeLong && c < typeDouble || c == typeLong64 || c == typeLong64+1
}

func (m *sketch) bigEndian(size int) (v uint64, ok bool) {
	digits, ok := m.s.Take(size)
	for _, c := range digits {
		v = v<<8 | uint64(c)
	}
	return v, ok
}

func (m *sketch) integer(c byte) (n int64, ok bool) {
	size := 8
	if c < typeLong64 {
		size = 1 << ((c - typeLong) / 2)
	}
	v, ok := m.bigEndian(size)
	if c%2 == 1 {
		return -int64(v), ok && v <= math.MaxInt64
	}
	return int64(v), ok && v <= math.MaxInt64
}

// str reads a string behind its type.
func (m *sketch) str(c byte) (text []byte, ok bool) {
	switch {
	case c == typeEmpty:
		return nil, true
	case c >= typeString && c < typeString+3:
		size, ok := m.bigEndian(1 << (c - typeString))
		if !ok {
			return nil, false
		}
		text, ok = m.s.Take(int(size))
		m.strings = append(m.strings, text)
		return text, ok
	case c >= typeStringID && c < typeStringID+3:
		id, ok := m.bigEndian(1 << (c - typeStringID))
		if !ok || id >= uint64(len(m.strings)) {
			return nil, false
		}
		return m.strings[id], true
	}
	return nil, false
}

// object reads an object behind its type.
func (m *sketch) object(c byte) (n *graph.Node, ok bool) {
	by := typeString + c - typeObject
	if c >= typeObjectID {
		by = typeStringID + c - typeObjectID
	}
	class, ok := m.str(by)
	width := m.s.Byte() - typeArray
	if !ok || width > 2 || !phpgraph.ValidClass(string(class)) {
		return nil, false
	}
	return m.parts(graph.Object, width)
}

// parts reads the elements of an array or the properties of an object.
func (m *sketch) parts(k graph.Kind, width byte) (*graph.Node, bool) {
	count, ok := m.bigEndian(1 << width)
	if !ok {
		return nil, false
	}
	n, ok := m.s.Enter(k)
	if !ok {
		return nil, false
	}
	deep := m.s.Deep()
	for range count {
		if !m.entry(n, k, deep) {
			return nil, false
		}
	}
	if !deep {
		phpgraph.SketchList(n)
	}
	m.s.Leave()
	return n, true
}

func (m *sketch) entry(n *graph.Node, k graph.Kind, deep bool) bool {
	var key *graph.Node
	if c := m.s.Byte(); isLong(c) {
		i, ok := m.integer(c)
		if !ok || k == graph.Object {
			return false
		}
		if !deep {
			key = m.s.Number(i)
		}
	} else {
		text, ok := m.str(c)
		if !ok {
			return false
		}
		if !deep {
			if key = m.s.Name(text); k == graph.Map {
				phpgraph.ArrayKey(key)
			}
		}
	}
	v, ok := m.value()
	return ok && (deep || m.s.Put(n, key, v))
}

package phpserialize

import (
	"errors"
	"strings"

	"sessh/session/format/graph"
	"sessh/session/format/phpgraph"
	"sessh/session/format/serial"
)

// SketchSession reads a session as far as its names; see [serial.Sketch]. It knows no references,
// and no objects with a payload of their own.
func SketchSession(s *serial.Sketch, by Serializer) (root *graph.Node, err error) {
	if s.End() {
		return nil, serial.ErrUnusual
	}
	if by == PHPSerialize {
		return sketchArray(s)
	}
	root, _ = s.Enter(graph.Map)
	for !s.End() {
		name, err := sketchName(s, by)
		if err != nil {
			return nil, err
		}
		v, ok := sketch(s)
		if !ok || !s.Put(root, s.Name(name), v) {
			return nil, serial.ErrUnusual
		}
	}
	s.Leave()
	return root, nil
}

func sketchArray(s *serial.Sketch) (root *graph.Node, err error) {
	if s.Peek() != 'a' {
		return nil, serial.ErrUnusual
	}
	root, ok := sketch(s)
	if !ok || !s.End() {
		return nil, serial.ErrUnusual
	}
	root.Kind = graph.Map
	return root, nil
}

// errNoVariable is the error of a sketch of what is no variable, nor anything that [DecodeSession] reads as
// one.
var errNoVariable = errors.New("it is no variable")

// sketchName reads the name of a variable, before its value.
func sketchName(s *serial.Sketch, by Serializer) (name []byte, err error) {
	var ok bool
	if by == PHP {
		if name, ok = s.Until('|'); ok && len(name) > 0 && name[0] == '!' {
			return nil, serial.ErrUnusual
		}
	} else {
		size := s.Byte()
		if size&unset != 0 {
			return nil, serial.ErrUnusual
		}
		name, ok = s.Take(int(size))
	}
	if !ok || strings.IndexByte(values, s.Peek()) < 0 {
		return nil, errNoVariable
	}
	return name, nil
}

// values are the characters with which values begin.
const values = "NbidsSaOCErR"

// sketch reads a value.
func sketch(s *serial.Sketch) (n *graph.Node, ok bool) {
	if !s.Look() {
		return nil, false
	}
	c := s.Byte()
	switch c {
	case 'N':
		return s.Scalar(graph.Null), s.Expect(";")
	case 'b':
		return s.Scalar(graph.Bool), s.Expect(":0;") || s.Expect(":1;")
	case 'i':
		_, ok := sketchInt(s)
		return s.Scalar(graph.Int), ok
	case 'd':
		if !s.Expect(":") {
			return nil, false
		}
		text, ok := s.Until(';')
		if ok {
			_, ok = parseFloat(string(text))
		}
		return s.Scalar(graph.Float), ok
	case 's':
		text, ok := sketchQuoted(s)
		if !ok || !s.Expect(";") {
			return nil, false
		}
		return s.Text(text), true
	case 'a':
		return sketchCompound(s, graph.Map, "")
	case 'O':
		class, ok := sketchQuoted(s)
		if !ok || !phpgraph.ValidClass(string(class)) {
			return nil, false
		}
		return sketchCompound(s, graph.Object, string(class))
	}
	return nil, false
}

// sketchCompound reads an array, or an object behind its class.
func sketchCompound(s *serial.Sketch, k graph.Kind, class string) (n *graph.Node, ok bool) {
	if !s.Expect(":") {
		return nil, false
	}
	count, ok := sketchSize(s)
	if !ok || !s.Expect("{") {
		return nil, false
	}
	if n, ok = s.Enter(k); !ok {
		return nil, false
	}
	deep := s.Deep()
	if !deep {
		n.Class = class
	}
	for range count {
		if !sketchEntry(s, n, deep) {
			return nil, false
		}
	}
	if !deep {
		phpgraph.SketchList(n)
	}
	s.Leave()
	return n, s.Expect("}")
}

func sketchEntry(s *serial.Sketch, n *graph.Node, deep bool) bool {
	var key *graph.Node
	switch s.Byte() {
	case 'i':
		i, ok := sketchInt(s)
		if !ok || n.Kind == graph.Object {
			return false
		}
		if !deep {
			key = s.Number(i)
		}
	case 's':
		text, ok := sketchQuoted(s)
		if !ok || !s.Expect(";") {
			return false
		}
		if !deep {
			if key = s.Name(text); n.Kind != graph.Object {
				phpgraph.ArrayKey(key)
			}
		}
	default:
		return false
	}
	v, ok := sketch(s)
	return ok && (deep || s.Put(n, key, v))
}

// sketchInt reads an integer behind its i.
func sketchInt(s *serial.Sketch) (i int64, ok bool) {
	if !s.Expect(":") {
		return 0, false
	}
	negative := s.Expect("-")
	n, ok := sketchDigits(s, ';')
	if negative {
		n = -n
	}
	return n, ok
}

// sketchSize reads a count or length, and the colon behind it.
func sketchSize(s *serial.Sketch) (n int, ok bool) {
	v, ok := sketchDigits(s, ':')
	return int(v), ok
}

func sketchDigits(s *serial.Sketch, end byte) (n int64, ok bool) {
	const most = 18
	for i, c := range s.Rest() {
		if digit := c - '0'; digit > 9 || i == most {
			s.Take(i + 1)
			return n, c == end && i > 0
		}
		n = 10*n + int64(c-'0')
	}
	return 0, false
}

// sketchQuoted reads a colon, a length and as many bytes in quotes.
func sketchQuoted(s *serial.Sketch) (text []byte, ok bool) {
	if !s.Expect(":") {
		return nil, false
	}
	size, ok := sketchSize(s)
	rest := s.Rest()
	if !ok || size > len(rest)-2 || rest[0] != '"' || rest[size+1] != '"' {
		return nil, false
	}
	s.Take(size + 2)
	return rest[1 : size+1], true
}

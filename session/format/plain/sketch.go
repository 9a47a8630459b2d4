package plain

import (
	"encoding/json"
	"unicode/utf8"

	"sessh/session/format/graph"
	"sessh/session/format/serial"
)

// sketchJSON reads a JSON text as far as its names; see [serial.Sketch].
func sketchJSON(s *serial.Sketch) (*graph.Node, error) {
	if !utf8.Valid(s.Rest()) {
		return nil, serial.ErrUnusual
	}
	blanksIn(s)
	root, ok := sketch(s)
	if blanksIn(s); !ok || !s.End() {
		return nil, serial.ErrUnusual
	}
	return root, nil
}

func blanksIn(s *serial.Sketch) {
	for c := s.Peek(); c == ' ' || c == '\n' || c == '\r' || c == '\t'; c = s.Peek() {
		s.Byte()
	}
}

func sketch(s *serial.Sketch) (n *graph.Node, ok bool) {
	if !s.Look() {
		return nil, false
	}
	switch s.Peek() {
	case 'n':
		return s.Scalar(graph.Null), s.Expect("null")
	case 't':
		return s.Scalar(graph.Bool), s.Expect("true")
	case 'f':
		return s.Scalar(graph.Bool), s.Expect("false")
	case '"':
		written, escaped, ok := sketchText(s)
		switch {
		case !escaped || !ok:
			return s.Text(written), ok
		case s.Depth() > 0: // what it says only the codec knows
			return s.Scalar(graph.Text), true
		}
		var text string
		ok = json.Unmarshal([]byte(`"`+string(written)+`"`), &text) == nil
		return s.Text([]byte(text)), ok
	case '[':
		return sketchParts(s, graph.List, "]", sketchItem)
	case '{':
		return sketchParts(s, graph.Map, "}", sketchEntry)
	}
	return sketchNumber(s)
}

// sketchParts reads a list or mapping, up to its end.
func sketchParts(s *serial.Sketch, k graph.Kind, end string, part func(*serial.Sketch, *graph.Node) bool) (n *graph.Node, ok bool) {
	s.Byte()
	if n, ok = s.Enter(k); !ok {
		return nil, false
	}
	defer s.Leave()
	if blanksIn(s); s.Expect(end) {
		return n, true
	}
	for part(s, n) {
		if blanksIn(s); s.Expect(end) {
			return n, true
		}
		if !s.Expect(",") {
			return nil, false
		}
		blanksIn(s)
	}
	return nil, false
}

func sketchItem(s *serial.Sketch, n *graph.Node) bool {
	item, ok := sketch(s)
	if ok && !s.Deep() {
		n.Items = append(n.Items, item)
	}
	return ok
}

func sketchEntry(s *serial.Sketch, n *graph.Node) bool {
	if s.Peek() != '"' {
		return false
	}
	name, escaped, ok := sketchText(s)
	if blanksIn(s); !ok || escaped || !s.Expect(":") {
		return false
	}
	blanksIn(s)
	v, ok := sketch(s)
	return ok && (s.Deep() || s.Put(n, s.Name(name), v))
}

// sketchText reads a text and returns what is in the quotes.
func sketchText(s *serial.Sketch) (written []byte, escaped, ok bool) {
	s.Byte()
	from := s.Offset()
	for {
		rest, n := s.Rest(), 0
		for n < len(rest) && usual[rest[n]] {
			n++
		}
		s.Take(n)
		switch c := s.Byte(); {
		case c == '"':
			written = s.Since(from)
			return written[:len(written)-1], escaped, true
		case c == '\\':
			if escaped = true; !sketchEscape(s) {
				return nil, false, false
			}
		case c < ' ': // or the end
			return nil, false, false
		}
	}
}

// usual are the bytes that stand for themselves in a text.
var usual = func() (all [256]bool) {
	for c := range all {
		all[c] = c >= ' ' && c != '"' && c != '\\'
	}
	return all
}()

// sketchEscape reads an escape behind its backslash.
func sketchEscape(s *serial.Sketch) bool {
	switch s.Byte() {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return true
	case 'u':
		hex, ok := s.Take(4)
		for _, c := range hex {
			ok = ok && (c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'f')
		}
		return ok
	}
	return false
}

// sketchNumber reads a number that is surely in range.
func sketchNumber(s *serial.Sketch) (n *graph.Node, ok bool) {
	const longest = 300
	rest, kind := s.Rest(), graph.Int
	at := 0
	if len(rest) > 0 && rest[0] == '-' {
		at = 1
	}
	if at < len(rest) && rest[at] == '0' {
		at++
	} else if at, ok = digits(rest, at); !ok {
		return nil, false
	}
	if at < len(rest) && rest[at] == '.' {
		kind = graph.Float
		if at, ok = digits(rest, at+1); !ok {
			return nil, false
		}
	}
	if at < len(rest) && rest[at]|0x20 == 'e' || at > longest {
		return nil, false
	}
	if string(rest[:at]) == "-0" {
		kind = graph.Float
	}
	s.Take(at)
	return s.Scalar(kind), true
}

// digits returns where the digits end that begin at an index; ok is false if there are none.
func digits(text []byte, at int) (end int, ok bool) {
	for end = at; end < len(text) && text[end]-'0' <= 9; end++ {
	}
	return end, end > at
}

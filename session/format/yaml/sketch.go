package yaml

import (
	"bytes"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"sessh/session/format/graph"
	"sessh/session/format/serial"
)

// Sketch reads a document as far as its names; see [serial.Sketch]. It knows what Perl's modules
// write for ordinary sessions: mappings and lists by their indentation, and values on one line.
func Sketch(s *serial.Sketch) (*graph.Node, error) {
	text := s.Rest()
	if len(text) > mostSketched || !utf8.Valid(text) || !s.Expect("---\n") && !s.Expect(BySyck) {
		return nil, serial.ErrUnusual
	}
	y := sketches.Get().(*sketch)
	defer y.end()
	y.s = s
	if y.next(); y.indent != 0 || y.line == nil {
		return nil, serial.ErrUnusual
	}
	root, ok := y.mapping(0)
	if !ok || y.line != nil || y.failed {
		return nil, serial.ErrUnusual
	}
	return root, nil
}

const mostSketched = 64 << 10

var sketches = sync.Pool{New: func() any { return new(sketch) }}

// end keeps the sketch to be used again.
func (y *sketch) end() {
	*y = sketch{keys: y.keys[:0]}
	sketches.Put(y)
}

// sketch is a document that is being read.
type sketch struct {
	s      *serial.Sketch
	line   []byte // the current line without its indentation; nil at the end
	indent int
	failed bool
	keys   [][]byte // of the mappings that are being read, the outermost first
}

// next goes to the next line that is not empty.
func (y *sketch) next() {
	for y.line = nil; !y.s.End(); {
		line, ok := y.s.Until('\n')
		if !ok || !y.s.Look() {
			y.failed = true
			return
		}
		if len(line) > 0 {
			y.line = bytes.TrimLeft(line, " ")
			y.indent = len(line) - len(y.line)
			return
		}
	}
}

// mapping reads a mapping whose entries have the indentation.
func (y *sketch) mapping(indent int) (*graph.Node, bool) {
	n, ok := y.s.Enter(graph.Map)
	if !ok {
		return nil, false
	}
	deep, first := y.s.Deep(), len(y.keys)
	for y.line != nil && y.indent == indent {
		key, rest, ok := bytes.Cut(y.line, []byte(":"))
		if !ok || !isKey(key) || len(y.keys)-first > widest || slices.ContainsFunc(y.keys[first:], func(k []byte) bool { return bytes.Equal(k, key) }) {
			return nil, false
		}
		y.keys = append(y.keys, key)
		v, ok := y.value(rest, indent)
		if !ok || !deep && !y.s.Put(n, y.s.Name(key), v) {
			return nil, false
		}
	}
	y.keys = y.keys[:first]
	y.s.Leave()
	return n, len(y.line) == 0 || y.indent < indent
}

const widest = 64

// value reads what follows a key, and goes to the next line.
func (y *sketch) value(text []byte, indent int) (*graph.Node, bool) {
	if len(bytes.TrimLeft(text, " ")) > 0 {
		return y.scalar(text)
	}
	if len(text) > 1 {
		return nil, false
	}
	switch y.next(); {
	case y.line == nil:
		return nil, false
	case y.line[0] == '-' && y.indent >= indent:
		return y.list(y.indent)
	case y.indent > indent:
		return y.mapping(y.indent)
	}
	return nil, false
}

// list reads a list whose items have the indentation.
func (y *sketch) list(indent int) (*graph.Node, bool) {
	n, ok := y.s.Enter(graph.List)
	if !ok {
		return nil, false
	}
	for y.line != nil && y.indent == indent && y.line[0] == '-' {
		if !y.item(indent) {
			return nil, false
		}
	}
	y.s.Leave()
	return n, y.line == nil || y.indent <= indent
}

func (y *sketch) item(indent int) bool {
	text := y.line[1:]
	if len(text) < 2 { // its mapping is below
		if len(text) == 1 && text[0] != ' ' {
			return false
		}
		if y.next(); y.line == nil || y.indent <= indent {
			return false
		}
		_, ok := y.mapping(y.indent)
		return ok
	}
	if text[0] != ' ' {
		return false
	}
	if key, _, ok := bytes.Cut(text[1:], []byte(":")); ok && isKey(key) {
		y.line, y.indent = text[1:], indent+len("- ")
		_, ok := y.mapping(y.indent)
		return ok
	}
	_, ok := y.scalar(text)
	return ok
}

// scalar reads a value on a line behind a blank, and goes to the next line.
func (y *sketch) scalar(text []byte) (*graph.Node, bool) {
	if text[0] != ' ' {
		return nil, false
	}
	text = text[1:]
	n := y.s.Scalar(graph.Text)
	switch string(text) {
	case "{}":
		n = y.empty(graph.Map)
	case "[]":
		n = y.empty(graph.List)
	case "~":
		n = y.s.Scalar(graph.Null)
	default:
		if !isWord(text) && !isQuoted(text) {
			return nil, false
		}
	}
	y.next()
	return n, n != nil
}

func (y *sketch) empty(k graph.Kind) *graph.Node {
	n, ok := y.s.Enter(k)
	if !ok {
		return nil
	}
	y.s.Leave()
	return n
}

// isKey reports whether a key is a name, and nothing that YAML takes for a value.
func isKey(key []byte) bool {
	for i, c := range key {
		letter := c == '_' || c|0x20 >= 'a' && c|0x20 <= 'z'
		if !letter && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return len(key) > 1 && (len(key) > longestValue || !slices.ContainsFunc(values, func(v string) bool { return len(v) == len(key) && strings.EqualFold(v, string(key)) }))
}

// values are words that stand for values, in some versions of YAML.
var values = []string{"true", "false", "null", "yes", "no", "on", "off", "nan", "inf", "infinity"}

const longestValue = len("infinity")

// isWord reports whether a value is a word, or several, or an ordinary number.
func isWord(text []byte) bool {
	if len(text) > 1 && text[0] == '0' && text[1]|0x20 >= 'a' { // 0x, 0b, 0o
		return false
	}
	for i := 0; i < len(text); {
		size, printed := 1, true
		switch c := text[i]; {
		case c >= '0' && c <= '9', c|0x20 >= 'a' && c|0x20 <= 'z':
		case c >= utf8.RuneSelf:
			size, printed = shown(text[i:])
		case i == 0 || i == len(text)-1:
			return false
		case c == '.' || c == '_' || c == '-':
		case c == ' ' && text[i-1] != ' ':
		default:
			return false
		}
		if i += size; !printed {
			return false
		}
	}
	return true
}

// isQuoted reports whether a value is a text in quotes without escapes.
func isQuoted(text []byte) bool {
	quote := text[0]
	if len(text) < 2 || quote != '"' && quote != '\'' || text[len(text)-1] != quote {
		return false
	}
	text = text[1 : len(text)-1]
	for i := 0; i < len(text); {
		if c := text[i]; c < utf8.RuneSelf {
			if !unquoted[c] {
				return false
			}
			i++
			continue
		}
		size, printed := shown(text[i:])
		if i += size; !printed {
			return false
		}
	}
	return true
}

// shown returns the size of the character that a text begins with, and whether it is one that is
// shown as it is.
func shown(text []byte) (size int, printed bool) {
	c, size := utf8.DecodeRune(text)
	return size, c != unicode.ReplacementChar && unicode.IsPrint(c)
}

// unquoted are the characters of ASCII that stand for themselves in quotes.
var unquoted = func() (all [utf8.RuneSelf]bool) {
	for c := range all {
		all[c] = unicode.IsPrint(rune(c)) && !strings.ContainsRune(`"'\[]{}`, rune(c))
	}
	return all
}()

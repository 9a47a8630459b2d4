package rubymarshal

import (
	"strings"
	"unicode/utf8"

	"sessh/session/format/graph"
)

// asString makes n the string of these bytes in an encoding, "" for binary.
func asString(n *graph.Node, bytes, encoding string) {
	n.Kind, n.Text = graph.Bytes, bytes
	switch {
	case encoding == "":
		n.Form = formBinary
	case encoding == utf8Name && utf8.ValidString(bytes):
		n.Kind, n.Form = graph.Text, ""
	case encoding == asciiName && isASCII(bytes):
		n.Kind, n.Form = graph.Text, formASCII
	default:
		n.Form = formEncoding + encoding
	}
}

// asSymbol makes n the symbol of these bytes in an encoding. A symbol in ASCII is
// the same in all encodings that Marshal abbreviates.
func asSymbol(n *graph.Node, bytes, encoding string) {
	short := encoding == "" || encoding == utf8Name || encoding == asciiName
	if short && isASCII(bytes) || encoding == utf8Name && utf8.ValidString(bytes) {
		n.Kind, n.Text, n.Form = graph.Text, bytes, formSymbol
		return
	}
	asString(n, bytes, encoding)
	n.Form = formSymbol + ":" + n.Form
}

// isSymbol reports whether a node is a symbol and not a string.
func isSymbol(n *graph.Node) bool {
	return n.Form == formSymbol || strings.HasPrefix(n.Form, formSymbol+":")
}

// isString reports whether n is a string of any encoding.
func isString(n *graph.Node) bool {
	return (n.Kind == graph.Text || n.Kind == graph.Bytes) && !isSymbol(n)
}

// encodingOf returns the name of the encoding of a string or symbol; "" is binary.
// It fails if the text is not valid in it.
func (e *encoder) encodingOf(n *graph.Node) string {
	form := strings.TrimPrefix(n.Form, formSymbol+":")
	name, named := strings.CutPrefix(form, formEncoding)
	switch {
	case n.Kind == graph.Bytes && named:
		return name
	case n.Kind == graph.Bytes && (form == "" || form == formBinary):
		return ""
	case n.Kind != graph.Text || form != "" && form != formASCII && form != formSymbol:
		e.Fail("a %s of the form %q cannot be written in Marshal", n.Kind, n.Form)
	case form == formASCII && isASCII(n.Text):
		return asciiName
	case !utf8.ValidString(n.Text):
		e.Fail("the text %.40q cannot be written in Marshal: it is not valid UTF-8", n.Text)
	case form == formSymbol && isASCII(n.Text):
		return ""
	}
	return utf8Name
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// A variable of this name holds the encoding of a string: E, true or false, for
// those that Marshal abbreviates, and encoding with a name.
const (
	shortVariable = "E"
	longVariable  = "encoding"
)

// splitEncoding takes the variable for the encoding out of a string's variables;
// the last counts.
func splitEncoding(variables []graph.Pair) (encoding string, others []graph.Pair) {
	for _, v := range variables {
		if name, ok := toldEncoding(v); ok {
			encoding = name
			continue
		}
		others = append(others, v)
	}
	return encoding, others
}

// longestName bounds the names of encodings: each string keeps its own.
const longestName = 60

func toldEncoding(v graph.Pair) (name string, ok bool) {
	if v.Key.Kind != graph.Text {
		return "", false
	}
	switch {
	case v.Key.Text == shortVariable && v.Value.Kind == graph.Bool:
		return map[bool]string{true: utf8Name, false: asciiName}[v.Value.Bool], true
	case v.Key.Text != longVariable || !isString(v.Value) || len(v.Value.Text) > longestName:
		return "", false
	}
	for _, short := range []string{utf8Name, asciiName} {
		if strings.EqualFold(v.Value.Text, short) {
			return short, true
		}
	}
	return v.Value.Text, true
}

// class reads the name of a class: a symbol, in UTF-8.
func (d *decoder) class() string {
	s := d.symbol()
	const longest = 1000
	switch {
	case len(s.Text) > longest:
		d.r.Fail("the name of a class has %d bytes, more than %d", len(s.Text), longest)
	case s.Kind != graph.Text:
		d.r.Fail("the name %.40q of a class is not in UTF-8", s.Text)
	}
	return s.Text
}

// text reads a string that is part of n and not an object by itself.
func (d *decoder) text(n *graph.Node) *graph.Node {
	text := d.r.New(graph.Bytes)
	asString(text, string(d.bytes()), "")
	n.Args = append(n.Args, text)
	return text
}

// symbol reads a symbol where nothing else is allowed.
func (d *decoder) symbol() *graph.Node {
	d.r.Mark()
	switch t := d.r.Byte(); t {
	case ';':
		return d.numbered(d.symbols, "symbol")
	case ':':
		return d.newSymbol(false)
	case 'I':
		d.r.Expect(":")
		return d.newSymbol(true)
	default:
		d.r.Fail("%q is in the place of a symbol", t)
		return nil
	}
}

// newSymbol reads a symbol that was not met before. It takes its number before its
// variables, which hold only the encoding.
func (d *decoder) newSymbol(variables bool) *graph.Node {
	d.r.Enter()
	text := string(d.bytes())
	n := d.r.New(graph.Text)
	asSymbol(n, text, "")
	d.symbols = append(d.symbols, n)
	if variables {
		encoding, _ := splitEncoding(d.variables())
		asSymbol(n, text, encoding)
	}
	d.r.Leave()
	return n
}

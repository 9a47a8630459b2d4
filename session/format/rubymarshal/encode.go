package rubymarshal

import (
	"sessh/session/format/graph"
)

// bounds are the limits for writing; Ruby itself reads more.
var bounds = graph.Bounds{Depth: 4000}

// Encode writes a value. What is one node is one object in Ruby: a string, float,
// large integer, list, mapping or object that is met again is written as its
// number. Errors name what Marshal cannot hold.
func Encode(root *graph.Node) ([]byte, error) {
	return graph.Write(bounds, func(w *graph.Writer) {
		e := &encoder{
			Writer: w, symbols: make(map[symbolKey]int), written: make(map[*graph.Node]int),
			objects: make(map[*graph.Node]int), encodings: make(map[string]int),
		}
		e.Text(version)
		e.value(root)
	})
}

type symbolKey struct{ encoding, text string }

type encoder struct {
	*graph.Writer
	symbols   map[symbolKey]int
	written   map[*graph.Node]int // the symbols of nodes, which may be long
	objects   map[*graph.Node]int
	numbers   int            // how many objects have one
	encodings map[string]int // the strings that tell encodings, which are objects
}

func (e *encoder) value(n *graph.Node) {
	e.Check(n)
	e.Enter(n)
	switch {
	case n.Kind == graph.Null:
		e.Byte('0')
	case n.Kind == graph.Bool && n.Bool:
		e.Byte('T')
	case n.Kind == graph.Bool:
		e.Byte('F')
	case n.Kind == graph.Int && fitsFixnum(n):
		e.long('i', n.Int)
	case isSymbol(n) && n.Kind != graph.Object:
		e.symbol(n)
	default:
		e.numbered(n)
	}
	e.Leave(n)
}

// long writes a type and a number.
func (e *encoder) long(t byte, v int64) { e.Out = appendLong(append(e.Out, t), v) }

func (e *encoder) bytes(t byte, s string) {
	e.long(t, int64(len(s)))
	e.Text(s)
}

// numbered writes a value that takes a number, or the number if it has one.
func (e *encoder) numbered(n *graph.Node) {
	if i, met := e.objects[n]; met {
		e.long('@', int64(i))
		return
	}
	w := e.unwrap(n)
	late := w.body.Kind == graph.Object && w.body.Form == "u"
	if !late {
		e.number(w)
	}
	if w.variables {
		e.Byte('I')
	}
	for _, outer := range w.around {
		if outer.Form != "I" {
			e.Byte(outer.Form[0])
			e.class(outer.Class)
		}
	}
	e.body(w.body)
	if w.variables {
		e.variables(w)
	}
	if late {
		e.number(w)
	}
}

// number gives a number to an object and to all nodes that it is made of. In Ruby
// no other object can hold what is wrapped, since that is not an object by itself.
func (e *encoder) number(w *whole) {
	for _, n := range append(w.around, w.body) {
		if _, met := e.objects[n]; met && n.Compound() {
			e.Fail("a %s cannot be written in Marshal: it appears both by itself and as part of another object", className(n))
		}
	}
	for _, n := range w.around {
		e.objects[n] = e.numbers
	}
	if len(w.around) == 0 || w.body.Compound() {
		e.objects[w.body] = e.numbers
	}
	e.numbers++
}

// body writes a value without what wraps it.
func (e *encoder) body(n *graph.Node) {
	switch n.Kind {
	case graph.Int:
		e.Out = appendBignum(append(e.Out, 'l'), n.Integer())
	case graph.Float:
		e.bytes('f', floatText(n.Float))
	case graph.Text, graph.Bytes:
		e.bytes('"', n.Text)
	case graph.List:
		e.list(n)
	case graph.Map:
		e.hash(n)
	case graph.Object:
		e.object(n)
	default:
		e.Fail("a %s cannot be written in Marshal", n.Kind)
	}
}

func (e *encoder) list(n *graph.Node) {
	if n.Form != "" {
		e.Fail("a list of the form %q cannot be written in Marshal", n.Form)
	}
	e.long('[', int64(len(n.Items)))
	for _, v := range n.Items {
		e.value(v)
	}
}

// hash writes a mapping. One that lost its default is a plain one.
func (e *encoder) hash(n *graph.Node) {
	if n.Form != "" && n.Form != formDefault {
		e.Fail("a mapping of the form %q cannot be written in Marshal", n.Form)
	}
	t := byte('{')
	if n.Form == formDefault && n.State != nil {
		t = '}'
	}
	e.long(t, int64(len(n.Pairs)))
	for _, p := range n.Pairs {
		e.value(p.Key)
		e.value(p.Value)
	}
	if t == '}' {
		e.value(n.State)
	}
}

// object writes one of the forms that are types of Marshal.
func (e *encoder) object(n *graph.Node) {
	switch n.Form {
	case "c", "m", "M":
		e.bytes(n.Form[0], n.Class)
	case "/":
		if len(n.Args) != 2 || n.Args[1] == nil || n.Args[1].Kind != graph.Int || n.Args[1].Integer().BitLen() > 8 || n.Args[1].Int < 0 {
			e.malformed(n)
		}
		e.bytes('/', n.Args[0].Text)
		e.Byte(byte(n.Args[1].Int))
	case "o", "S":
		e.Byte(n.Form[0])
		e.class(n.Class)
		e.Out = appendLong(e.Out, int64(len(n.Pairs)))
		e.pairs(n.Pairs)
	case "u", "U", "d":
		if len(n.Args) != 1 {
			e.malformed(n)
		}
		e.Byte(n.Form[0])
		e.class(n.Class)
		if n.Form != "u" {
			e.value(n.Args[0])
			return
		}
		e.Out = appendLong(e.Out, int64(len(n.Args[0].Text)))
		e.Text(n.Args[0].Text)
	default:
		e.malformed(n)
	}
}

func (e *encoder) malformed(n *graph.Node) {
	e.Fail("an object %q of the form %q cannot be written in Marshal", n.Class, n.Form)
}

// variables writes the encoding and the other variables.
func (e *encoder) variables(w *whole) {
	size := len(w.pairs)
	if w.encoding != "" {
		size++
	}
	e.Out = appendLong(e.Out, int64(size))
	if w.encoding != "" {
		e.encoding(w.encoding)
	}
	e.pairs(w.pairs)
}

// pairs writes names with values.
func (e *encoder) pairs(pairs []graph.Pair) {
	for _, p := range pairs {
		if p.Key == nil || p.Key.Kind != graph.Text && p.Key.Kind != graph.Bytes {
			e.Fail("an instance variable that is not named by a text cannot be written in Marshal")
		}
		e.symbol(p.Key)
		e.value(p.Value)
	}
}

// encoding writes the variable for an encoding. The names are strings, each of
// which takes a number.
func (e *encoder) encoding(name string) {
	switch name {
	case utf8Name:
		e.symbolIn("", shortVariable)
		e.Byte('T')
		return
	case asciiName:
		e.symbolIn("", shortVariable)
		e.Byte('F')
		return
	}
	e.symbolIn("", longVariable)
	if i, met := e.encodings[name]; met {
		e.long('@', int64(i))
		return
	}
	e.encodings[name] = e.numbers
	e.numbers++
	e.bytes('"', name)
}

func (e *encoder) class(name string) {
	e.symbolIn(e.encodingOf(&graph.Node{Kind: graph.Text, Form: formSymbol, Text: name}), name)
}

// symbol writes a text as a symbol.
func (e *encoder) symbol(n *graph.Node) {
	if i, met := e.written[n]; met {
		e.long(';', int64(i))
		return
	}
	encoding := e.encodingOf(n)
	if n.Kind == graph.Text && isASCII(n.Text) {
		encoding = ""
	}
	e.written[n] = e.symbolIn(encoding, n.Text)
}

// symbolIn writes a symbol, and returns its number.
func (e *encoder) symbolIn(encoding, text string) int {
	key := symbolKey{encoding, text}
	if i, met := e.symbols[key]; met {
		e.long(';', int64(i))
		return i
	}
	i := len(e.symbols)
	e.symbols[key] = i
	if encoding == "" {
		e.bytes(':', text)
		return i
	}
	e.Byte('I')
	e.bytes(':', text)
	e.Out = appendLong(e.Out, 1)
	e.encoding(encoding)
	return i
}

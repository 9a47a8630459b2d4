package rubymarshal

import (
	"errors"
	"fmt"

	"sessh/session/format/graph"
)

// whole is an object with what stands around it: Marshal writes the instance
// variables of all of it behind it.
type whole struct {
	around    []*graph.Node // of the forms I, C and e, the outermost first
	body      *graph.Node
	variables bool // whether there is a list of them
	encoding  string
	pairs     []graph.Pair
}

// unwrap takes an object apart.
func unwrap(n *graph.Node) (*whole, error) {
	if n.Kind == graph.Time {
		made, err := timeNode(n.Time)
		if err != nil {
			return nil, err
		}
		n = made
	}
	w := &whole{body: n}
	for wraps(w.body) {
		outer := w.body
		if len(outer.Args) != 1 || outer.Args[0] == nil || len(w.around) > maxDepth {
			return nil, malformed(outer)
		}
		w.around = append(w.around, outer)
		w.pairs = append(w.pairs, outer.Pairs...)
		w.variables = w.variables || outer.Form == "I"
		w.body = outer.Args[0]
		if !w.fits(outer) {
			return nil, malformed(outer)
		}
	}
	if err := w.readBody(); err != nil {
		return nil, err
	}
	w.variables = w.variables || w.encoding != "" || len(w.pairs) > 0
	return w, nil
}

// fits reports whether what is inside of outer can be there.
func (w *whole) fits(outer *graph.Node) bool {
	switch n := w.body; n.Kind {
	case graph.List, graph.Map:
		return true
	case graph.Text, graph.Bytes:
		return isString(n)
	case graph.Int, graph.Float:
		return outer.Form == "I"
	case graph.Object:
		return outer.Form == "I" || n.Form == "/" || n.Form == "C" || n.Form == "e" ||
			outer.Form == "e" && (n.Form == "o" || n.Form == "S" || n.Form == "U" || n.Form == "d")
	}
	return false
}

// readBody finds the encoding, and the variables that are in the body itself.
func (w *whole) readBody() (err error) {
	text := w.body
	if text.Kind == graph.Object {
		if text.Form != "/" && text.Form != "u" {
			return nil
		}
		if len(text.Args) == 0 || text.Args[0] == nil || !isString(text.Args[0]) {
			return malformed(text)
		}
		w.pairs = append(w.pairs, text.Pairs...)
		text = text.Args[0]
	}
	if text.Kind == graph.Text || text.Kind == graph.Bytes {
		w.encoding, err = encodingOf(text)
	}
	return err
}

func malformed(n *graph.Node) error {
	return fmt.Errorf("an object %q of the form %q cannot be written in Marshal", n.Class, n.Form)
}

// object writes one of the forms that are types of Marshal.
func (e *encoder) object(n *graph.Node) error {
	switch n.Form {
	case "c", "m", "M":
		e.bytes(n.Form[0], n.Class)
		return nil
	case "/":
		return e.regexp(n)
	case "o", "S":
		return e.members(n)
	case "u", "U", "d":
	default:
		return malformed(n)
	}
	if len(n.Args) != 1 {
		return malformed(n)
	}
	e.out = append(e.out, n.Form[0])
	if err := e.class(n.Class); err != nil {
		return err
	}
	if n.Form != "u" {
		return e.value(n.Args[0])
	}
	text := n.Args[0].Text
	e.out = append(appendLong(e.out, int64(len(text))), text...)
	return nil
}

func (e *encoder) regexp(n *graph.Node) error {
	if len(n.Args) != 2 || n.Args[1] == nil || n.Args[1].Kind != graph.Int || n.Args[1].Integer().BitLen() > 8 || n.Args[1].Int < 0 {
		return malformed(n)
	}
	e.bytes('/', n.Args[0].Text)
	e.out = append(e.out, byte(n.Args[1].Int))
	return nil
}

func (e *encoder) members(n *graph.Node) error {
	e.out = append(e.out, n.Form[0])
	if err := e.class(n.Class); err != nil {
		return err
	}
	e.out = appendLong(e.out, int64(len(n.Pairs)))
	return e.pairs(n.Pairs)
}

// variables writes the encoding and the other variables.
func (e *encoder) variables(w *whole) error {
	size := len(w.pairs)
	if w.encoding != "" {
		size++
	}
	e.out = appendLong(e.out, int64(size))
	if w.encoding != "" {
		e.encoding(w.encoding)
	}
	return e.pairs(w.pairs)
}

// pairs writes names with values.
func (e *encoder) pairs(pairs []graph.Pair) error {
	for _, p := range pairs {
		if p.Key == nil || p.Key.Kind != graph.Text && p.Key.Kind != graph.Bytes {
			return errors.New("an instance variable that is not named by a text cannot be written in Marshal")
		}
		if err := e.symbol(p.Key); err != nil {
			return err
		}
		if err := e.value(p.Value); err != nil {
			return err
		}
	}
	return nil
}

// encoding writes the variable that tells an encoding. The names are strings,
// of which each takes a number of objects.
func (e *encoder) encoding(name string) {
	if name == utf8Name || name == asciiName {
		e.symbolIn("", shortVariable)
		e.out = append(e.out, map[bool]byte{true: 'T', false: 'F'}[name == utf8Name])
		return
	}
	e.symbolIn("", longVariable)
	if i, met := e.encodings[name]; met {
		e.out = appendLong(append(e.out, '@'), int64(i))
		return
	}
	e.encodings[name] = e.numbers
	e.numbers++
	e.bytes('"', name)
}

func (e *encoder) class(name string) error {
	encoding, err := encodingOf(&graph.Node{Kind: graph.Text, Form: formSymbol, Text: name})
	if err == nil {
		e.symbolIn(encoding, name)
	}
	return err
}

// symbol writes a text as a symbol.
func (e *encoder) symbol(n *graph.Node) error {
	if i, met := e.written[n]; met {
		e.out = appendLong(append(e.out, ';'), int64(i))
		return nil
	}
	encoding, err := encodingOf(n)
	if err != nil {
		return err
	}
	if n.Kind == graph.Text && isASCII(n.Text) {
		encoding = ""
	}
	e.written[n] = e.symbolIn(encoding, n.Text)
	return nil
}

// symbolIn writes a symbol, and returns its number.
func (e *encoder) symbolIn(encoding, text string) int {
	key := symbolKey{encoding, text}
	if i, met := e.symbols[key]; met {
		e.out = appendLong(append(e.out, ';'), int64(i))
		return i
	}
	i := len(e.symbols)
	e.symbols[key] = i
	if encoding == "" {
		e.bytes(':', text)
		return i
	}
	e.out = append(e.out, 'I')
	e.bytes(':', text)
	e.out = appendLong(e.out, 1)
	e.encoding(encoding)
	return i
}

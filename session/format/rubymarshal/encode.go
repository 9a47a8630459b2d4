package rubymarshal

import (
	"errors"
	"fmt"

	"sessh/session/format/graph"
)

// maxDepth bounds the nesting of what is written; Ruby itself reads more.
const maxDepth = 4000

// Encode writes a value. What is one node is one object in Ruby: a string,
// float, large integer, list, mapping or object that is met again is written as
// its number. Errors name what Marshal has no way for.
func Encode(root *graph.Node) ([]byte, error) {
	e := &encoder{
		out: []byte(version), symbols: make(map[symbolKey]int), written: make(map[*graph.Node]int),
		objects: make(map[*graph.Node]int), encodings: make(map[string]int),
	}
	if err := e.value(root); err != nil {
		return nil, err
	}
	return e.out, nil
}

type symbolKey struct{ encoding, text string }

type encoder struct {
	out       []byte
	symbols   map[symbolKey]int
	written   map[*graph.Node]int // the symbols of nodes, which may be long
	objects   map[*graph.Node]int
	numbers   int            // how many objects have one
	encodings map[string]int // the strings that tell encodings, which are objects
	depth     int
}

func (e *encoder) value(n *graph.Node) error {
	if n == nil {
		return errors.New("a part of the value is missing")
	}
	if e.depth++; e.depth > maxDepth {
		return fmt.Errorf("the value is nested deeper than %d levels", maxDepth)
	}
	defer func() { e.depth-- }()
	switch {
	case n.Kind == graph.Null:
		e.out = append(e.out, '0')
	case n.Kind == graph.Bool && n.Bool:
		e.out = append(e.out, 'T')
	case n.Kind == graph.Bool:
		e.out = append(e.out, 'F')
	case n.Kind == graph.Int && fitsFixnum(n):
		e.out = appendLong(append(e.out, 'i'), n.Int)
	case isSymbol(n) && n.Kind != graph.Object:
		return e.symbol(n)
	default:
		return e.numbered(n)
	}
	return nil
}

// numbered writes what takes a number of objects, or the number where it has one.
func (e *encoder) numbered(n *graph.Node) error {
	if i, met := e.objects[n]; met {
		e.out = appendLong(append(e.out, '@'), int64(i))
		return nil
	}
	w, err := unwrap(n)
	if err != nil {
		return err
	}
	late := w.body.Kind == graph.Object && w.body.Form == "u"
	if !late {
		if err := e.number(w); err != nil {
			return err
		}
	}
	if w.variables {
		e.out = append(e.out, 'I')
	}
	for _, outer := range w.around {
		if outer.Form == "I" {
			continue
		}
		e.out = append(e.out, outer.Form[0])
		if err := e.class(outer.Class); err != nil {
			return err
		}
	}
	if err := e.body(w.body); err != nil {
		return err
	}
	if w.variables {
		if err := e.variables(w); err != nil {
			return err
		}
	}
	if late {
		return e.number(w)
	}
	return nil
}

// number gives a number to an object, under all nodes that it is made of. In
// Ruby no other object can hold what is wrapped, as it is no object by itself.
func (e *encoder) number(w *whole) error {
	for _, n := range append(w.around, w.body) {
		if _, met := e.objects[n]; met && n.Compound() {
			return fmt.Errorf("a %s cannot be written in Marshal: it stands by itself, and as part of another object", className(n))
		}
	}
	for _, n := range w.around {
		e.objects[n] = e.numbers
	}
	if len(w.around) == 0 || w.body.Compound() {
		e.objects[w.body] = e.numbers
	}
	e.numbers++
	return nil
}

// body writes a value without what stands around it.
func (e *encoder) body(n *graph.Node) error {
	switch n.Kind {
	case graph.Int:
		e.out = appendBignum(append(e.out, 'l'), n.Integer())
	case graph.Float:
		e.bytes('f', floatText(n.Float))
	case graph.Text, graph.Bytes:
		e.bytes('"', n.Text)
	case graph.List:
		return e.list(n)
	case graph.Map:
		return e.hash(n)
	case graph.Object:
		return e.object(n)
	default:
		return fmt.Errorf("a %s cannot be written in Marshal", n.Kind)
	}
	return nil
}

func (e *encoder) bytes(t byte, s string) {
	e.out = appendLong(append(e.out, t), int64(len(s)))
	e.out = append(e.out, s...)
}

func (e *encoder) list(n *graph.Node) error {
	if n.Form != "" {
		return fmt.Errorf("a list of the form %q cannot be written in Marshal", n.Form)
	}
	e.out = appendLong(append(e.out, '['), int64(len(n.Items)))
	for _, v := range n.Items {
		if err := e.value(v); err != nil {
			return err
		}
	}
	return nil
}

// hash writes a mapping; one with a default that lost it is a plain one.
func (e *encoder) hash(n *graph.Node) error {
	if n.Form != "" && n.Form != formDefault {
		return fmt.Errorf("a mapping of the form %q cannot be written in Marshal", n.Form)
	}
	t := byte('{')
	if n.Form == formDefault && n.State != nil {
		t = '}'
	}
	e.out = appendLong(append(e.out, t), int64(len(n.Pairs)))
	for _, p := range n.Pairs {
		if err := e.value(p.Key); err != nil {
			return err
		}
		if err := e.value(p.Value); err != nil {
			return err
		}
	}
	if t == '}' {
		return e.value(n.State)
	}
	return nil
}

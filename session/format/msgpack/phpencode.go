package msgpack

import (
	"sessh/session/format/graph"
	"sessh/session/format/phpgraph"
)

// EncodePHP writes a value as PHP's extension msgpack does: objects and arrays that
// are references once, and then a reference to them. Any other array in two places
// is written twice. Beyond what Encode cannot write, PHP has no times, no integers
// of more than 63 bits and a sign, and no other keys than integers and strings.
func EncodePHP(root *graph.Node) ([]byte, error) {
	return graph.Write(bounds, func(w *graph.Writer) {
		e := &encoder{Writer: w, php: &phpWriter{number: make(map[*graph.Node]int), byRefs: make(map[*graph.Node]bool)}}
		e.phpValue(root, false)
	})
}

type phpWriter struct {
	count  int                  // of arrays and maps that were begun
	number map[*graph.Node]int  // of objects and references
	byRefs map[*graph.Node]bool // of objects: whether the first place is a reference
	byRef  bool                 // the place of the next value is a reference
}

// phpValue writes a value, or what refers to it.
func (e *encoder) phpValue(n *graph.Node, byRef bool) {
	e.Check(n)
	if n.Kind == graph.Time {
		e.Fail("a time cannot be written for PHP: it would read nothing")
	}
	phpgraph.CheckInt(e.Writer, n)
	if number, met := e.php.number[n]; met {
		e.again(n, number, byRef)
		return
	}
	e.php.byRef = byRef
	e.value(n)
}

// again refers to a value that was written.
func (e *encoder) again(n *graph.Node, number int, byRef bool) {
	word := byte(phpRecursive)
	switch {
	case n.Kind != graph.Object:
		if len(n.Items)+len(n.Pairs) == 0 {
			e.Fail("an array without entries is in several places as a reference (&): PHP would not read it as it is")
		}
	case phpgraph.IsReference(n) && !(byRef && e.php.byRefs[n]):
		e.Fail("an object of the class %.100s is in several places, and some of them are references (&): PHP would not read it as it is", n.Class)
	case byRef:
		word = phpObjectByRef
	default:
		word = phpObject
	}
	e.php.count++
	e.Byte(0x82, 0xc0, word, 0)
	e.integer(graph.NewInt(int64(number)))
}

// phpCompound writes a list, mapping or object.
func (e *encoder) phpCompound(n *graph.Node) {
	byRef := e.php.byRef
	if n.Kind == graph.Object && n.Class == formExt {
		e.ext(n)
		return
	}
	e.php.count++
	if phpgraph.IsReference(n) || n.Kind == graph.Object {
		e.php.number[n] = e.php.count
	}
	switch {
	case n.Kind == graph.Object:
		e.php.byRefs[n] = byRef && phpgraph.IsReference(n)
		e.phpObject(n)
	case n.Kind == graph.List && phpgraph.IsReference(n):
		m := &graph.Node{Kind: graph.List, Form: n.Form, Items: n.Items}
		phpgraph.ToMap(m)
		e.phpArray(m)
	case n.Kind == graph.List:
		e.list(n)
	case n.Form == formEmpty && len(n.Pairs) == 0:
		e.Byte(0x80)
	default:
		e.phpArray(n)
	}
}

func (e *encoder) phpArray(n *graph.Node) {
	e.checkKeys(n.Pairs)
	switch {
	case len(n.Pairs) == 0: // reference or not: PHP would read null of {nil: 1}
		e.Byte(0x90)
		return
	case phpgraph.IsReference(n):
		e.count("map", "", len(n.Pairs)+1, 0x80)
		e.Byte(0xc0, phpReference)
	case n.Form == FormArray && phpgraph.IsSequence(n.Pairs):
		e.count("array", "", len(n.Pairs), 0x90)
		for _, p := range n.Pairs {
			e.member(p.Value, phpgraph.IsReference(p.Key))
		}
		return
	default:
		e.count("map", n.Form, len(n.Pairs), 0x80)
	}
	e.pairs(n.Pairs)
}

func (e *encoder) checkKeys(pairs []graph.Pair) {
	for _, p := range pairs {
		phpgraph.CheckKey(e.Writer, p.Key)
	}
}

func (e *encoder) phpObject(n *graph.Node) {
	form := phpgraph.Form(n)
	var arg *graph.Node
	if len(n.Args) == 1 {
		arg = n.Args[0]
	}
	switch {
	case n.Class == "":
		e.Fail("an object has no class")
	case form == phpgraph.Properties:
		e.checkKeys(n.Pairs)
		if e.php.byRefs[n] {
			e.count("map", "", len(n.Pairs)+2, 0x80)
			e.Byte(0xc0, phpReference)
		} else {
			e.count("map", "", len(n.Pairs)+1, 0x80)
		}
		e.Byte(0xc0)
		e.str("", n.Class)
		e.pairs(n.Pairs)
	case form == formMagic && arg != nil && (arg.Kind == graph.List || arg.Kind == graph.Map):
		e.Byte(0x82, 0xc0)
		e.str("", n.Class)
		e.Byte(0xc0)
		e.phpValue(arg, false)
	case form == phpgraph.Payload && arg != nil && arg.Kind == graph.Bytes:
		e.Byte(0x82, 0xc0, phpCustom)
		e.str("", n.Class)
		e.str("", arg.Text)
	default:
		e.Fail("an object %.100q of another format cannot be written in PHP's MessagePack", n.Class)
	}
}

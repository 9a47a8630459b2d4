package msgpack

import (
	"errors"
	"fmt"

	"sessh/session/format/graph"
)

// EncodePHP writes a value as PHP's extension msgpack does: objects and arrays
// that are references once, and then a reference to them. Any other array that
// stands in two places is written twice. Beyond what Encode cannot write, PHP
// has no times, no integers of more than 63 bits and a sign, and no other keys
// than integers and strings.
func EncodePHP(root *graph.Node) ([]byte, error) {
	e := &encoder{open: make(map[*graph.Node]bool), php: &phpWriter{number: make(map[*graph.Node]int), byRefs: make(map[*graph.Node]bool)}}
	if err := e.phpValue(root, false); err != nil {
		return nil, err
	}
	return e.out, nil
}

type phpWriter struct {
	count  int                  // of arrays and maps that were begun
	number map[*graph.Node]int  // of objects and references
	byRefs map[*graph.Node]bool // of objects: whether the first place is a reference
	byRef  bool                 // the place of the next value is a reference
}

// phpValue writes a value, or what refers to it.
func (e *encoder) phpValue(n *graph.Node, byRef bool) error {
	switch {
	case n == nil:
		return errors.New("a part of the value is missing")
	case n.Kind == graph.Time:
		return errors.New("a time cannot be written for PHP: it would read nothing")
	case n.Big != nil:
		return fmt.Errorf("the integer %s does not fit one of PHP: 64 bits with a sign", brief(n.Big))
	}
	if number, met := e.php.number[n]; met {
		if len(n.Items)+len(n.Pairs) == 0 && n.Kind != graph.Object {
			return errors.New("an array without entries is in several places as a reference (&): PHP would not read it as it is")
		}
		word := byte(phpRecursive)
		if n.Kind == graph.Object {
			word = phpObject
			if byRef {
				word = phpObjectByRef
			}
			if isReference(n) && !(byRef && e.php.byRefs[n]) {
				return fmt.Errorf("an object of the class %.100s is in several places, and some of them are references (&): PHP would not read it as it is", n.Class)
			}
		}
		e.php.count++
		e.out = append(e.out, 0x82, 0xc0, word, 0)
		return e.integer(graph.NewInt(int64(number)))
	}
	e.php.byRef = byRef
	return e.value(n)
}

// phpCompound writes what value lets through.
func (e *encoder) phpCompound(n *graph.Node) error {
	byRef := e.php.byRef
	if n.Kind == graph.Object && n.Class == formExt {
		return e.ext(n)
	}
	e.php.count++
	switch {
	case n.Kind == graph.Object:
		byRef = byRef && isReference(n)
		e.php.number[n], e.php.byRefs[n] = e.php.count, byRef
		return e.phpObject(n, byRef)
	case n.Kind == graph.List && isReference(n):
		e.php.number[n] = e.php.count
		return e.phpArray(asMap(n))
	case n.Kind == graph.List:
		return e.list(n)
	case n.Form == formEmpty && len(n.Pairs) == 0:
		e.out = append(e.out, 0x80)
		return nil
	}
	if isReference(n) {
		e.php.number[n] = e.php.count
	}
	return e.phpArray(n)
}

// asMap is a list as an array with its keys.
func asMap(n *graph.Node) *graph.Node {
	m := &graph.Node{Kind: graph.Map, Form: n.Form}
	for i, v := range n.Items {
		m.Pairs = append(m.Pairs, graph.Pair{Key: graph.NewInt(int64(i)), Value: v})
	}
	return m
}

func (e *encoder) phpArray(n *graph.Node) error {
	for _, p := range n.Pairs {
		if err := checkKey(p.Key); err != nil {
			return err
		}
	}
	switch {
	case len(n.Pairs) == 0: // reference or not: PHP would read null of {nil: 1}
		e.out = append(e.out, 0x90)
		return nil
	case isReference(n):
		e.count("map", "", len(n.Pairs)+1, 0x80)
		e.out = append(e.out, 0xc0, phpReference)
	case n.Form == FormArray && isSequence(n.Pairs):
		e.count("array", "", len(n.Pairs), 0x90)
		for _, p := range n.Pairs {
			if err := e.member(p.Value, isReference(p.Key)); err != nil {
				return err
			}
		}
		return nil
	default:
		e.count("map", n.Form, len(n.Pairs), 0x80)
	}
	return e.pairs(n.Pairs)
}

func isSequence(pairs []graph.Pair) bool {
	for i, p := range pairs {
		if p.Key.Kind != graph.Int || p.Key.Big != nil || p.Key.Int != int64(i) {
			return false
		}
	}
	return true
}

func checkKey(k *graph.Node) error {
	switch {
	case k == nil:
		return errors.New("a key is missing")
	case k.Kind == graph.Text || k.Kind == graph.Bytes || k.Kind == graph.Int && k.Big == nil:
		return nil
	}
	return fmt.Errorf("a %s cannot be a key in PHP, only an integer or a string", k.Kind)
}

func (e *encoder) phpObject(n *graph.Node, byRef bool) error {
	if n.Class == "" {
		return errors.New("an object has no class")
	}
	class := &graph.Node{Kind: graph.Bytes, Form: formStr, Text: n.Class}
	switch {
	case width(n) == formObject:
		return e.properties(n, class, byRef)
	case width(n) == formMagic && len(n.Args) == 1 && n.Args[0] != nil && (n.Args[0].Kind == graph.List || n.Args[0].Kind == graph.Map):
		e.out = append(e.out, 0x82, 0xc0)
		if err := e.text(class); err != nil {
			return err
		}
		e.out = append(e.out, 0xc0)
		return e.phpValue(n.Args[0], false)
	case width(n) == formCustom && len(n.Args) == 1 && n.Args[0] != nil && n.Args[0].Kind == graph.Bytes:
		e.out = append(e.out, 0x82, 0xc0, phpCustom)
		if err := e.text(class); err != nil {
			return err
		}
		return e.text(&graph.Node{Kind: graph.Bytes, Form: formStr, Text: n.Args[0].Text})
	}
	return fmt.Errorf("an object %.100q of another format cannot be written in PHP's MessagePack", n.Class)
}

func (e *encoder) properties(n, class *graph.Node, byRef bool) error {
	for _, p := range n.Pairs {
		if err := checkKey(p.Key); err != nil {
			return err
		}
	}
	if byRef {
		e.count("map", "", len(n.Pairs)+2, 0x80)
		e.out = append(e.out, 0xc0, phpReference)
	} else {
		e.count("map", "", len(n.Pairs)+1, 0x80)
	}
	e.out = append(e.out, 0xc0)
	if err := e.text(class); err != nil {
		return err
	}
	return e.pairs(n.Pairs)
}

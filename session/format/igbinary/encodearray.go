package igbinary

import (
	"errors"
	"fmt"
	"unicode/utf8"

	"sessh/session/format/graph"
)

func (e *encoder) compound(n *graph.Node) error {
	if e.open[n] {
		return errors.New("an array holds itself without being a reference")
	}
	if e.depth++; e.depth > maxDepth {
		return fmt.Errorf("the value is nested deeper than %d levels", maxDepth)
	}
	e.open[n] = true
	defer func() {
		delete(e.open, n)
		e.depth--
	}()
	if isCopied(n) && len(e.copies[n.Form]) < maxTwins {
		e.copies[n.Form] = append(e.copies[n.Form], n)
	}
	switch n.Kind {
	case graph.Object:
		return e.object(n)
	case graph.Map:
		return e.array(n)
	}
	e.sized(typeArray, len(n.Items))
	for i, c := range n.Items {
		e.integer(int64(i))
		if err := e.value(c, false); err != nil {
			return err
		}
	}
	return nil
}

func (e *encoder) array(n *graph.Node) error {
	if err := checkKeys(n.Pairs); err != nil {
		return err
	}
	e.sized(typeArray, len(n.Pairs))
	for _, p := range n.Pairs {
		if num, ok := arrayIndex(p.Key.Text); ok && p.Key.Kind == graph.Text {
			e.integer(num)
		} else if err := e.scalar(p.Key); err != nil {
			return err
		}
		if err := e.value(p.Value, isReference(p.Key)); err != nil {
			return err
		}
	}
	return nil
}

// checkKeys fails for keys that PHP does not have, and for two that are the
// same to PHP: 5 and "5".
func checkKeys(pairs []graph.Pair) error {
	met := make(map[int64]bool)
	for _, p := range pairs {
		if p.Key == nil {
			return errors.New("a key is missing")
		}
		num, ok := p.Key.Int, p.Key.Kind == graph.Int
		switch p.Key.Kind {
		case graph.Int, graph.Bytes:
		case graph.Text:
			num, ok = arrayIndex(p.Key.Text)
		default:
			return fmt.Errorf("a %s cannot be a key in PHP, only an integer or a string", p.Key.Kind)
		}
		if ok && met[num] {
			return fmt.Errorf("the key %d is there twice: as an integer and as a text, which are one in PHP", num)
		}
		if ok {
			met[num] = true
		}
	}
	return nil
}

func (e *encoder) object(n *graph.Node) error {
	if !validClass(n.Class) {
		return fmt.Errorf("%.100q is no class of PHP", n.Class)
	}
	one := len(n.Args) == 1 && n.Args[0] != nil
	switch {
	case n.Form == formObject:
		e.class(n.Class)
		return e.properties(n)
	case n.Form == formCustom && one && n.Args[0].Kind == graph.Bytes:
		e.class(n.Class)
		e.sized(typePayload, len(n.Args[0].Text))
		e.out = append(e.out, n.Args[0].Text...)
		return nil
	case n.Form == formEnum && one && n.Args[0].Kind == graph.Text && n.Args[0].Text != "" && utf8.ValidString(n.Args[0].Text):
		e.class(n.Class)
		e.out = append(e.out, typeEnum)
		return e.str(n.Args[0].Text)
	}
	return fmt.Errorf("an object %s of another format cannot be written by PHP's igbinary", n.Class)
}

// class writes how an object begins: a class is written once in any case.
func (e *encoder) class(name string) {
	if id, met := e.strings[name]; met {
		e.sized(typeObjectID, id)
		return
	}
	e.literal(typeObject, name, true)
}

func (e *encoder) properties(n *graph.Node) error {
	e.sized(typeArray, len(n.Pairs))
	for _, p := range n.Pairs {
		if p.Key == nil {
			return errors.New("the name of a property is missing")
		}
		switch p.Key.Kind {
		case graph.Null, graph.Text, graph.Bytes, graph.Int:
		default:
			return fmt.Errorf("a %s cannot name a property in PHP", p.Key.Kind)
		}
		if err := e.scalar(p.Key); err != nil {
			return err
		}
		if p.Key.Kind == graph.Null {
			continue
		}
		if err := e.value(p.Value, isReference(p.Key)); err != nil {
			return err
		}
	}
	return nil
}

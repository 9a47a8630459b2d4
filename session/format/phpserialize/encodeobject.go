package phpserialize

import (
	"errors"
	"fmt"
	"strconv"

	"sessh/session/format/graph"
)

func (e *encoder) object(n *graph.Node) error {
	if !validClass(n.Class) {
		return fmt.Errorf("%.100q is no class of PHP", n.Class)
	}
	switch n.Form {
	case formObject:
		return e.properties(n)
	case formCustom:
		return e.payload(n)
	case formEnum:
		return e.enum(n)
	}
	return fmt.Errorf("an object %s of another format cannot be written by PHP's serialize", n.Class)
}

// class writes how an object begins.
func (e *encoder) class(n *graph.Node) {
	e.text(n.Form, ":", strconv.Itoa(len(n.Class)), `:"`, n.Class, `":`)
}

func (e *encoder) properties(n *graph.Node) error {
	e.class(n)
	e.text(strconv.Itoa(len(n.Pairs)), ":{")
	for _, p := range n.Pairs {
		if p.Key == nil {
			return errors.New("the name of a property is missing")
		}
		switch p.Key.Kind {
		case graph.Text, graph.Bytes, graph.Int:
		default:
			return fmt.Errorf("a %s cannot name a property in PHP", p.Key.Kind)
		}
		if err := e.scalar(p.Key); err != nil {
			return err
		}
		if err := e.value(p.Value, isReference(p.Key)); err != nil {
			return err
		}
	}
	e.text("}")
	return nil
}

// payload writes what an object wrote of itself, behind its length.
func (e *encoder) payload(n *graph.Node) error {
	e.class(n)
	before := e.out
	e.out = nil
	for _, a := range n.Args {
		if a != nil && a.Kind == graph.Bytes && a.Form == formRaw {
			e.doubt.meet(n.Class, []byte(a.Text), e.values)
			e.text(a.Text)
		} else if err := e.value(a, false); err != nil {
			return err
		}
	}
	inside := e.out
	e.out = append(before, strconv.Itoa(len(inside))...)
	e.out = append(append(e.out, ":{"...), inside...)
	e.text("}")
	return nil
}

func (e *encoder) enum(n *graph.Node) error {
	if len(n.Args) != 1 || n.Args[0] == nil || n.Args[0].Kind != graph.Text || n.Args[0].Text == "" {
		return fmt.Errorf("the enum %s has no name of a case", n.Class)
	}
	text := n.Class + ":" + n.Args[0].Text
	e.text(n.Form, ":", strconv.Itoa(len(text)), `:"`, text, `";`)
	return nil
}

package graph

import (
	"fmt"

	"sessh/session"
)

// Opaque is a value of the framework that sessh shows and carries as a whole:
// an instance of an application's class, a date, a tuple as a key.
type Opaque struct {
	Node    *Node // not to be changed
	dialect *Dialect
}

var _ session.Object = (*Opaque)(nil)

// Display is the object as the framework's own language would show it.
func (o *Opaque) Display() string { return brief(o.dialect.Repr(o.Node)) }

// EqualObject tells whether other is built the same way.
func (o *Opaque) EqualObject(other any) bool {
	x, ok := other.(*Opaque)
	return ok && Equal(o.Node, x.Node)
}

// Inside are the object's parts as values, for those who look for something
// in them: a mapping with its properties, a list, or nil where there are none.
func (o *Opaque) Inside() any { return o.dialect.inside(o.Node) }

// Key is a key that sessions have no type for: a tuple, say. Two that are
// built the same way are the same key.
type Key struct{ text, flat string }

var _ session.Object = Key{}

// Display is the key as the framework's own language would show it.
func (k Key) Display() string { return k.text }

// EqualObject tells whether other is the same key.
func (k Key) EqualObject(other any) bool { return any(k) == other }

// Node is the key, made anew.
func (k Key) Node() *Node { return unflatten(k.flat) }

// Same stands where a list or mapping is met again that has its first
// place elsewhere in the session: in the framework both are one object, so that
// what is changed at the first place changes here as well.
type Same struct {
	At      string // the first place, from the top of the value down
	dialect *Dialect
	node    *Node
}

var _ session.Object = (*Same)(nil)

// Display names the first place.
func (s *Same) Display() string {
	if s.At == "" {
		return "<same as the whole>"
	}
	return fmt.Sprintf("<same as %s>", s.At[1:])
}

// EqualObject tells whether other stands for the same place.
func (s *Same) EqualObject(other any) bool {
	x, ok := other.(*Same)
	return ok && s.At == x.At
}

// inside shows the parts of an object as plain values.
func (d *Dialect) inside(n *Node) any {
	open := &Dialect{Repr: d.Repr, Inside: d.Inside}
	p := newProjector(open)
	p.met(n, "")
	switch {
	case len(n.Pairs) > 0:
		m := session.NewMap()
		if p.fill(m, n.Pairs, "") == nil {
			return m
		}
	case n.State != nil:
		if v, err := p.value(n.State, ""); err == nil {
			return v
		}
	case len(n.Items) > 0:
		if v, err := p.value(&Node{Kind: List, Items: n.Items}, ""); err == nil {
			return v
		}
	}
	return nil
}

package graph

import "sessh/session/tree"

// Opaque is a value of the framework that sessh shows and carries as a whole:
// an instance of an application's class, a date, a tuple as a key.
type Opaque struct {
	Node    *Node // not to be changed
	dialect *Dialect
	reading *tree.Reading
	number  int           // of the node in the reading
	copied  *tree.Copying // nil: it is the object that was read
	holds   []any         // lists and mappings that are shown in their own places, too
	own     string        // of one that holds any: how it is built, and their places
	kin     *relatives    // what was read with it; nil: nothing is known
}

var _ tree.Object = (*Opaque)(nil)

// Display returns the object as the framework's own language would show it.
func (o *Opaque) Display() string { return brief(o.dialect.Repr(o.Node)) }

// EqualObject reports whether other is built the same way. Parts with places of their
// own in the session only have to be at the same places: their changes are reported
// there.
func (o *Opaque) EqualObject(other any) bool {
	x, ok := other.(*Opaque)
	switch {
	case !ok:
		return false
	case o.reading == x.reading && o.number == x.number && o.reading != nil:
		return true
	case o.own == "" || x.own == "":
		return o.kin.equal(o.dialect, o.Node, x.Node, x.kin)
	}
	return o.own == x.own
}

// Part returns the number under which the object was read.
func (o *Opaque) Part() (*tree.Reading, int, *tree.Copying) {
	return o.reading, o.number, o.copied
}

// CopyObject returns a copy of the object, as part of the copy that c makes.
func (o *Opaque) CopyObject(c *tree.Copying) tree.Object {
	return &Opaque{Node: o.Node, dialect: o.dialect, reading: o.reading, number: o.number, copied: c, holds: o.holds, own: o.own, kin: o.kin}
}

// Holds returns the lists and mappings of the session that are part of the object as
// well, so that changes to them change the object. nil stands for others that were
// not looked for, because the object is too large.
func (o *Opaque) Holds() []any { return o.holds }

// Fixed returns the reason why the object cannot be edited inside; "" if it is only
// that it is an object.
func (o *Opaque) Fixed() string {
	if o.dialect.Fixed == nil {
		return ""
	}
	return o.dialect.Fixed(o.Node)
}

// Empty reports whether v, an empty mapping, is written as an object like this one:
// an object without entries may not be recognizable as a mapping.
func (o *Opaque) Empty(v *tree.Map) bool {
	s, ok := v.Form().(shape)
	return ok && v.Len() == 0 && s.word == o.Node.Class && len(o.Node.Items)+len(o.Node.Pairs) == 0
}

// StandsFor returns the number or text that the object stands for in expressions and
// comparisons: of a decimal the number, of a date or time its form in ISO 8601. ok is false
// for an object that is neither.
func (o *Opaque) StandsFor() (v any, ok bool) {
	if o.dialect.Stands == nil {
		return nil, false
	}
	n := o.dialect.Stands(o.Node)
	if n == nil {
		return nil, false
	}
	return plain(n), true
}

// Inside returns the object's parts as values, for searching: a mapping with its
// properties, a list, or nil if there are none.
func (o *Opaque) Inside() any { return o.dialect.inside(o.Node) }

// Key is a key that sessions have no type for, such as a tuple. Two that are built
// the same way are the same key.
type Key struct{ text, flat string }

var _ tree.Object = Key{}

// Display returns the key as the framework's own language would show it.
func (k Key) Display() string { return k.text }

// EqualObject reports whether other is the same key.
func (k Key) EqualObject(other any) bool { return any(k) == other }

// Plain returns the key as it is if no other one looks like it.
func (k Key) Plain() any {
	if n := k.Node(); !n.Compound() {
		return plain(n)
	}
	return k
}

// Node returns the key, made anew.
func (k Key) Node() *Node { return unflatten(k.flat) }

// inside shows the parts of an object as plain values.
func (d *Dialect) inside(n *Node) any {
	open := &Dialect{Repr: d.Repr, Inside: d.Inside}
	p := newProjector(open)
	switch {
	case len(n.Pairs) > 0:
		m := tree.NewMap()
		if p.fill(m, n.Pairs) == nil {
			return m
		}
	case n.State != nil:
		if v, err := p.value(n.State); err == nil {
			return v
		}
	case len(n.Items) > 0:
		if v, err := p.value(&Node{Kind: List, Items: n.Items}); err == nil {
			return v
		}
	}
	return nil
}

package tree

import "sessh/session/undo"

// Remarks returns the changes that make root a tree of another reading, that of theirs. What was
// the same part of the committed tree, or is equal and in the same place, becomes that part of
// the new value. The rest is part of none.
func Remarks(root, committed, theirs *Map) []undo.Op {
	of := theirs.orig.of
	if of == nil {
		return nil
	}
	r := &remarker{of: of, used: map[origin]bool{theirs.orig: true}}
	r.moved.find(committed, theirs)
	r.same.find(root, theirs)
	r.ops = append(r.ops, &setOrigin{root, root.orig, theirs.orig})
	for s := range allSlots(root) {
		switch v := s.Value().(type) {
		case Node:
			r.node(v)
		case part:
			r.part(s, v)
		}
	}
	return r.ops
}

// A part is an object that is part of a stored value.
type part interface {
	Object
	copyable
	// Part returns the reading, the number in it and, for a copy, the copying.
	Part() (of *Reading, number int, copied *Copying)
}

func partOf(p part) origin {
	of, number, copied := p.Part()
	return origin{of, number, copied}
}

// counterparts holds, for the parts of a tree, those in the same places of another one.
type counterparts struct {
	nodes map[origin]origin
	equal map[Node]origin
	parts map[origin]part
}

func (c *counterparts) find(a, b *Map) {
	c.nodes, c.equal, c.parts = make(map[origin]origin), make(map[Node]origin), make(map[origin]part)
	parallel(a, b, func(x, y any) {
		switch x := x.(type) {
		case Node:
			y := y.(Node)
			c.nodes[*x.origin()] = *y.origin()
			if Equal(x, y) {
				c.equal[x] = *y.origin()
			}
		case part:
			if y, ok := y.(part); ok && x.EqualObject(y) {
				c.parts[partOf(x)] = y
			}
		}
	})
}

type remarker struct {
	of          *Reading
	moved, same counterparts
	used        map[origin]bool
	ops         []undo.Op
}

func (r *remarker) node(n Node) {
	old := *n.origin()
	if old.of == r.of {
		r.used[old] = true
		return
	}
	read := old
	read.copied = nil
	to := r.moved.nodes[read]
	if to.of == nil {
		to = r.same.equal[n]
	}
	if to.of != nil {
		to.copied = old.copied
	}
	if r.used[to] {
		to = origin{}
	}
	r.used[to] = to.of != nil
	r.ops = append(r.ops, &setOrigin{n, old, to})
}

func (r *remarker) part(s Slot, p part) {
	old := partOf(p)
	if old.of == r.of {
		return
	}
	read := old
	read.copied = nil
	to := r.moved.parts[read]
	if to == nil {
		to = r.same.parts[old]
	}
	switch {
	case to == nil:
	case old.copied != nil:
		r.ops = append(r.ops, s.put(to.CopyObject(old.copied)))
	default:
		r.ops = append(r.ops, s.put(to))
	}
}

// parallel visits the places of two trees in which both have lists or mappings of the same form,
// or other values.
func parallel(a, b Node, visit func(a, b any)) {
	if !SameForm(a, b) {
		return
	}
	switch a := a.(type) {
	case *Map:
		b, ok := b.(*Map)
		if !ok {
			return
		}
		visit(a, b)
		for k, x := range a.All() {
			if y, ok := b.Get(k); ok {
				both(x, y, visit)
			}
		}
	case *List:
		b, ok := b.(*List)
		if !ok {
			return
		}
		visit(a, b)
		for i, x := range a.values {
			if y, ok := b.At(i); ok {
				both(x, y, visit)
			}
		}
	}
}

func both(x, y any, visit func(a, b any)) {
	a, ok1 := x.(Node)
	b, ok2 := y.(Node)
	switch {
	case ok1 && ok2:
		parallel(a, b, visit)
	case !ok1 && !ok2:
		visit(x, y)
	}
}

// remark changes the origin of a node.
type setOrigin struct {
	n        Node
	old, new origin
}

func (o *setOrigin) Apply()  { *o.n.origin() = o.new }
func (o *setOrigin) Revert() { *o.n.origin() = o.old }

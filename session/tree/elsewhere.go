package tree

// An Elsewhere holds the other places of the lists and mappings of a tree.
type Elsewhere struct {
	refs map[Node][]Slot   // of references
	held map[origin][]Slot // of objects that hold them
}

// A Holder is an object that shares lists and mappings with the session.
type Holder interface{ Holds() []any }

// FindElsewhere finds the other places of the lists and mappings of a tree.
func FindElsewhere(root *Map) *Elsewhere {
	e := &Elsewhere{refs: make(map[Node][]Slot), held: make(map[origin][]Slot)}
	for s := range allSlots(root) {
		switch v := s.Value().(type) {
		case *Ref:
			e.refs[v.to] = append(e.refs[v.to], s)
		case Holder:
			for _, h := range v.Holds() {
				if n, ok := h.(Node); ok {
					e.held[*n.origin()] = append(e.held[*n.origin()], s)
				}
			}
		}
	}
	return e
}

// mostElsewhere is the maximum number of other places that are given for a change.
const mostElsewhere = 100

// Also returns the other places that change with a change of the place that keys lead to, which
// holds value now.
func (e *Elsewhere) Also(value any, keys []any, top Path, root *Map, p *Pairing) []Path {
	paths := e.Paths(top, root, keys)
	n := NodeOf(value)
	if n == nil || p.then[n] == nil || Equal(p.then[n], n) {
		return paths
	}
	for _, s := range e.refs[n] { // it was moved and changed
		if len(paths) < mostElsewhere && !below(s.in, []any{n}) {
			paths = append(paths, top.Below(append(keysTo(s.in), s.Key())...))
		}
	}
	return paths
}

// Paths returns the other places that change with the place that keys lead to.
func (e *Elsewhere) Paths(top Path, root *Map, keys []any) []Path {
	var paths []Path
	var v any = root
	for i, k := range keys {
		n, ok := v.(Node)
		if !ok {
			break
		}
		if i > 0 { // everything is in the root
			for _, s := range append(e.refs[n][:len(e.refs[n]):len(e.refs[n])], e.held[*n.origin()]...) {
				if len(paths) < mostElsewhere && !below(s.in, []any{n}) {
					paths = append(paths, top.Below(append(keysTo(s.in), s.Key())...))
				}
			}
		}
		v = child(n, k)
	}
	return paths
}

package tree

// A Pairing matches the lists and mappings of a tree with those of an older one. If something has
// several places, it matters whether a place holds the same list or an equal one.
type Pairing struct {
	Now  map[Node]Node // new by old
	then map[Node]Node // old by new
}

// Pair matches the same parts of the stored value first, wherever they are by now, and of the
// rest those in the same place.
func Pair(old, new *Map) *Pairing {
	p := &Pairing{Now: make(map[Node]Node), then: make(map[Node]Node)}
	parts := make(map[origin]Node)
	for _, n := range nodes(new) {
		if n.origin().of != nil {
			parts[*n.origin()] = n
		}
	}
	for _, o := range nodes(old) {
		if n := parts[*o.origin()]; n != nil {
			p.Same(o, n)
		}
	}
	parallel(old, new, func(o, n any) {
		if o, ok := o.(Node); ok {
			p.Same(o, n.(Node))
		}
	})
	return p
}

// Same reports whether o has become n. It matches them if neither has a match yet.
func (p *Pairing) Same(o, n Node) bool {
	if p.Now[o] == nil && p.then[n] == nil {
		p.Now[o], p.then[n] = n, o
	}
	return p.Now[o] == n
}

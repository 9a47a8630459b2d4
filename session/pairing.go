package session

// pairing matches the lists and mappings of a tree with those of an older one. If something has
// several places, it matters whether a place holds the same list or an equal one.
type pairing struct {
	now  map[node]node // new by old
	then map[node]node // old by new
}

// pair matches the same parts of the stored value first, wherever they are by now, and of the
// rest those in the same place.
func pair(old, new *Map) *pairing {
	p := &pairing{now: make(map[node]node), then: make(map[node]node)}
	parts := make(map[origin]node)
	for _, n := range nodes(new) {
		if n.origin().of != nil {
			parts[*n.origin()] = n
		}
	}
	for _, o := range nodes(old) {
		if n := parts[*o.origin()]; n != nil {
			p.same(o, n)
		}
	}
	parallel(old, new, func(o, n any) {
		if o, ok := o.(node); ok {
			p.same(o, n.(node))
		}
	})
	return p
}

// same reports whether o has become n. It matches them if neither has a match yet.
func (p *pairing) same(o, n node) bool {
	if p.now[o] == nil && p.then[n] == nil {
		p.now[o], p.then[n] = n, o
	}
	return p.now[o] == n
}

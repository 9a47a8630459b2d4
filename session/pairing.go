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

// elsewhere holds the other places of the lists and mappings of a tree.
type elsewhere struct {
	refs map[node][]slot   // of references
	held map[origin][]slot // of objects that hold them
}

// A holder is an object that shares lists and mappings with the session.
type holder interface{ Holds() []any }

func findElsewhere(root *Map) *elsewhere {
	e := &elsewhere{refs: make(map[node][]slot), held: make(map[origin][]slot)}
	for s := range allSlots(root) {
		switch v := s.value().(type) {
		case *Ref:
			e.refs[v.to] = append(e.refs[v.to], s)
		case holder:
			for _, h := range v.Holds() {
				if n, ok := h.(node); ok {
					e.held[*n.origin()] = append(e.held[*n.origin()], s)
				}
			}
		}
	}
	return e
}

// mostElsewhere is the maximum number of other places that are given for a change.
const mostElsewhere = 100

// also returns the other places that change with a change of the session.
func (e *elsewhere) also(c Change, top Path, root *Map, p *pairing) []Path {
	paths := e.paths(top, root, c.Path.Keys)
	n := nodeOf(c.New)
	if n == nil || p.then[n] == nil || Equal(p.then[n], n) {
		return paths
	}
	for _, s := range e.refs[n] { // it was moved and changed
		if len(paths) < mostElsewhere && !below(s.in, []any{n}) {
			paths = append(paths, top.Below(append(keysTo(s.in), s.key())...))
		}
	}
	return paths
}

// paths returns the other places that change with the place that keys lead to.
func (e *elsewhere) paths(top Path, root *Map, keys []any) []Path {
	var paths []Path
	var v any = root
	for i, k := range keys {
		n, ok := v.(node)
		if !ok {
			break
		}
		if i > 0 { // everything is in the root
			for _, s := range append(e.refs[n][:len(e.refs[n]):len(e.refs[n])], e.held[*n.origin()]...) {
				if len(paths) < mostElsewhere && !below(s.in, []any{n}) {
					paths = append(paths, top.Below(append(keysTo(s.in), s.key())...))
				}
			}
		}
		v = child(n, k)
	}
	return paths
}

// child returns the value under a key or index; nil if there is none.
func child(n node, key any) (v any) {
	switch n := n.(type) {
	case *Map:
		v, _ = n.Get(key)
	case *List:
		i, _ := key.(int)
		v, _ = n.At(i)
	}
	return v
}

// Elsewhere returns the other places of the lists and mappings that keys lead through, from the
// session's data down. A change where they lead to changes these places as well.
func (s *Session) Elsewhere(keys ...any) []Path {
	if !s.shared {
		return nil
	}
	return findElsewhere(s.root).paths(s.Path(), s.root, keys)
}

package session

// pairing tells which lists and mappings of a tree are those of an older one, where
// something has several places: it matters, then, whether a place holds the same thing
// or an equal one.
type pairing struct {
	now  map[node]node // of the old tree, what it is in the new one
	then map[node]node // the other way round
}

// pair finds the parts of the same value first, wherever they stand by now, and of the
// others those that stand at the same place.
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

// same reports whether o has become n, which it has where neither is anything else.
func (p *pairing) same(o, n node) bool {
	if p.now[o] == nil && p.then[n] == nil {
		p.now[o], p.then[n] = n, o
	}
	return p.now[o] == n
}

// elsewhere are, for the lists and mappings of a tree that have other places, these.
type elsewhere struct {
	refs map[node][]slot
	held map[origin][]slot // by objects
}

// A holder is an object that lists and mappings of the session are part of, too.
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

// mostElsewhere is how many other places of a change are told.
const mostElsewhere = 100

// also are the other places that change with a change of the session.
func (e *elsewhere) also(c Change, top Path, root *Map, p *pairing) []Path {
	paths := e.of(top, root, c.Path.Keys)
	n := nodeOf(c.New)
	if n == nil || p.then[n] == nil || Equal(p.then[n], n) {
		return paths
	}
	for _, s := range e.refs[n] { // it was moved, and is another
		if len(paths) < mostElsewhere && !below(s.in, []any{n}) {
			paths = append(paths, top.Below(append(keysTo(s.in), s.key())...))
		}
	}
	return paths
}

// of are the other places that change with the one that the keys lead to.
func (e *elsewhere) of(top Path, root *Map, keys []any) []Path {
	var paths []Path
	var v any = root
	for i, k := range keys {
		n, ok := v.(node)
		if !ok {
			break
		}
		if i > 0 { // all is in the root
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

// child is what stands under a key, or an index; nil for nothing.
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

// Elsewhere are the other places of what the keys lead through, from the session's
// data down: what changes at the place that they lead to changes there as well.
func (s *Session) Elsewhere(keys ...any) []Path {
	if !s.shared {
		return nil
	}
	return findElsewhere(s.root).of(s.Path(), s.root, keys)
}

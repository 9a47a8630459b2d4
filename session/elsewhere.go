package session

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

// also returns the other places that change with a change of the place that keys lead to, which
// holds value now.
func (e *elsewhere) also(value any, keys []any, top Path, root *Map, p *pairing) []Path {
	paths := e.paths(top, root, keys)
	n := nodeOf(value)
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

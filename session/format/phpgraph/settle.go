package phpgraph

import "sessh/session/format/graph"

// Settle takes back what was concluded from values that were dropped, for their key
// was there again: marks of references to what is now in one place only.
func Settle(root *graph.Node) {
	s := settler{shared: graph.Shared(root), met: make(map[*graph.Node]bool)}
	s.node(root)
}

type settler struct {
	shared map[*graph.Node]bool
	met    map[*graph.Node]bool
}

// node goes through the graph in the order of writing; it is as deep as the
// reader let it be.
func (s *settler) node(n *graph.Node) {
	if s.met[n] {
		return
	}
	s.met[n] = true
	if n.Kind != graph.Object && !s.shared[n] {
		n.Form = Form(n)
	}
	for _, c := range n.Args {
		s.node(c)
	}
	for _, c := range n.Items {
		s.node(c)
	}
	for _, p := range n.Pairs {
		if p.Value.Kind != graph.Object || !s.met[p.Value] && !IsReference(p.Value) {
			p.Key.Form = Form(p.Key)
		}
		s.node(p.Value)
	}
	if Form(n) == "" {
		ToList(n)
	}
}

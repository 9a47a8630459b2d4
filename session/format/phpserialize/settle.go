package phpserialize

import (
	"sessh/session/format/graph"
	"sessh/session/format/phpgraph"
)

// settle takes back what was concluded from values that were dropped later:
// marks of references to what is now in one place only.
func (d *decoder) settle(root *graph.Node) {
	if !d.dropped {
		return
	}
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
		n.Form = phpgraph.Form(n)
	}
	for _, c := range n.Args {
		s.node(c)
	}
	for _, c := range n.Items {
		s.node(c)
	}
	for _, p := range n.Pairs {
		if p.Value.Kind != graph.Object || !s.met[p.Value] {
			p.Key.Form = phpgraph.Form(p.Key)
		}
		s.node(p.Value)
	}
	if phpgraph.Form(n) == "" {
		phpgraph.ToList(n)
	}
}

package igbinary

import (
	"sessh/session/format/graph"
	"sessh/session/format/graph/graphtest"
	"sessh/session/format/phpgraph"
)

// difference tells where two graphs differ. Arrays, objects and references have
// an identity; copies of arrays may be marked as such or not.
func difference(a, b *graph.Node) string {
	return graphtest.Comparer{
		Identity: func(n *graph.Node) bool { return n.Compound() || phpgraph.IsReference(n) },
		Form: func(n *graph.Node) string {
			if isCopied(n) {
				return ""
			}
			return n.Form
		},
	}.Difference(a, b)
}

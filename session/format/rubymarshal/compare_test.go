package rubymarshal

import (
	"sessh/session/format/graph"
	"sessh/session/format/graph/graphtest"
)

// difference tells where two graphs differ. All that has a number in Marshal has
// an identity, but for integers: of small ones there are two kinds, of which one
// has a number.
func difference(a, b *graph.Node) string {
	return graphtest.Comparer{Identity: func(n *graph.Node) bool {
		return n.Compound() || n.Kind == graph.Float || isString(n)
	}}.Difference(a, b)
}

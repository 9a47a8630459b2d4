package rubymarshal

import (
	"sessh/session/format/graph"
	"sessh/session/format/graph/graphtest"
)

// comparer has an identity for all that has a number in Marshal, but for integers: of
// small ones there are two kinds, of which one has a number.
var comparer = graphtest.Comparer{Identity: func(n *graph.Node) bool {
	return n.Compound() || n.Kind == graph.Float || isString(n)
}}

func difference(a, b *graph.Node) string { return comparer.Difference(a, b) }

func codec(l graph.Limits) graphtest.Codec {
	return graphtest.Codec{
		Decode: func(data []byte) (*graph.Node, error) { return Decode(data, l) },
		Encode: Encode, Show: Repr, Compare: comparer, WritesAll: true,
	}
}

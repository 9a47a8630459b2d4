package msgpack

import (
	"sessh/session/format/graph"
	"sessh/session/format/graph/graphtest"
)

// difference tells where two graphs differ.
func difference(a, b *graph.Node) string { return graphtest.Comparer{}.Difference(a, b) }

package phpserialize

import (
	"sessh/session/format/graph"
	"sessh/session/format/graph/graphtest"
)

// difference tells where two graphs differ. All nodes have an identity: objects,
// and what is referred to.
func difference(a, b *graph.Node) string {
	return graphtest.Comparer{Identity: func(*graph.Node) bool { return true }}.Difference(a, b)
}

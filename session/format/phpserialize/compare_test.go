package phpserialize

import (
	"sessh/session/format/graph"
	"sessh/session/format/graph/graphtest"
)

// comparer has an identity for all nodes: objects, and what is referred to.
var comparer = graphtest.Comparer{Identity: func(*graph.Node) bool { return true }}

func codec(s Serializer, l graph.Limits) graphtest.Codec {
	return graphtest.Codec{
		Decode: func(data []byte) (*graph.Node, error) { return decodeAny(data, s, l) },
		Encode: func(n *graph.Node) ([]byte, error) { return encodeAny(n, s) },
		Show:   Repr, Compare: comparer,
	}
}

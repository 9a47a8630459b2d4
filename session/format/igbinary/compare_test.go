package igbinary

import (
	"sessh/session/format/graph"
	"sessh/session/format/graph/graphtest"
	"sessh/session/format/phpgraph"
)

// comparer has an identity for arrays, objects and references; copies of arrays may be
// marked as such or not.
var comparer = graphtest.Comparer{
	Identity: func(n *graph.Node) bool { return n.Compound() || phpgraph.IsReference(n) },
	Form: func(n *graph.Node) string {
		if isCopied(n) {
			return ""
		}
		return n.Form
	},
}

// codec returns the codec, which writes as it has read last.
func codec(l graph.Limits) graphtest.Codec {
	var o Options
	return graphtest.Codec{
		Decode: func(data []byte) (n *graph.Node, err error) { n, o, err = Decode(data, l); return n, err },
		Encode: func(n *graph.Node) ([]byte, error) { return Encode(n, o) },
		Show:   phpgraph.Show, Compare: comparer,
	}
}

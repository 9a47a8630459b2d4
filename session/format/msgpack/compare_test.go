package msgpack

import (
	"sessh/session/format/graph"
	"sessh/session/format/graph/graphtest"
)

// codec is the codec under test, plain or PHP's.
func codec(php bool) graphtest.Codec {
	x := fixture{php: php}
	return graphtest.Codec{Decode: x.decode, Encode: x.encode, Show: Repr}
}

// difference tells where two graphs differ.
func difference(a, b *graph.Node) string { return graphtest.Comparer{}.Difference(a, b) }

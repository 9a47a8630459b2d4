package msgpack

import (
	"sessh/session/format/graph/graphtest"
)

// codec returns the codec under test, plain or PHP's.
func codec(php bool) graphtest.Codec {
	x := fixture{php: php}
	return graphtest.Codec{Decode: x.decode, Encode: x.encode, Show: Repr}
}

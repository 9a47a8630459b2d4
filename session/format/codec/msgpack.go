package codec

import (
	"sessh/session/format/graph"
	"sessh/session/format/msgpack"
	"sessh/session/format/serial"
)

// MessagePackOrPickles are what Python packs a dictionary to by msgspec or msgpack, or
// pickles it to.
func MessagePackOrPickles() *Set {
	return &Set{
		Codecs:  []*Codec{messagePack, python},
		Neither: "it is neither a pickle nor MessagePack",
	}
}

var messagePack = &Codec{
	Codec: &serial.Codec{
		Name: "msgpack",
		Dialect: &graph.Dialect{
			Repr:  msgpack.Repr,
			Usual: func(n *graph.Node) bool { return n.Kind == graph.List || n.Kind == graph.Map },
		},
		Decode: func(value []byte) (*graph.Node, any, error) {
			n, err := msgpack.Decode(value, graph.Limits{})
			return n, nil, err
		},
		Encode: func(root *graph.Node, _ any) ([]byte, error) { return msgpack.Encode(root) },
		Sketch: msgpack.Sketch,
	},
	ID: "msgpack", What: "the value in MessagePack", Label: "MessagePack", Ways: []Way{{Name: "msgpack"}},
	Begins: func(value []byte) bool {
		return len(value) > 0 && (value[0]&0xf0 == 0x80 || value[0] == 0xde || value[0] == 0xdf)
	},
	First: "\x80\x81\x82\x83\x84\x85\x86\x87\x88\x89\x8a\x8b\x8c\x8d\x8e\x8f\xde\xdf",
	// A mapping whose first key is a text.
	Heads: func(value []byte) bool {
		return len(value) > 1 && value[0]&0xf0 == 0x80 && (value[1]&0xe0 == 0xa0 || value[1] == 0xd9)
	},
}

package codec

import (
	"bytes"

	"sessh/session/format/graph"
	"sessh/session/format/rubymarshal"
	"sessh/session/format/serial"
)

// Ruby is the set of serializers that Dalli can use for a hash.
func Ruby() *Set {
	return &Set{
		Codecs:  []*Codec{marshal, rubyJSON()},
		Neither: "it is neither in Ruby's Marshal nor in JSON",
	}
}

var marshal = &Codec{
	Codec: &serial.Codec{
		Name: "Ruby's Marshal",
		Dialect: &graph.Dialect{
			Repr:     rubymarshal.Repr,
			Inside:   rubymarshal.Inside,
			Stands:   rubymarshal.Stands,
			Distinct: func(n *graph.Node) bool { return n.Form == "symbol" },
		},
		Decode: func(value []byte) (*graph.Node, any, error) {
			n, err := rubymarshal.Decode(value, graph.Limits{})
			return n, nil, err
		},
		Encode: func(root *graph.Node, _ any) ([]byte, error) { return rubymarshal.Encode(root) },
		Sketch: rubymarshal.Sketch,
	},
	ID: "marshal", What: "the value in Ruby's Marshal", Label: "Ruby's Marshal", Ways: []Way{{Name: "Marshal"}},
	Begins: func(value []byte) bool { return bytes.HasPrefix(value, []byte{4}) }, // its version is 4.8
	First:  "\x04",
	Marked: true,
	Heads:  func(value []byte) bool { return bytes.HasPrefix(value, []byte("\x04\x08{")) },
}

func rubyJSON() *Codec { return inJSON("JSON", `{"`) }

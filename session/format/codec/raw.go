package codec

import (
	"bytes"

	"sessh/session/format/client"
	"sessh/session/format/graph"
	"sessh/session/format/igbinary"
	"sessh/session/format/msgpack"
	"sessh/session/format/plain"
	"sessh/session/format/serial"
	"sessh/session/tree"
)

// Raw are the codecs of items that are no sessions. A text may be anything: it is taken for
// more only where it is a mapping with a name, or flags say what it is.
func Raw() []*plain.Codec {
	return []*plain.Codec{
		{
			Codec: python.Codec, Label: WrittenPickle,
			Begins: func(value []byte, flags uint32) bool {
				if !bytes.HasSuffix(value, []byte(".")) {
					return false
				}
				return value[0] == 0x80 && len(value) > 2 && value[1] <= 5 || flags == pickled || python.Begins(value)
			},
			Proves: func(value []byte, flags uint32, m *tree.Map) bool {
				return value[0] == 0x80 || flags == pickled || named1(m)
			},
		},
		{
			Codec: marshal.Codec, Label: always("Ruby's Marshal"),
			Begins: func(value []byte, _ uint32) bool { return bytes.HasPrefix(value, []byte("\x04\x08")) },
		},
		{
			Codec: rawIgbinary, Label: always("igbinary"),
			Begins: func(value []byte, _ uint32) bool { return beginsIgbinary(value) },
		},
		{
			Codec: phpOwnSerialize().Codec, Label: always("serialized by PHP"),
			Begins: func(value []byte, _ uint32) bool { return bytes.HasPrefix(value, []byte("a:")) },
			Proves: func(_ []byte, _ uint32, m *tree.Map) bool { return named1(m) },
		},
		{
			Codec: rawMessagePack, Label: always("MessagePack"),
			Begins: func(value []byte, _ uint32) bool { return !client.IsText(value) && messagePack.Heads(value) },
			Proves: func(_ []byte, _ uint32, m *tree.Map) bool { return named1(m) && allNamed(m) },
		},
		{
			Codec: yamlXS().Codec, Label: always("YAML"),
			Begins: func(value []byte, _ uint32) bool { return beginsYAML(value) },
			Proves: func(_ []byte, _ uint32, m *tree.Map) bool { return named1(m) },
		},
	}
}

// pickled is the flag of a pickle of Python's clients.
const pickled = 1

func always(label string) func([]byte) string { return func([]byte) string { return label } }

// named1 reports whether a mapping has a name, and is more than a value by itself.
func named1(m *tree.Map) bool {
	for key := range m.All() {
		if _, ok := key.(string); ok && key != plain.ValueKey {
			return true
		}
	}
	return false
}

// allNamed reports whether all keys of a mapping are texts that people can read.
func allNamed(m *tree.Map) bool {
	for key := range m.All() {
		if text, ok := key.(string); !ok || !client.IsText([]byte(text)) {
			return false
		}
	}
	return true
}

// rawIgbinary and rawMessagePack read any value, where a session is a mapping.
var (
	rawIgbinary = &serial.Codec{
		Name: "igbinary", Dialect: phpDialect, Encode: encodeIgbinary,
		Decode: func(value []byte) (*graph.Node, any, error) {
			n, o, err := igbinary.Decode(value, graph.Limits{})
			return n, o, err
		},
	}
	rawMessagePack = &serial.Codec{
		Name: "msgpack", Dialect: messagePack.Dialect,
		Decode: func(value []byte) (*graph.Node, any, error) {
			n, err := msgpack.Decode(value, graph.Limits{})
			return n, nil, err
		},
		Encode: func(root *graph.Node, _ any) ([]byte, error) { return msgpack.Encode(root) },
	}
)

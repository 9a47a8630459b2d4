package codec

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"time"

	"sessh/session/format/graph"
	"sessh/session/format/pickle"
	"sessh/session/format/pickle/forms"
	"sessh/session/format/pickle/object"
	"sessh/session/format/serial"
)

// Pickles are what Python pickles a dictionary to.
func Pickles() *Set { return &Set{Codecs: []*Codec{python}} }

var python = &Codec{
	Codec: &serial.Codec{
		Name: "pickle", Dialect: PickleDialect(), Sketch: pickle.Sketch,
		Decode: func(value []byte) (*graph.Node, any, error) {
			n, info, err := pickle.Decode(value, graph.Limits{})
			return n, info, err
		},
		Encode: func(root *graph.Node, how any) ([]byte, error) { return pickle.Encode(root, how.(pickle.Info)) },
	},
	ID: "pickle", What: "the pickle", Label: "a pickle", Written: WrittenPickle,
	Ways: protocols, WayOf: protocolOf,
	Begins: func(value []byte) bool {
		return len(value) > 1 && (value[0] == 0x80 && value[1] <= 5 || value[0] == '(' || value[0] == '}')
	},
	First:  "\x80(}",
	Marked: true, Heads: beginsAsDict,
}

// protocols are the ways in which Pythons pickle: by their protocol, and whether it was
// Python 2, whose usual texts are bytes. The usual one is what every Python 3 reads.
var protocols = []Way{
	{"pickle4", pickle.Info{Protocol: 4}},
	{"pickle5", pickle.Info{Protocol: 5}},
	{"pickle3", pickle.Info{Protocol: 3}},
	{"pickle2", pickle.Info{Protocol: 2}},
	{"pickle1", pickle.Info{Protocol: 1}},
	{"pickle0", pickle.Info{Protocol: 0}},
	{"pickle2-python2", pickle.Info{Protocol: 2, Python2: true}},
	{"pickle1-python2", pickle.Info{Protocol: 1, Python2: true}},
	{"pickle0-python2", pickle.Info{Protocol: 0, Python2: true}},
}

func protocolOf(how any) string {
	info := how.(pickle.Info)
	name := fmt.Sprintf("pickle%d", info.Protocol)
	if info.Python2 {
		name += "-python2"
	}
	return name
}

// WrittenPickle says how a pickle is written: "a pickle of protocol 2, of Python 2"; ""
// where it cannot be read.
func WrittenPickle(value []byte) string {
	_, info, err := pickle.Decode(value, graph.Limits{})
	if err != nil {
		return ""
	}
	text := fmt.Sprintf("a pickle of protocol %d", info.Protocol)
	if info.Python2 {
		text += ", of Python 2"
	}
	return text
}

// beginsAsDict reports whether a pickle begins with a dictionary. So does, beside the
// pickle of one, that of a tuple whose first value is one: it must end as that of a
// dictionary does, when its last entries have been put in, or be damaged.
func beginsAsDict(value []byte) bool {
	if !dictHead(value) {
		return false
	}
	if bytes.HasSuffix(value, []byte("u.")) || bytes.HasSuffix(value, []byte("s.")) {
		return true
	}
	if serial.Reads(pickle.Sketch, value) {
		return false
	}
	_, _, err := pickle.Decode(value, graph.Limits{})
	return err != nil
}

// dictHead reports whether a pickle begins with an empty dictionary.
func dictHead(value []byte) bool {
	if len(value) > 2 && value[0] == 0x80 && value[1] <= 5 { // the protocol
		value = value[2:]
		if len(value) > 9 && value[0] == 0x95 { // a frame with its size
			value = value[9:]
		}
		return value[0] == '}'
	}
	heads := []string{"(dp", "(d.", "}q", "}r", "}."} // of the protocols 0 and 1
	return slices.ContainsFunc(heads, func(head string) bool { return bytes.HasPrefix(value, []byte(head)) })
}

// PickleDialect is how pickles become values. The classes named are the usual kind
// of dictionary, and shown without their names.
func PickleDialect(usual ...string) *graph.Dialect {
	return &graph.Dialect{
		Repr:   object.Repr,
		Stands: object.Stands,
		Inside: func(n *graph.Node) *[]graph.Pair {
			p := forms.DictItems(n)
			switch {
			case p != nil && !forms.Known(n) && !slices.Contains(usual, n.Class):
				return nil
			case p != nil:
				return p
			}
			// An empty one does not show in its pickle that it is a dictionary.
			if slices.Contains(usual, n.Class) && len(n.Items) == 0 {
				return &n.Pairs
			}
			return nil
		},
		Usual:  func(n *graph.Node) bool { return slices.Contains(usual, n.Class) },
		Forms:  []string{"tuple", "set", "frozenset"},
		Settle: pickle.Settle,
		Fixed: func(n *graph.Node) string {
			if forms.DictItems(n) == nil || forms.Known(n) {
				return ""
			}
			return "it can be read, replaced and removed as a whole: the pickle gives it items and a state, and what its class makes of both is not known"
		},
		New: func(v any, was *graph.Node) (*graph.Node, error) {
			if _, ok := v.(time.Time); ok {
				return nil, errors.New("a time cannot be written in a pickle: Python has several kinds of it")
			}
			return graph.Plain(v, was)
		},
	}
}

package rubymarshal

import (
	"math"
	"strings"

	"sessh/session/format/graph"
)

// keyID is equal for values that Ruby holds for the same key. Strings in ASCII are,
// in all encodings that contain it. Keys that have parts are left as they are.
func keyID(n *graph.Node) graph.KeyID {
	id := graph.KeyID{Kind: n.Kind}
	switch n.Kind {
	case graph.Null:
	case graph.Bool:
		if n.Bool {
			id.Num = 1
		}
	case graph.Int:
		if id.Num = n.Int; n.Big != nil {
			id.Num, id.Text = int64(n.Big.Sign()), string(n.Big.Bytes())
		}
	case graph.Float:
		switch {
		case math.IsNaN(n.Float):
			id.Node = n
		case n.Float != 0: // -0.0 is 0.0
			id.Num = int64(math.Float64bits(n.Float))
		}
	case graph.Text, graph.Bytes:
		id.Kind, id.Text, id.Form = graph.Text, n.Text, n.Form
		switch {
		case isSymbol(n):
		case isASCII(n.Text) && !wide(n.Form):
			id.Form = formASCII
		case n.Kind == graph.Text:
			id.Form = formEncoding + utf8Name
		}
	default:
		id.Node = n
	}
	return id
}

// wide tells of the encodings that do not contain ASCII.
func wide(form string) bool {
	if form == "" || form == formBinary {
		return false
	}
	name := strings.ToUpper(strings.TrimPrefix(form, formEncoding))
	for _, family := range []string{"UTF-16", "UTF-32", "UTF-7", "UCS-", "ISO-2022-", "CP5022", "IBM037", "EBCDIC"} {
		if strings.HasPrefix(name, family) {
			return true
		}
	}
	return false
}

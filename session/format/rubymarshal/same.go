package rubymarshal

import (
	"strings"

	"sessh/session/format/graph"
)

// keyID returns the same ID for values that are the same key to Ruby. Strings in
// ASCII are, in all encodings that contain ASCII. Keys with parts always differ.
func keyID(n *graph.Node) graph.KeyID {
	id := graph.ScalarID(n)
	switch n.Kind {
	case graph.Float:
		if n.Float == 0 { // -0.0 is 0.0
			id.Num = 0
		}
	case graph.Text, graph.Bytes:
		id.Kind, id.Form = graph.Text, n.Form
		switch {
		case isSymbol(n):
		case isASCII(n.Text) && !wide(n.Form):
			id.Form = formASCII
		case n.Kind == graph.Text:
			id.Form = formEncoding + utf8Name
		}
	}
	return id
}

// wide has the encodings that do not contain ASCII.
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

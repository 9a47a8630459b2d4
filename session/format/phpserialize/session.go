package phpserialize

import (
	"fmt"

	"sessh/session/format/graph"
	"sessh/session/format/phpgraph"
)

// A Serializer is a way of writing a session: a value of PHP's setting
// session.serialize_handler.
type Serializer string

// The serializers of PHP; the first is what it uses unless told otherwise.
const (
	PHP          Serializer = "php"
	PHPBinary    Serializer = "php_binary"
	PHPSerialize Serializer = "php_serialize"
)

func (s Serializer) known() bool { return s == PHP || s == PHPBinary || s == PHPSerialize }

// Unset tells of a session that it has variables, and that none of them was ever
// set. PHP before 5.4 could write such a one; bytes that are something else are
// likelier to look like it.
func Unset(session *graph.Node) bool {
	for _, p := range session.Pairs {
		if !undefined(p.Value) {
			return false
		}
	}
	return len(session.Pairs) > 0
}

// DecodeSession reads a session. It is a Map of its variables, with the name
// of the serializer for its Form. Empty data is a session without variables.
// Errors are [*graph.Error], but for a serializer that is not known.
//
// A variable that was never set, which PHP before 7.1 marked, is a null of the
// Form "!".
func DecodeSession(data []byte, s Serializer, l graph.Limits) (*graph.Node, error) {
	if !s.known() {
		return nil, fmt.Errorf("%q is no serializer of PHP sessions", string(s))
	}
	return graph.Read(data, l, func(r *graph.Reader) *graph.Node {
		d := &decoder{r: r}
		read := d.variables
		if s == PHPSerialize && len(data) > 0 {
			read = d.sessionArray
		}
		root := read(s)
		if d.dropped {
			phpgraph.Settle(root)
		}
		return root
	})
}

// sessionArray reads a session that is one array, or null: that is one without
// variables to PHP.
func (d *decoder) sessionArray(s Serializer) *graph.Node {
	n, _ := d.value(d.place())
	switch n.Kind {
	case graph.Null:
		n.Kind = graph.Map
	case graph.Map:
	case graph.List:
		phpgraph.ToMap(n)
	default:
		d.r.Abort(&graph.Error{Text: fmt.Sprintf("the session is no array, but a value of the kind %s", n.Kind)})
	}
	n.Form = string(s)
	return n
}

// variables reads a session that is written variable by variable.
func (d *decoder) variables(s Serializer) *graph.Node {
	root := d.r.New(graph.Map)
	root.Form = string(s)
	at := make(map[string]int)
	for d.r.Len() > 0 {
		name, set := d.name(s)
		p := d.sessionVariable(name, set)
		if i, met := at[string(name)]; met {
			d.dropped = true
			root.Pairs[i] = p
			continue
		}
		at[string(name)] = len(root.Pairs)
		root.Pairs = append(root.Pairs, p)
	}
	return root
}

// sessionVariable reads the value of a variable. Other than in an array, a name
// that is there twice stands for two places.
func (d *decoder) sessionVariable(name []byte, set bool) (p graph.Pair) {
	p.Key = d.r.Text(name)
	if !set {
		p.Value = d.r.New(graph.Null)
		p.Value.Form = formUndefined
		return p
	}
	v, byRef := d.value(d.place())
	if p.Value = v; byRef {
		phpgraph.MarkReference(p.Key)
	}
	return p
}

// name reads the name of a variable. It is not set if it is marked as such and
// no value follows; since PHP 7.1 the mark means nothing.
func (d *decoder) name(s Serializer) (name []byte, set bool) {
	d.r.Mark()
	if s == PHP {
		name = d.r.Until('|')
		if len(name) > 0 && name[0] == '!' && !beginsValue(d.r.Rest()) {
			return name[1:], false
		}
		return name, true
	}
	c := d.r.Byte()
	name = d.r.Take(uint64(c &^ unset))
	return name, c&unset == 0 || beginsValue(d.r.Rest())
}

const unset = 0x80 // in the length of a name in php_binary: PHP_BIN_UNDEF

// beginsValue reports whether b looks like a serialized value.
func beginsValue(b []byte) bool {
	if len(b) < 2 {
		return false
	}
	switch b[0] {
	case 'N':
		return b[1] == ';'
	case 'b', 'i', 'd', 's', 'S', 'a', 'O', 'C', 'E', 'r', 'R':
		return b[1] == ':'
	}
	return false
}

package phpserialize

import (
	"fmt"
	"unicode/utf8"

	"sessh/session/format/graph"
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
	d := newDecoder(data, l)
	read := d.variables
	if s == PHPSerialize && len(data) > 0 {
		read = d.sessionArray
	}
	root, err := read(s)
	if err != nil {
		return nil, err
	}
	d.settle(root)
	return root, nil
}

// sessionArray reads a session that is one array, or null: that is one without
// variables to PHP.
func (d *decoder) sessionArray(s Serializer) (*graph.Node, error) {
	n, _, err := d.value(d.place())
	if err != nil {
		return nil, err
	}
	switch n.Kind {
	case graph.Null:
		n.Kind = graph.Map
	case graph.Map:
	case graph.List:
		for i, v := range n.Items {
			n.Pairs = append(n.Pairs, graph.Pair{Key: graph.NewInt(int64(i)), Value: v})
		}
		n.Kind, n.Items = graph.Map, nil
	default:
		return nil, &graph.Error{Text: fmt.Sprintf("the session is no array, but a value of the kind %s", n.Kind)}
	}
	n.Form = string(s)
	return n, d.r.End()
}

// variables reads a session that is written variable by variable.
func (d *decoder) variables(s Serializer) (*graph.Node, error) {
	root, err := d.r.New(graph.Map)
	if err != nil {
		return nil, err
	}
	root.Form = string(s)
	at := make(map[string]int)
	for d.r.Len() > 0 {
		name, set, err := d.name(s)
		if err != nil {
			return nil, err
		}
		p, err := d.sessionVariable(name, set)
		if err != nil {
			return nil, err
		}
		if i, met := at[name]; met {
			d.dropped = true
			root.Pairs[i] = p
			continue
		}
		at[name] = len(root.Pairs)
		root.Pairs = append(root.Pairs, p)
	}
	return root, nil
}

// sessionVariable reads the value of a variable. Other than in an array, a name
// that is there twice stands for two places.
func (d *decoder) sessionVariable(name string, set bool) (p graph.Pair, err error) {
	if p.Key, err = d.r.New(graph.Text); err != nil {
		return p, err
	}
	if p.Key.Text = name; !utf8.ValidString(name) {
		p.Key.Kind = graph.Bytes
	}
	if !set {
		if p.Value, err = d.r.New(graph.Null); err == nil {
			p.Value.Form = formUndefined
		}
		return p, err
	}
	v, byRef, err := d.value(d.place())
	if p.Value = v; byRef {
		markReference(p.Key)
	}
	return p, err
}

// name reads the name of a variable. It is not set if it is marked as such and
// no value follows; since PHP 7.1 the mark means nothing.
func (d *decoder) name(s Serializer) (name string, set bool, err error) {
	d.r.Mark()
	if s == PHP {
		text, err := d.r.Until('|')
		if err != nil {
			return "", false, err
		}
		if name = string(text); name != "" && name[0] == '!' && !d.valueAhead() {
			return name[1:], false, nil
		}
		return name, true, nil
	}
	c, err := d.r.Byte()
	if err != nil {
		return "", false, err
	}
	text, err := d.r.Take(uint64(c &^ unset))
	return string(text), c&unset == 0 || d.valueAhead(), err
}

const unset = 0x80 // in the length of a name in php_binary: PHP_BIN_UNDEF

func (d *decoder) valueAhead() bool { return beginsValue(d.data[d.r.Offset():]) }

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

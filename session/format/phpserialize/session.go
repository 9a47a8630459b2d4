package phpserialize

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"sessh/session/format/graph"
	"sessh/session/format/phpgraph"
)

// A Serializer is a way of writing a session: a value of PHP's setting
// session.serialize_handler.
type Serializer string

// The serializers of PHP; the first is PHP's default.
const (
	PHP          Serializer = "php"
	PHPBinary    Serializer = "php_binary"
	PHPSerialize Serializer = "php_serialize"
)

func (s Serializer) known() bool { return s == PHP || s == PHPBinary || s == PHPSerialize }

// Unset reports whether a session has variables and none of them was ever set. PHP
// before 5.4 could write such a session; bytes that look like one are more likely
// something else.
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
		return nil, fmt.Errorf("%q is not a serializer of PHP sessions", string(s))
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
		d.r.Abort(&graph.Error{Text: fmt.Sprintf("the session is not an array, but a value of the kind %s", n.Kind)})
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

// sessionVariable reads the value of a variable. Unlike in an array, a name that
// occurs twice stands for two places.
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

// Begins reports, at a glance, whether data begins as a session that the serializer
// wrote. Only reading it shows whether it is one: data may begin, and even be read,
// as one of several.
func (s Serializer) Begins(data []byte) bool {
	switch {
	case len(data) == 0:
		return false
	case s == PHPSerialize:
		return beginsValue(data) && (data[0] == 'a' || data[0] == 'N')
	case s == PHPBinary:
		name := int(data[0] &^ unset)
		if data[0]&unset != 0 {
			return len(data) > name
		}
		return len(data) > name && beginsValue(data[1+name:])
	}
	name, rest, found := bytes.Cut(data, []byte("|"))
	return found && (bytes.HasPrefix(name, []byte("!")) || beginsValue(rest))
}

// EncodeSession writes a session. It fails for what PHP cannot write, and for names
// that the serializer cannot write: php and php_binary allow no numbers, php no |,
// and php_binary no more than 127 bytes.
func EncodeSession(root *graph.Node, s Serializer) ([]byte, error) {
	switch {
	case !s.known():
		return nil, fmt.Errorf("%q is not a serializer of PHP sessions", string(s))
	case root == nil || root.Kind != graph.Map:
		return nil, errors.New("a session is a mapping")
	}
	return graph.Write(phpgraph.Bounds, func(w *graph.Writer) {
		e := newEncoder(w)
		e.root = root
		if s == PHPSerialize {
			e.value(root, false)
			return
		}
		phpgraph.CheckKeys(w, root.Pairs)
		e.Enter(root) // it has no number, so nothing can refer to it
		for i, p := range root.Pairs {
			e.sessionVariable(p, s)
			if undefined(p.Value) && i+1 < len(root.Pairs) && s == PHP && beginsValue([]byte(root.Pairs[i+1].Key.Text)) {
				w.Fail("the name %.100q cannot follow a variable that was never set", root.Pairs[i+1].Key.Text)
			}
		}
	})
}

func undefined(n *graph.Node) bool {
	return n != nil && n.Kind == graph.Null && n.Form == formUndefined
}

func (e *encoder) sessionVariable(p graph.Pair, s Serializer) {
	name := p.Key.Text
	_, numeric := phpgraph.Index(name)
	switch {
	case numeric || p.Key.Kind == graph.Int:
		e.Fail("the name %s is a number, and PHP leaves such a variable out of a session of the format %s", Repr(p.Key), s)
	case s == PHP && strings.Contains(name, "|"):
		e.Fail("the name %.100q has a |, which ends names in the format %s", name, s)
	case s == PHPBinary && len(name) >= unset:
		e.Fail("the name %.40q… has %d bytes; at most 127 are possible in the format %s", name, len(name), s)
	}
	undefined := undefined(p.Value)
	if s == PHP {
		if undefined {
			e.Text("!")
		}
		e.Text(name)
		e.Text("|")
	} else {
		size := byte(len(name))
		if undefined {
			size |= unset
		}
		e.Byte(size)
		e.Text(name)
	}
	if !undefined {
		e.value(p.Value, phpgraph.IsReference(p.Key))
	}
}

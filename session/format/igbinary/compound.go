package igbinary

import (
	"unicode/utf8"

	"sessh/session/format/graph"
	"sessh/session/format/phpgraph"
)

// array reads an array behind its type.
func (d *decoder) array(width byte, want bool) *graph.Node {
	n := d.r.New(graph.Map)
	if want {
		n.Form = phpgraph.Reference
	}
	e := &entry{node: n, open: true}
	d.table = append(d.table, e)
	d.entries(n, width)
	e.open = false
	phpgraph.ToList(n)
	return n
}

// entries reads the elements of an array or the properties of an object. A key that
// occurs again keeps its place and gets the new value.
func (d *decoder) entries(n *graph.Node, width byte) {
	count := d.number(width)
	d.r.Room(count, 1)
	d.r.RoomFor(int(count), 0)
	d.r.Enter()
	object := n.Kind == graph.Object
	n.Pairs = make([]graph.Pair, 0, min(count, 64))
	for range count {
		k := d.key(object)
		if k.Kind != graph.Null {
			v, byRef := d.value()
			if k.Form = ""; byRef {
				k.Form = phpgraph.Reference
			}
			n.Pairs = append(n.Pairs, graph.Pair{Key: k, Value: v})
		} else if object { // a property without a value; in an array it means nothing
			n.Pairs = append(n.Pairs, graph.Pair{Key: k, Value: d.r.New(graph.Null)})
		}
	}
	d.r.Leave()
	keys := graph.Keys{ID: phpgraph.ID}
	switch {
	case object:
		keys.ID = func(k *graph.Node) graph.KeyID {
			if k.Kind == graph.Null {
				return graph.KeyID{Node: k}
			}
			return phpgraph.PropertyID(k)
		}
	case phpgraph.IsSequence(n.Pairs):
		return
	}
	n.Pairs = keys.LastWins(n.Pairs, func(first *graph.Pair, last graph.Pair) {
		first.Key.Form, first.Value = last.Key.Form, last.Value
	})
}

// key reads one key; what is a number is one even as a string, unless it names
// a property. A Null stands for an entry without key and value.
func (d *decoder) key(object bool) *graph.Node {
	d.r.Mark()
	c := d.r.Byte()
	if c == typeFalse || c == typeTrue || c == typeDouble {
		d.r.Fail("no key begins with the byte %02x", c)
	}
	k := d.scalar(c)
	if !object {
		phpgraph.ArrayKey(k)
	}
	return k
}

// object reads an object behind its type.
func (d *decoder) object(c byte) *graph.Node {
	n := d.r.New(graph.Object)
	if c >= typeObjectID {
		n.Class = d.recall(c - typeObjectID)
	} else {
		n.Class = d.literal(c - typeObject)
	}
	if !phpgraph.ValidClass(n.Class) {
		d.r.Fail("%.100q is not the name of a class", n.Class)
	}
	d.table = append(d.table, &entry{node: n})
	switch inner := d.r.Byte(); {
	case inner >= typeArray && inner < typeArray+3:
		n.Form = phpgraph.Properties
		d.entries(n, inner-typeArray)
	case inner >= typePayload && inner < typePayload+3: // it wrote that of itself
		n.Form = phpgraph.Payload
		n.Args = []*graph.Node{d.r.Bytes(phpgraph.Raw, d.r.Take(d.number(inner-typePayload)))}
	case inner == typeEnum:
		n.Form = phpgraph.Enum
		name := d.str(d.r.Byte())
		if name == "" || !utf8.ValidString(name) {
			d.r.Fail("%.100q is not a case of an enum", name)
		}
		n.Args = []*graph.Node{d.r.Text([]byte(name))}
	default:
		d.r.Fail("no properties of an object begin with the byte %02x", inner)
	}
	return n
}

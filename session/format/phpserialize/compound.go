package phpserialize

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"sessh/session/format/graph"
	"sessh/session/format/phpgraph"
)

// compound reads an array or an object.
func (d *decoder) compound(c byte, place int32) *graph.Node {
	d.r.Expect(":")
	n := d.r.New(graph.Map)
	d.places[place] = n // what is inside may refer to it
	if c != 'a' {
		n.Kind, n.Form, n.Class = graph.Object, string(c), d.class()
	}
	count := d.number(':')
	d.r.Expect("{")
	d.r.Enter()
	if c == 'C' {
		d.payload(n, count)
	} else {
		d.r.Room(count, uint64(len("i:0;N;")))
		d.r.RoomFor(int(count), 0)
		d.entries(n, count)
	}
	d.r.Mark()
	d.r.Expect("}")
	d.r.Leave()
	return n
}

// entries reads the elements of an array or the properties of an object.
func (d *decoder) entries(n *graph.Node, count uint64) {
	id := phpgraph.ID
	if n.Kind == graph.Object {
		id = phpgraph.PropertyID
	}
	var index graph.Index // of keys, unless they are 0, 1, 2, …
	indexed := n.Kind == graph.Object
	places := make([]int32, 0, min(count, 64))
	for i := range count {
		k := d.key(n.Kind == graph.Object)
		if !indexed && (k.Kind != graph.Int || k.Int != int64(i)) {
			indexed = true
			for _, p := range n.Pairs {
				index.Put(id(p.Key))
			}
		}
		if indexed {
			if at, met := index.Put(id(k)); met {
				d.again(&n.Pairs[at], places[at])
				continue
			}
		}
		place := d.place()
		places = append(places, place)
		v, byRef := d.value(place)
		if byRef {
			phpgraph.MarkReference(k)
		}
		n.Pairs = append(n.Pairs, graph.Pair{Key: k, Value: v})
	}
	phpgraph.ToList(n)
}

// again reads a value for a key that was there before: it has the same place.
func (d *decoder) again(p *graph.Pair, place int32) {
	d.dropped = true
	v, byRef := d.value(place)
	p.Value, p.Key.Form = v, phpgraph.Form(p.Key)
	if byRef {
		phpgraph.MarkReference(p.Key)
	}
}

// key reads one key; what is a number is one even as a string, unless it names
// a property.
func (d *decoder) key(object bool) *graph.Node {
	d.r.Mark()
	c := d.r.Byte()
	if c != 'i' && c != 's' && c != 'S' {
		d.r.Fail("no key begins with %q", c)
	}
	k := d.scalar(c)
	if k.Big != nil {
		d.r.Fail("the key %.40s does not fit into an integer of PHP", k.Big)
	}
	if !object {
		phpgraph.ArrayKey(k)
	}
	return k
}

func (d *decoder) class() string {
	name := string(d.quoted())
	if !phpgraph.ValidClass(name) {
		d.r.Fail("%.100q is not the name of a class", name)
	}
	d.r.Expect(":")
	return name
}

// enum reads a case of an enum behind its E:.
func (d *decoder) enum() *graph.Node {
	text := d.quoted()
	class, name, ok := strings.Cut(string(text), ":")
	if !ok || !phpgraph.ValidClass(class) || name == "" || !utf8.ValidString(name) {
		d.r.Fail("%.100q is not a case of an enum", text)
	}
	d.r.Expect(";")
	n := d.r.New(graph.Object)
	n.Form, n.Class, n.Args = phpgraph.Enum, class, []*graph.Node{d.r.Text([]byte(name))}
	return n
}

// payload reads what an object wrote about itself. Classes mostly call serialize()
// for that, and PHP numbers what they serialize along with everything around; so
// the payload is read as values if it looks like them.
func (d *decoder) payload(n *graph.Node, size uint64) {
	d.r.Room(size, 1)
	payload := d.r.Rest()[:size]
	if d.dry || !d.looksSerialized(len(payload)) {
		d.doubt.meet(n.Class, payload, len(d.numbers))
		n.Args = append(n.Args, d.r.Bytes(phpgraph.Raw, d.r.Take(size)))
		return
	}
	for end := d.r.Offset() + len(payload); d.r.Offset() < end; {
		if size := punctuation(d.r.Rest()[:end-d.r.Offset()]); size > 0 {
			n.Args = append(n.Args, d.r.Bytes(phpgraph.Raw, d.r.Take(uint64(size))))
			continue
		}
		v, _ := d.value(d.place())
		n.Args = append(n.Args, v)
	}
}

// punctuation returns how many bytes at the beginning of a payload are between
// serialized values: those of ArrayObject and similar classes before PHP 7.4 were
// x:i:0;a:0:{};m:a:0:{}
func punctuation(b []byte) int {
	return len(b) - len(bytes.TrimLeft(b, "xm;:,"))
}

// looksSerialized reports whether a payload is made of values and punctuation.
// Payloads inside it are not looked into, so that each byte is looked at once,
// however deep it is.
func (d *decoder) looksSerialized(size int) bool {
	values := 0
	return d.r.Try(size, func(r *graph.Reader) {
		try := &decoder{r: r, dry: true}
		for r.Len() > 0 {
			if size := punctuation(r.Rest()); size > 0 {
				r.Take(uint64(size))
				continue
			}
			try.value(try.place())
			values++
		}
	}) && values > 0
}

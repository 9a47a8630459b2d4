package gob

import (
	"bytes"
	"errors"
	"math"
	"math/bits"
	"time"

	"sessh/session/format/graph"
)

// The numbers of the types that every gob has. Those of others are described in it.
const (
	boolType = iota + 1
	intType
	uintType
	floatType
	bytesType
	stringType
	complexType
	anyType
)

// wire is a type that a gob describes.
type wire struct {
	kind      wireKind
	key, elem int64   // of a map or slice
	fields    []field // of a struct
}

type field struct {
	name string
	id   int64
}

// wireKind is the number of the field of gob's wireType that describes such a type.
type wireKind int

const (
	sliceKind  wireKind = 1
	structKind wireKind = 2
	mapKind    wireKind = 3
	gobberKind wireKind = 4 // what encodes itself, as a time does
)

// decoder reads a gob.
type decoder struct {
	*graph.Reader
	types map[int64]*wire
}

// Decode reads a session as a mapping with the two fields. how is for [Encode].
func Decode(value []byte) (root *graph.Node, how any, err error) {
	if !Begins(value) {
		return nil, nil, errors.New("it is not a gob of a session")
	}
	root, err = graph.Read(value, graph.Limits{}, func(r *graph.Reader) *graph.Node {
		d := &decoder{r, make(map[int64]*wire)}
		return d.session()
	})
	return root, bytes.Clone(value), err
}

func (d *decoder) uint() uint64 {
	const small = 0x80
	b := d.Byte()
	if b < small {
		return uint64(b)
	}
	n := 256 - int(b)
	if n > 8 {
		d.Fail("an integer of %d bytes is too long", n)
	}
	return d.BigEndian(n)
}

func (d *decoder) int() int64 {
	u := d.uint()
	if u&1 != 0 {
		return ^int64(u >> 1)
	}
	return int64(u >> 1)
}

func (d *decoder) text() []byte { return d.Take(d.uint()) }

// session reads messages: those that describe types, and the value.
func (d *decoder) session() *graph.Node {
	for {
		d.Mark()
		d.uint() // its size
		id := d.int()
		if id >= 0 {
			return d.fields(id)
		}
		d.describe(-id)
	}
}

// each reads the fields of a struct, by their numbers from 0.
func (d *decoder) each(field func(n int)) {
	d.Enter()
	for n := -1; ; {
		delta := d.uint()
		if delta == 0 {
			break
		}
		if delta > 100 {
			d.Fail("a struct has no such field")
		}
		n += int(delta)
		field(n)
	}
	d.Leave()
}

// describe reads the description of a type.
func (d *decoder) describe(id int64) {
	t := &wire{}
	d.each(func(n int) {
		t.kind = wireKind(n)
		d.each(func(part int) {
			switch {
			case part == 0: // its name, and its number again
				d.each(func(n int) {
					if n == 0 {
						d.text()
					} else {
						d.int()
					}
				})
			case t.kind == sliceKind && part == 1:
				t.elem = d.int()
			case t.kind == mapKind && part == 1:
				t.key = d.int()
			case t.kind == mapKind && part == 2:
				t.elem = d.int()
			case t.kind == structKind && part == 1:
				t.fields = d.described()
			default:
				d.Abort(errOwnTypes)
			}
		})
	})
	d.types[id] = t
}

// described reads the descriptions of fields.
func (d *decoder) described() []field {
	count := d.uint()
	d.Room(count, 2)
	all := make([]field, count)
	for i := range all {
		d.each(func(n int) {
			if n == 0 {
				all[i].name = string(d.text())
			} else {
				all[i].id = d.int()
			}
		})
	}
	return all
}

// fields reads the struct that a session is.
func (d *decoder) fields(id int64) *graph.Node {
	t := d.types[id]
	if t == nil || t.kind != structKind || len(t.fields) != 2 || t.fields[0].name != Deadline || t.fields[1].name != Values {
		d.Fail("the gob is not a session")
	}
	deadline, values := d.New(graph.Time), d.New(graph.Map)
	d.each(func(n int) {
		switch n {
		case 0:
			deadline = d.value(t.fields[0].id)
		case 1:
			values = d.value(t.fields[1].id)
		default:
			d.Fail("the gob is not a session")
		}
	})
	if deadline.Kind != graph.Time || values.Kind != graph.Map {
		d.Fail("the gob is not a session")
	}
	root := d.New(graph.Map)
	root.Pairs = []graph.Pair{{Key: graph.NewText(Deadline), Value: deadline}, {Key: graph.NewText(Values), Value: values}}
	return root
}

func (d *decoder) value(id int64) *graph.Node {
	switch id {
	case boolType:
		return d.Bool(d.uint() != 0)
	case intType:
		return d.Int(d.int())
	case uintType:
		n := d.New(graph.Int)
		*n = *unsigned(d.uint())
		return n
	case floatType:
		return d.Float(math.Float64frombits(bits.ReverseBytes64(d.uint())))
	case bytesType:
		return d.Bytes("", d.text())
	case stringType:
		return d.string()
	case anyType:
		return d.any()
	}
	t := d.types[id]
	switch {
	case t == nil:
		d.Abort(errOwnTypes)
	case t.kind == sliceKind:
		return d.list(t)
	case t.kind == mapKind:
		return d.mapping(t)
	case t.kind == gobberKind:
		return d.time()
	}
	d.Abort(errOwnTypes)
	return nil
}

func (d *decoder) string() *graph.Node { return d.Text(d.text()) }

func (d *decoder) time() *graph.Node {
	n := d.New(graph.Time)
	var t time.Time
	if err := t.UnmarshalBinary(d.text()); err != nil {
		d.Abort(errOwnTypes)
	}
	n.Time = t
	return n
}

func (d *decoder) list(t *wire) *graph.Node {
	n := d.New(graph.List)
	count := d.uint()
	d.Room(count, 1)
	d.RoomFor(int(count), 0)
	d.Enter()
	for range count {
		n.Items = append(n.Items, d.value(t.elem))
	}
	d.Leave()
	return n
}

func (d *decoder) mapping(t *wire) *graph.Node {
	if t.key != stringType {
		d.Abort(errOwnTypes)
	}
	n := d.New(graph.Map)
	count := d.uint()
	d.Room(count, 2)
	d.RoomFor(2*int(count), 0)
	d.Enter()
	seen := make(map[string]bool)
	for range count {
		key := d.string()
		if seen[key.Text] {
			d.Fail("a map has the key %.100q twice", key.Text)
		}
		seen[key.Text] = true
		n.Pairs = append(n.Pairs, graph.Pair{Key: key, Value: d.value(t.elem)})
	}
	d.Leave()
	return n
}

// any reads a value with the name of its type. Its form is that name, unless it is the usual
// one of its kind.
func (d *decoder) any() *graph.Node {
	name := string(d.text())
	if name == "" {
		return d.New(graph.Null)
	}
	id := d.int()
	for ; id < 0; id = d.int() {
		d.describe(-id)
		d.uint() // the size of the rest
	}
	d.uint() // the size of the value, but for descriptions in it
	t := known()[name]
	if t == nil {
		d.Abort(errOwnTypes)
	}
	if d.uint() != 0 {
		d.Fail("a value is a struct, and its type %.100s is none", name)
	}
	d.Enter()
	n := d.value(id)
	d.Leave()
	if t != usual[n.Kind] {
		n.Form = name
	}
	return n
}

package gob

import (
	"bytes"
	"sync"
	"time"

	"sessh/session/format/graph"
	"sessh/session/format/serial"
)

// Sketch reads a session as far as its names; see [serial.Sketch].
func Sketch(s *serial.Sketch) (*graph.Node, error) {
	g := sketches.Get().(*sketch)
	defer g.end()
	g.s = s
	root, ok := g.session()
	if !ok || !s.End() {
		return nil, serial.ErrUnusual
	}
	return root, nil
}

var sketches = sync.Pool{New: func() any { return new(sketch) }}

// end keeps the sketch to be used again.
func (g *sketch) end() {
	g.s, g.types, g.keys = nil, g.types[:0], g.keys[:0]
	sketches.Put(g)
}

// sketch is a gob that is being read.
type sketch struct {
	s     *serial.Sketch
	types []sketchedType
	keys  [][]byte // of the maps that are being read, the outermost first
}

// A sketchedType is a type that a gob describes, as far as values need it.
type sketchedType struct {
	id        int64
	kind      wireKind
	key, elem int64
	names     [2][]byte // of the fields of a struct
	ids       [2]int64
	fields    int
}

func (g *sketch) uint() (uint64, bool) {
	const small = 0x80
	if g.s.End() {
		return 0, false
	}
	b := g.s.Byte()
	if b < small {
		return uint64(b), true
	}
	digits, ok := g.s.Take(256 - int(b))
	var v uint64
	for _, c := range digits {
		v = v<<8 | uint64(c)
	}
	return v, ok && len(digits) <= 8
}

func (g *sketch) int() (int64, bool) {
	u, ok := g.uint()
	if u&1 != 0 {
		return ^int64(u >> 1), ok
	}
	return int64(u >> 1), ok
}

func (g *sketch) text() ([]byte, bool) {
	n, ok := g.uint()
	if !ok || n > uint64(len(g.s.Rest())) {
		return nil, false
	}
	return g.s.Take(int(n))
}

func (g *sketch) session() (*graph.Node, bool) {
	for {
		_, sized := g.uint()
		id, ok := g.int()
		if !sized || !ok {
			return nil, false
		}
		if id >= 0 {
			return g.fields(id)
		}
		if !g.describe(-id) {
			return nil, false
		}
	}
}

// each reads the fields of a struct, by their numbers from 0.
func (g *sketch) each(field func(n int) bool) bool {
	const most = 100
	for n := -1; ; {
		delta, ok := g.uint()
		if !ok || delta > most || !g.s.Look() {
			return false
		}
		if delta == 0 {
			return true
		}
		if n += int(delta); !field(n) {
			return false
		}
	}
}

// describe reads the description of a type.
func (g *sketch) describe(id int64) bool {
	t := sketchedType{id: id}
	ok := g.each(func(n int) bool {
		t.kind = wireKind(n)
		return g.each(func(part int) (ok bool) {
			switch {
			case part == 0:
				return g.named(nil, nil)
			case t.kind == sliceKind && part == 1, t.kind == mapKind && part == 2:
				t.elem, ok = g.int()
			case t.kind == mapKind && part == 1:
				t.key, ok = g.int()
			case t.kind == structKind && part == 1:
				ok = g.described(&t)
			}
			return ok
		})
	})
	if g.typed(id) != nil {
		return false
	}
	g.types = append(g.types, t)
	return ok
}

// named reads a name and a number.
func (g *sketch) named(name *[]byte, id *int64) bool {
	return g.each(func(n int) bool {
		if n == 0 {
			text, ok := g.text()
			if name != nil {
				*name = text
			}
			return ok
		}
		number, ok := g.int()
		if id != nil {
			*id = number
		}
		return ok
	})
}

// described reads the descriptions of fields.
func (g *sketch) described(t *sketchedType) bool {
	count, ok := g.uint()
	if !ok || count != uint64(len(t.names)) {
		return false
	}
	for i := range t.names {
		if !g.named(&t.names[i], &t.ids[i]) {
			return false
		}
	}
	t.fields = len(t.names)
	return true
}

func (g *sketch) typed(id int64) *sketchedType {
	for i := range g.types {
		if g.types[i].id == id {
			return &g.types[i]
		}
	}
	return nil
}

// fields reads the struct that a session is.
func (g *sketch) fields(id int64) (*graph.Node, bool) {
	t := g.typed(id)
	if t == nil || t.kind != structKind || t.fields != 2 || string(t.names[0]) != Deadline || string(t.names[1]) != Values {
		return nil, false
	}
	root, _ := g.s.Enter(graph.Map)
	parts, ids := [2]*graph.Node{g.s.Scalar(graph.Time), nil}, t.ids
	ok := g.each(func(n int) (ok bool) {
		if n >= len(parts) {
			return false
		}
		parts[n], ok = g.value(ids[n])
		return ok
	})
	if !ok || parts[0].Kind != graph.Time || parts[1] == nil || parts[1].Kind != graph.Map {
		return nil, false
	}
	g.s.Put(root, g.s.Name([]byte(Deadline)), parts[0])
	g.s.Put(root, g.s.Name([]byte(Values)), parts[1])
	g.s.Leave()
	return root, true
}

func (g *sketch) value(id int64) (n *graph.Node, ok bool) {
	if !g.s.Look() {
		return nil, false
	}
	switch id {
	case boolType:
		_, ok = g.uint()
		return g.s.Scalar(graph.Bool), ok
	case intType, uintType:
		_, ok = g.uint()
		return g.s.Scalar(graph.Int), ok
	case floatType:
		_, ok = g.uint()
		return g.s.Scalar(graph.Float), ok
	case bytesType:
		_, ok = g.text()
		return g.s.Scalar(graph.Bytes), ok
	case stringType:
		_, ok = g.text()
		return g.s.Scalar(graph.Text), ok
	case anyType:
		return g.any()
	}
	t := g.typed(id)
	switch {
	case t == nil:
		return nil, false
	case t.kind == sliceKind:
		return g.list(t.elem)
	case t.kind == mapKind && t.key == stringType:
		return g.mapping(t.elem)
	case t.kind == gobberKind:
		text, ok := g.text()
		var read time.Time
		return g.s.Scalar(graph.Time), ok && read.UnmarshalBinary(text) == nil
	}
	return nil, false
}

func (g *sketch) list(elem int64) (*graph.Node, bool) {
	count, counted := g.uint()
	n, ok := g.s.Enter(graph.List)
	if !counted || !ok || count > uint64(len(g.s.Rest())) {
		return nil, false
	}
	for range count {
		if _, ok := g.value(elem); !ok {
			return nil, false
		}
	}
	g.s.Leave()
	return n, true
}

func (g *sketch) mapping(elem int64) (*graph.Node, bool) {
	const widest = 64
	count, counted := g.uint()
	n, ok := g.s.Enter(graph.Map)
	if !counted || !ok || count > widest || count > uint64(len(g.s.Rest()))/2 {
		return nil, false
	}
	deep, first := g.s.Deep(), len(g.keys)
	for range count {
		key, ok := g.text()
		if !ok || contains(g.keys[first:], key) {
			return nil, false
		}
		g.keys = append(g.keys, key)
		v, ok := g.value(elem)
		if !ok || !deep && !g.s.Put(n, g.s.Name(key), v) {
			return nil, false
		}
	}
	g.keys = g.keys[:first]
	g.s.Leave()
	return n, true
}

func contains(keys [][]byte, key []byte) bool {
	for _, k := range keys {
		if bytes.Equal(k, key) {
			return true
		}
	}
	return false
}

// any reads a value with the name of its type.
func (g *sketch) any() (*graph.Node, bool) {
	name, ok := g.text()
	if !ok || len(name) == 0 {
		return g.s.Scalar(graph.Null), ok
	}
	id, ok := g.int()
	for ; ok && id < 0; id, ok = g.int() {
		if !g.describe(-id) {
			return nil, false
		}
		if _, ok = g.uint(); !ok { // the size of the rest
			return nil, false
		}
	}
	_, sized := g.uint()
	none, plain := g.uint()
	if !ok || !sized || !plain || none != 0 || known()[string(name)] == nil {
		return nil, false
	}
	return g.value(id)
}

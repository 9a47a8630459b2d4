package msgpack

import (
	"math"
	"strconv"

	"sessh/session/format/graph"
)

// entries collects the pairs of a map. A key that is there already keeps its
// place and gets the new value. Keys that are compound are never the same as
// others, nor is NaN.
type entries struct {
	node  *graph.Node
	index map[key]int // of pairs, once there are many
}

// A key is what tells keys apart.
type key struct {
	kind graph.Kind
	num  int64 // of floats the bits, of times the seconds
	text string
}

const few = 8 // so many pairs are searched without an index

func (e *entries) add(k, v *graph.Node) {
	id, ok := keyOf(k)
	if !ok {
		e.node.Pairs = append(e.node.Pairs, graph.Pair{Key: k, Value: v})
		return
	}
	if at := e.find(id); at >= 0 {
		e.node.Pairs[at] = graph.Pair{Key: k, Value: v} // whether its place is a reference goes with the value
		return
	}
	e.node.Pairs = append(e.node.Pairs, graph.Pair{Key: k, Value: v})
	if e.index != nil {
		e.index[id] = len(e.node.Pairs) - 1
	} else if len(e.node.Pairs) > few {
		e.makeIndex()
	}
}

func (e *entries) find(id key) int {
	if e.index != nil {
		if at, ok := e.index[id]; ok {
			return at
		}
		return -1
	}
	for i, p := range e.node.Pairs {
		if other, ok := keyOf(p.Key); ok && other == id {
			return i
		}
	}
	return -1
}

func (e *entries) makeIndex() {
	e.index = make(map[key]int)
	for i, p := range e.node.Pairs {
		if id, ok := keyOf(p.Key); ok {
			e.index[id] = i
		}
	}
}

func keyOf(n *graph.Node) (key, bool) {
	k := key{kind: n.Kind, text: n.Text}
	switch n.Kind {
	case graph.Null, graph.Text:
	case graph.Bytes:
		if isStr(n.Form) { // a str and a bin are two keys even of the same bytes
			k.num = 1
		}
	case graph.Bool:
		if n.Bool {
			k.num = 1
		}
	case graph.Int:
		if k.num = n.Int; n.Big != nil {
			k.text = n.Big.String()
		}
	case graph.Float:
		if n.Float != n.Float {
			return k, false
		}
		k.num = int64(math.Float64bits(n.Float))
	case graph.Time:
		k.num, k.text = n.Time.Unix(), strconv.Itoa(n.Time.Nanosecond())
	default:
		return k, false
	}
	return k, true
}

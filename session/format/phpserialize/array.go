package phpserialize

import (
	"strconv"

	"sessh/session/format/graph"
)

// A key is that of an array's element or a property. Two are the same for PHP
// if they are equal but for their form.
type key struct {
	isInt bool
	num   int64
	text  string
}

// entries collects the elements of an array or the properties of an object.
type entries struct {
	d      *decoder
	object bool
	items  []*graph.Node // as long as the keys are 0, 1, 2, …
	pairs  []graph.Pair  // otherwise
	places []int32
	index  map[key]int // of pairs, once there are many
}

const few = 8 // so many pairs are searched without an index

// read reads n entries, and the brace that ends them.
func (e *entries) read(n uint64) error {
	for range n {
		k, node, err := e.key()
		if err != nil {
			return err
		}
		if err := e.entry(k, node); err != nil {
			return err
		}
	}
	e.d.r.Mark()
	return e.d.r.Expect("}")
}

// key reads one key; what is a number is one even as a string, unless it names
// a property.
func (e *entries) key() (key, *graph.Node, error) {
	r := e.d.r
	r.Mark()
	c, err := r.Byte()
	if err != nil {
		return key{}, nil, err
	}
	if c != 'i' && c != 's' && c != 'S' {
		return key{}, nil, r.Errorf("%q begins no key", c)
	}
	n, err := e.d.scalar(c)
	if err != nil {
		return key{}, nil, err
	}
	if n.Big != nil {
		return key{}, nil, r.Errorf("the key %.40s does not fit an integer of PHP", n.Big)
	}
	if n.Kind == graph.Int && e.object {
		return key{text: strconv.FormatInt(n.Int, 10)}, n, nil
	}
	if num, ok := arrayIndex(n.Text); ok && n.Kind == graph.Text && !e.object {
		n.Kind, n.Int, n.Text, n.Form = graph.Int, num, "", ""
	}
	return keyOf(n), n, nil
}

func keyOf(n *graph.Node) key {
	if n.Kind == graph.Int {
		return key{isInt: true, num: n.Int}
	}
	return key{text: n.Text}
}

// arrayIndex tells the integer that PHP takes a string for as a key of an array.
func arrayIndex(s string) (int64, bool) {
	if s == "" || len(s) > 20 || s[0] != '-' && (s[0] < '0' || s[0] > '9') {
		return 0, false
	}
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil && strconv.FormatInt(n, 10) == s
}

// entry reads a value and puts it at the key.
func (e *entries) entry(k key, node *graph.Node) error {
	at := e.find(k)
	if at < 0 {
		place := e.d.place()
		e.places = append(e.places, place)
		v, byRef, err := e.d.value(place)
		if err != nil {
			return err
		}
		e.add(k, node, v, byRef)
		return nil
	}
	e.d.dropped = true
	v, byRef, err := e.d.value(e.places[at])
	if err != nil {
		return err
	}
	if byRef {
		e.spill()
	}
	if at < len(e.items) {
		e.items[at] = v
		return nil
	}
	e.pairs[at].Value = v
	e.pairs[at].Key.Form = form(e.pairs[at].Key)
	if byRef {
		markReference(e.pairs[at].Key)
	}
	return nil
}

// find is the index of a key, or -1.
func (e *entries) find(k key) int {
	if e.items != nil {
		if k.isInt && k.num >= 0 && k.num < int64(len(e.items)) {
			return int(k.num)
		}
		return -1
	}
	if e.index != nil {
		if i, ok := e.index[k]; ok {
			return i
		}
		return -1
	}
	for i, p := range e.pairs {
		if e.keyOf(p.Key) == k {
			return i
		}
	}
	return -1
}

func (e *entries) keyOf(n *graph.Node) key {
	if n.Kind == graph.Int && e.object {
		return key{text: strconv.FormatInt(n.Int, 10)}
	}
	return keyOf(n)
}

// add puts a value at the end.
func (e *entries) add(k key, node, v *graph.Node, byRef bool) {
	next := k.isInt && k.num == int64(len(e.items)) && len(e.pairs) == 0
	if next && !byRef && !e.object {
		e.items = append(e.items, v)
		return
	}
	e.spill()
	if byRef {
		markReference(node)
	}
	e.pairs = append(e.pairs, graph.Pair{Key: node, Value: v})
	if e.index != nil {
		e.index[k] = len(e.pairs) - 1
		return
	}
	e.makeIndex()
}

func (e *entries) makeIndex() {
	if len(e.pairs) <= few {
		return
	}
	e.index = make(map[key]int, len(e.pairs))
	for i, p := range e.pairs {
		e.index[e.keyOf(p.Key)] = i
	}
}

// spill makes pairs of the items.
func (e *entries) spill() {
	if e.items == nil {
		return
	}
	for i, v := range e.items {
		e.pairs = append(e.pairs, graph.Pair{Key: graph.NewInt(int64(i)), Value: v})
	}
	e.items = nil
	e.makeIndex()
}

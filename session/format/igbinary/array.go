package igbinary

import (
	"strconv"

	"sessh/session/format/graph"
)

const few = 8 // so many pairs are searched without an index

// A key is that of an array's element or a property. Two are the same for PHP
// if they are equal but for their kind of text.
type key struct {
	isInt bool
	num   int64
	text  string
}

func keyOf(n *graph.Node, object bool) key {
	switch {
	case n.Kind == graph.Int && object:
		return key{text: strconv.FormatInt(n.Int, 10)}
	case n.Kind == graph.Int:
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

// array reads an array behind its type.
func (d *decoder) array(width byte, want bool) (*graph.Node, error) {
	n, err := d.r.New(graph.Map)
	if err != nil {
		return nil, err
	}
	if want {
		n.Form = reference
	}
	e := &entry{node: n, open: true}
	d.table = append(d.table, e)
	if err := d.entries(n, width); err != nil {
		return nil, err
	}
	e.open = false
	for i, p := range n.Pairs {
		if p.Key.Kind != graph.Int || p.Key.Int != int64(i) || isReference(p.Key) {
			return n, nil
		}
	}
	if len(n.Pairs) == 0 {
		return n, nil
	}
	n.Kind, n.Items = graph.List, make([]*graph.Node, len(n.Pairs))
	for i, p := range n.Pairs {
		n.Items[i] = p.Value
	}
	n.Pairs = nil
	return n, nil
}

// entries reads the elements of an array or the properties of an object.
func (d *decoder) entries(n *graph.Node, width byte) error {
	count, err := d.number(width)
	if err != nil {
		return err
	}
	if err := d.r.Room(count, 1); err != nil {
		return err
	}
	if err := d.r.Enter(); err != nil {
		return err
	}
	defer d.r.Leave()
	c := collector{node: n, object: n.Kind == graph.Object}
	for range count {
		k, err := d.key(c.object)
		if err != nil {
			return err
		}
		if k.Kind == graph.Null {
			if err := d.noValue(&c, k); err != nil {
				return err
			}
			continue
		}
		v, byRef, err := d.value()
		if err != nil {
			return err
		}
		c.add(k, v, byRef)
	}
	return nil
}

// key reads one key; what is a number is one even as a string, unless it names
// a property. A Null stands for an entry without key and value.
func (d *decoder) key(object bool) (*graph.Node, error) {
	d.r.Mark()
	c, err := d.r.Byte()
	if err != nil {
		return nil, err
	}
	if c == typeFalse || c == typeTrue || c == typeDouble {
		return nil, d.r.Errorf("the byte %02x begins no key", c)
	}
	n, err := d.scalar(c)
	if err != nil {
		return nil, err
	}
	if num, ok := arrayIndex(n.Text); ok && !object && n.Kind == graph.Text {
		n.Kind, n.Int, n.Text = graph.Int, num, ""
	}
	return n, nil
}

// noValue keeps what stands for a property without a value; in an array it
// means nothing.
func (d *decoder) noValue(c *collector, k *graph.Node) error {
	if !c.object {
		return nil
	}
	v, err := d.r.New(graph.Null)
	if err != nil {
		return err
	}
	c.node.Pairs = append(c.node.Pairs, graph.Pair{Key: k, Value: v})
	return nil
}

// collector puts entries into a node. A key that is there already keeps its
// place and gets the new value.
type collector struct {
	node   *graph.Node
	object bool
	index  map[key]int // of pairs, once there are many
}

func (c *collector) add(k, v *graph.Node, byRef bool) {
	id := keyOf(k, c.object)
	at := c.find(id)
	if at >= 0 {
		k = c.node.Pairs[at].Key
	}
	if k.Form = ""; byRef {
		k.Form = reference
	}
	if at >= 0 {
		c.node.Pairs[at].Value = v
		return
	}
	c.node.Pairs = append(c.node.Pairs, graph.Pair{Key: k, Value: v})
	if c.index != nil {
		c.index[id] = len(c.node.Pairs) - 1
	} else if len(c.node.Pairs) > few {
		c.makeIndex()
	}
}

func (c *collector) find(id key) int {
	if c.index != nil {
		if at, ok := c.index[id]; ok {
			return at
		}
		return -1
	}
	for i, p := range c.node.Pairs {
		if p.Key.Kind != graph.Null && keyOf(p.Key, c.object) == id {
			return i
		}
	}
	return -1
}

func (c *collector) makeIndex() {
	c.index = make(map[key]int, len(c.node.Pairs))
	for i, p := range c.node.Pairs {
		if p.Key.Kind != graph.Null {
			c.index[keyOf(p.Key, c.object)] = i
		}
	}
}

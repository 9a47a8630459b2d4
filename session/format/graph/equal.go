package graph

import (
	"bytes"
	"math"
	"sync"
)

// Equal reports whether two graphs are built the same way: the same kinds,
// forms and values, and what is one object in the one is one in the other.
// Texts and numbers are equal by value, shared or not.
func Equal(a, b *Node) bool { return a == b || new(comparison).equal(a, b) }

// Alike reports whether two graphs have the same shape: the same kinds and classes of
// what has parts, and what is one object in the one is one in the other. How texts
// and numbers are written, and which they are, does not count.
func Alike(a, b *Node) bool {
	return (&comparison{form: func(string) string { return "" }, shape: true}).equal(a, b)
}

// A comparison compares parts of two graphs. What was found to be equal, or not, is not
// gone through again: many objects can hold the same large part.
type comparison struct {
	form  func(string) string // of forms, what counts; nil: all
	shape bool                // texts and numbers do not count
	now   map[*Node]*Node     // of the first graph's lists, mappings and objects, what they are in the other
	then  map[*Node]*Node     // the other way round
	not   map[pairOfNodes]bool
}

type pairOfNodes struct{ a, b *Node }

// met is two nodes at the same place.
type met struct {
	pairOfNodes
	up int // index of those that they are part of; -1: none
}

// trial is one comparison of two nodes and everything below them. What it finds to be
// the same is kept apart from what is known.
type trial struct {
	c         *comparison
	now, then map[*Node]*Node
	queue     []met
	doubtful  bool // what is known has others in the place of what was met
}

func (c *comparison) equal(a, b *Node) bool {
	t := c.trial()
	if t.run(a, b) {
		for n, o := range t.now {
			c.know(n, o)
		}
		return true
	}
	// What is known may be about parts that were compared by themselves: then these two
	// must be as well.
	return t.doubtful && len(c.now) > 0 && (&comparison{form: c.form, shape: c.shape}).equal(a, b)
}

func (c *comparison) trial() *trial {
	return &trial{c: c, now: make(map[*Node]*Node), then: make(map[*Node]*Node)}
}

func (c *comparison) know(a, b *Node) {
	if c.now == nil {
		c.now, c.then = make(map[*Node]*Node), make(map[*Node]*Node)
	}
	c.now[a], c.then[b] = b, a
}

func (t *trial) run(a, b *Node) bool {
	t.queue = append(t.queue, met{pairOfNodes{a, b}, -1})
	for i := 0; i < len(t.queue); i++ {
		m := t.queue[i]
		if t.c.not[m.pairOfNodes] || !t.alike(m, i) {
			if !t.doubtful {
				t.differ(i)
			}
			return false
		}
	}
	return true
}

// differ records that two nodes, and all that they are part of, are not equal.
func (t *trial) differ(i int) {
	if t.c.not == nil {
		t.c.not = make(map[pairOfNodes]bool)
	}
	for ; i >= 0; i = t.queue[i].up {
		if p := t.queue[i].pairOfNodes; p.a != nil && p.b != nil && p.a.Compound() && p.b.Compound() {
			t.c.not[p] = true
		}
	}
}

// alike compares two nodes themselves, and queues what they are made of.
func (t *trial) alike(m met, at int) bool {
	a, b := m.a, m.b
	if a == nil || b == nil {
		return a == b
	}
	if t.c.shape && !a.Compound() && !b.Compound() {
		return true
	}
	if a.Kind != b.Kind || t.c.formOf(a) != t.c.formOf(b) {
		return false
	}
	if !a.Compound() {
		return sameScalar(a, b)
	}
	if x, y := t.partner(a, t.now, t.c.now), t.partner(b, t.then, t.c.then); x != nil || y != nil {
		t.doubtful = x != b || y != a
		return !t.doubtful
	}
	if a.Class != b.Class || len(a.Args) != len(b.Args) || len(a.Items) != len(b.Items) || len(a.Pairs) != len(b.Pairs) {
		return false
	}
	t.now[a], t.then[b] = b, a
	for i, x := range a.Args {
		t.push(x, b.Args[i], at)
	}
	for i, x := range a.Items {
		t.push(x, b.Items[i], at)
	}
	for i, x := range a.Pairs {
		t.push(x.Key, b.Pairs[i].Key, at)
		t.push(x.Value, b.Pairs[i].Value, at)
	}
	t.push(a.State, b.State, at)
	return true
}

func (t *trial) push(a, b *Node, up int) {
	t.queue = append(t.queue, met{pairOfNodes{a, b}, up})
}

// partner returns what a node is in the other graph, as far as is known.
func (t *trial) partner(n *Node, here, known map[*Node]*Node) *Node {
	if p := here[n]; p != nil {
		return p
	}
	return known[n]
}

func (c *comparison) formOf(n *Node) string {
	if c.form == nil {
		return n.Form
	}
	return c.form(n.Form)
}

func sameScalar(a, b *Node) bool {
	switch a.Kind {
	case Bool:
		return a.Bool == b.Bool
	case Int:
		if a.Big != nil && b.Big != nil {
			return a.Big.Cmp(b.Big) == 0
		}
		return a.Big == b.Big && a.Int == b.Int
	case Float:
		return math.Float64bits(a.Float) == math.Float64bits(b.Float)
	case Text, Bytes:
		return a.Text == b.Text
	case Time:
		x, _ := a.Time.MarshalBinary()
		y, _ := b.Time.MarshalBinary()
		return bytes.Equal(x, y)
	}
	return true
}

// relatives are the objects of one reading: they may hold the same parts.
type relatives struct {
	mu    sync.Mutex
	with  *relatives // those that they were compared with last
	known *comparison
}

// equal compares an object of r with one of o. What forms say about other places does
// not count.
func (r *relatives) equal(d *Dialect, a, b *Node, o *relatives) bool {
	if a == b {
		return true
	}
	if r == nil || o == nil {
		return (&comparison{form: d.Bare}).equal(a, b)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.with != o {
		r.with, r.known = o, &comparison{form: d.Bare}
	}
	return r.known.equal(a, b)
}

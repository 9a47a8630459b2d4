package graph

import (
	"fmt"
	"strconv"

	"sessh/session/tree"
)

// projector makes session values of nodes. Each value has a number in its reading,
// which is the index of its node in nodes.
type projector struct {
	d       *Dialect
	reading *tree.Reading
	nodes   []*Node
	numbers map[*Node]int // of objects that are shown as a whole
	shown   map[*Node]any // the list or mapping that a node is shown as, at its first place
	opaques []*Opaque
	kin     *relatives
	depth   int
	keys    keyMaker
}

func newProjector(d *Dialect) *projector {
	return &projector{
		d: d, reading: &tree.Reading{}, shown: make(map[*Node]any), keys: keyMaker{d: d}, kin: &relatives{},
	}
}

const maxDepth = 900 // session's own bound is a little above

// whole projects a mapping with all that it holds into m.
func (p *projector) whole(m *tree.Map, root *Node) error {
	p.met(root, m)
	entries := p.d.Entries(root)
	if entries == nil {
		return fmt.Errorf("the value is a %s, not a mapping", describe(root))
	}
	if err := p.fill(m, *entries); err != nil {
		return err
	}
	p.finish()
	return nil
}

func (p *projector) value(n *Node) (any, error) {
	var entries *[]Pair
	switch n.Kind {
	case List:
	case Map, Object:
		if entries = p.d.Entries(n); entries == nil {
			return p.opaque(n), nil
		}
	default:
		return plain(n), nil
	}
	if first, met := p.shown[n]; met {
		return tree.NewRef(first), nil
	}
	if p.depth++; p.depth > maxDepth {
		return nil, fmt.Errorf("the value is nested deeper than %d levels", maxDepth)
	}
	defer func() { p.depth-- }()
	if n.Kind == List {
		l := tree.NewListOf(p.d.form(n))
		p.met(n, l)
		values := make([]any, len(n.Items))
		for i, c := range n.Items {
			v, err := p.value(c)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", strconv.Itoa(i), err)
			}
			values[i] = v
		}
		return l, l.Append(values...)
	}
	m := tree.NewMapOf(p.d.form(n))
	p.met(n, m)
	return m, p.fill(m, *entries)
}

// met notes that n is shown as v.
func (p *projector) met(n *Node, v any) {
	p.reading.Mark(v, len(p.nodes))
	p.nodes = append(p.nodes, n)
	p.shown[n] = v
}

func (p *projector) opaque(n *Node) *Opaque {
	i, again := p.numbers[n]
	if !again {
		if p.numbers == nil {
			p.numbers = make(map[*Node]int)
		}
		i = len(p.nodes)
		p.nodes = append(p.nodes, n)
		p.numbers[n] = i
	}
	o := &Opaque{dialect: p.d, Node: n, reading: p.reading, number: i, kin: p.kin}
	p.opaques = append(p.opaques, o)
	return o
}

func (p *projector) fill(m *tree.Map, pairs []Pair) error {
	for _, e := range pairs {
		k, err := p.keys.key(m, e.Key)
		if err != nil {
			return err
		}
		v, err := p.value(e.Value)
		if err != nil {
			return err
		}
		if err := m.Set(k, v); err != nil {
			return err
		}
	}
	return nil
}

// mostHeld limits the search for what objects share, and mostOwn what is kept of
// those that share anything.
const (
	mostHeld = 1 << 20
	mostOwn  = 16 << 20
)

// finish records in the objects what they hold that is shown elsewhere.
func (p *projector) finish() {
	if len(p.opaques) == 0 || len(p.shown) == 0 {
		return
	}
	first := make(map[*Node]*Opaque)
	budget, room := mostHeld, mostOwn
	for _, o := range p.opaques {
		same := first[o.Node]
		if same == nil {
			first[o.Node], same = o, o
			if o.holds = p.holds(o.Node, &budget); len(o.holds) > 0 {
				p.reading.Shared = true
				o.own = p.own(o.Node, room)
				room -= len(o.own)
			}
		}
		o.holds, o.own = same.holds, same.own
	}
}

// own returns how an object is built, with the places of what is shown elsewhere; ""
// if that takes more than there is room for.
func (p *projector) own(n *Node, room int) string {
	f := flattener{place: func(n *Node) (string, bool) {
		v := p.shown[n]
		if v == nil {
			return "", false
		}
		return tree.NewRef(v).Display(), true
	}}
	if room <= 0 || !f.all(n, room) {
		return ""
	}
	return string(f.out)
}

func (p *projector) holds(n *Node, budget *int) (holds []any) {
	seen := map[*Node]bool{n: true}
	stack := []*Node{n}
	for len(stack) > 0 && *budget > 0 {
		n := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		for c := range n.children {
			*budget--
			if c == nil || !c.Compound() || seen[c] {
				continue
			}
			seen[c] = true
			stack = append(stack, c)
			if v := p.shown[c]; v != nil {
				holds = append(holds, v)
			}
		}
	}
	if len(stack) > 0 {
		holds = append(holds, nil)
	}
	return holds
}

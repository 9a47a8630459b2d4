package graph

import (
	"fmt"
	"math/big"
	"slices"
	"time"

	"sessh/session"
)

// Merge returns the graph of a value that was edited. was is the graph that it
// came from, read anew from the same bytes: Merge changes it in place, so that
// what is shared stays shared, and what nobody touched stays as it was
// written. It is nil for a value without a past.
func (d *Dialect) Merge(was *Node, v any) (*Node, error) {
	m, err := d.merger(was)
	if err != nil {
		return nil, err
	}
	return m.value(was, v)
}

// MergeEntries is Merge for the entries of a mapping whose own node the caller
// keeps; see [Dialect.Fill].
func (d *Dialect) MergeEntries(pairs []Pair, v *session.Map) ([]Pair, error) {
	m, err := d.merger(nil)
	if err != nil {
		return nil, err
	}
	if err := m.index(func(p *projector) error { return p.fill(session.NewMap(), pairs, "") }); err != nil {
		return nil, err
	}
	return m.pairs(pairs, v)
}

// merger lays values over a graph.
type merger struct {
	d     *Dialect
	nodes map[string]*Node // by their first places in the graph as it was
	depth int
}

func (d *Dialect) merger(was *Node) (*merger, error) {
	m := &merger{d: d}
	if was == nil {
		return m, nil
	}
	return m, m.index(func(p *projector) error {
		_, err := p.value(was, "")
		return err
	})
}

// index remembers where the nodes stood.
func (m *merger) index(walk func(*projector) error) error {
	p := newProjector(m.d)
	p.nodes = make(map[string]*Node)
	m.nodes = p.nodes
	return walk(p)
}

func (m *merger) value(was *Node, v any) (*Node, error) {
	if m.depth++; m.depth > maxDepth {
		return nil, fmt.Errorf("the value is nested deeper than %d levels", maxDepth)
	}
	defer func() { m.depth-- }()
	switch v := v.(type) {
	case *session.Map:
		return m.mapping(was, v)
	case *session.List:
		return m.list(was, v)
	case *Opaque:
		if was != nil && was.Kind == Object && Equal(was, v.Node) {
			return was, nil
		}
		return v.Node, nil
	case *Same:
		return m.same(v)
	case Key:
		return v.Node(), nil
	case session.Object:
		return nil, fmt.Errorf("%s comes from another format, and cannot be written in this one", v.Display())
	}
	if was != nil && !was.Compound() && session.Equal(plain(m.d, was), v) {
		return was, nil
	}
	if m.d.New != nil {
		return m.d.New(v, was)
	}
	return Plain(v, was)
}

// same finds the node that stands at the first place; where the value came
// from another session, a copy of what it was there.
func (m *merger) same(s *Same) (*Node, error) {
	if n, ok := m.nodes[s.At]; ok {
		return n, nil
	}
	return s.node, nil
}

func (m *merger) mapping(was *Node, v *session.Map) (*Node, error) {
	var old []Pair
	n := was
	if was == nil || m.d.entries(was) == nil || !m.d.fits(was, v.Form()) {
		n = m.fresh(Map, v.Form())
	} else {
		old = *m.d.entries(was)
	}
	entries := m.d.entries(n)
	if entries == nil {
		return nil, fmt.Errorf("a mapping of the form %s cannot be written in this format", v.Form())
	}
	pairs, err := m.pairs(old, v)
	if err != nil {
		return nil, err
	}
	*entries = pairs
	return n, m.d.check(n)
}

// pairs lays entries over others; those that are there keep their keys' nodes.
func (m *merger) pairs(old []Pair, v *session.Map) ([]Pair, error) {
	at := make(map[any]Pair, len(old))
	seen, keys := session.NewMap(), keyMaker{d: m.d}
	for _, e := range old {
		k, err := keys.key(seen, e.Key)
		if err != nil {
			return nil, err
		}
		at[k] = e
		if err := seen.Set(k, true); err != nil {
			return nil, err
		}
	}
	pairs := make([]Pair, 0, v.Len())
	for k, x := range v.All() {
		e := at[k]
		if e.Key == nil {
			key, err := m.value(nil, k)
			if err != nil {
				return nil, err
			}
			e.Key = key
		}
		value, err := m.value(e.Value, x)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", KeyText(k), err)
		}
		pairs = append(pairs, Pair{e.Key, value})
	}
	return pairs, nil
}

func (m *merger) list(was *Node, v *session.List) (*Node, error) {
	n := was
	if was == nil || was.Kind != List || !m.d.fits(was, v.Form()) {
		n = m.fresh(List, v.Form())
	}
	if n.Kind != List {
		return nil, fmt.Errorf("a list of the form %s cannot be written in this format", v.Form())
	}
	values := make([]any, 0, v.Len())
	for _, x := range v.All() {
		values = append(values, x)
	}
	past, err := m.align(n.Items, values)
	if err != nil {
		return nil, err
	}
	items := make([]*Node, len(values))
	for i, x := range values {
		if items[i], err = m.value(past[i], x); err != nil {
			return nil, fmt.Errorf("%d: %w", i, err)
		}
	}
	n.Items = items
	return n, m.d.check(n)
}

// align finds for each value of a list the item that it came from: those at
// the beginning and at the end that are still equal, and in between by their
// indexes.
func (m *merger) align(items []*Node, values []any) ([]*Node, error) {
	past := make([]*Node, len(values))
	if len(items) == len(values) {
		copy(past, items)
		return past, nil
	}
	same := func(n *Node, v any) bool { return m.equal(n, v) }
	from := 0
	for from < min(len(items), len(values)) && same(items[from], values[from]) {
		past[from] = items[from]
		from++
	}
	end := 0
	for end < min(len(items), len(values))-from && same(items[len(items)-1-end], values[len(values)-1-end]) {
		past[len(values)-1-end] = items[len(items)-1-end]
		end++
	}
	for i := from; i < min(len(items), len(values))-end; i++ {
		past[i] = items[i]
	}
	return past, nil
}

// equal tells whether v is what n was read as.
func (m *merger) equal(n *Node, v any) bool {
	switch v := v.(type) {
	case *Same:
		return m.nodes[v.At] == n
	case *Opaque:
		return n.Kind == Object && Equal(n, v.Node)
	case *session.Map, *session.List:
		x, err := m.d.Value(n)
		return err == nil && session.Equal(x, v)
	}
	return !n.Compound() && session.Equal(plain(m.d, n), v)
}

// fits tells whether a node is of the form.
func (d *Dialect) fits(n *Node, f session.Form) bool {
	own := d.form(n)
	if own == nil || f == nil {
		return own == nil && f == nil
	}
	return own.String() == f.String()
}

// fresh is a new node of the form, without entries.
func (m *merger) fresh(k Kind, f session.Form) *Node {
	s, ok := f.(shape)
	if !ok && k == List && f != nil && slices.Contains(m.d.Forms, f.String()) {
		return &Node{Kind: k, Form: f.String()}
	}
	if !ok { // another format's form: the plain kind is the nearest
		return &Node{Kind: k}
	}
	n := copyOf(s.node)
	if e := m.d.entries(n); e != nil {
		*e = nil
	} else {
		n.Items = nil
	}
	return n
}

// Plain is the node of a plain value in its usual form. It keeps the Form of the
// node that it takes the place of where the kind is the same.
func Plain(v any, was *Node) (*Node, error) {
	n := &Node{}
	switch v := v.(type) {
	case nil:
	case bool:
		n.Kind, n.Bool = Bool, v
	case int64:
		n.Kind, n.Int = Int, v
	case *big.Int:
		n = NewBig(v)
	case float64:
		n.Kind, n.Float = Float, v
	case string:
		n.Kind, n.Text = Text, v
	case session.Bytes:
		n.Kind, n.Text = Bytes, string(v)
	case time.Time:
		n.Kind, n.Time = Time, v
	default:
		return nil, fmt.Errorf("a %s cannot be written in this format", session.TypeName(v))
	}
	if was != nil && was.Kind == n.Kind {
		n.Form = was.Form
	}
	return n, nil
}

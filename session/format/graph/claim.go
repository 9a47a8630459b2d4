package graph

import (
	"slices"

	"sessh/session/tree"
)

// opaque returns the node that an object was read as, or a copy.
func (m *merger) opaque(was *Node, v *Opaque) *Node {
	switch {
	case v.reading == m.reading && v.number < len(m.nodes):
		return m.copy(v.copied, m.nodes[v.number])
	case v.copied == nil && was != nil && was.Kind == Object && m.same.equal(was, v.Node):
		return was
	case v.copied == nil:
		return m.copy(&m.foreign, v.Node)
	}
	return m.copy(v.copied, v.Node)
}

// copy returns a copy of n. In one copying, each node has one copy.
func (m *merger) copy(c *tree.Copying, n *Node) *Node {
	if c == nil {
		return n
	}
	made := m.copies[c]
	if made == nil {
		made = make(map[*Node]*Node)
		m.copies[c] = made
	}
	var todo []*Node
	get := func(n *Node) *Node {
		if n == nil || !n.Compound() && !(n.Form != "" && m.uses[n] > 1) { // a scalar may be a variable that places share
			return n
		}
		x := made[n]
		if x == nil {
			x = &Node{}
			*x = *n
			made[n], m.copied[x] = x, true
			todo = append(todo, x)
		}
		return x
	}
	all := func(nodes []*Node) []*Node {
		nodes = slices.Clone(nodes)
		for i, n := range nodes {
			nodes[i] = get(n)
		}
		return nodes
	}
	first := get(n)
	for len(todo) > 0 {
		x := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		x.Args, x.Items, x.State = all(x.Args), all(x.Items), get(x.State)
		x.Pairs = slices.Clone(x.Pairs)
		for i, p := range x.Pairs {
			x.Pairs[i] = Pair{get(p.Key), get(p.Value)}
		}
	}
	return first
}

// claim returns the node that v is written as, and its entries if it is a mapping:
// the node that it was read as, the one in its place if no other value can be
// written as that, or a new one.
func (m *merger) claim(up *filling, was *Node, v any, k Kind, f tree.Form) (n *Node, entries *[]Pair) {
	if n = m.to[v]; n == nil && m.succeeds(up, was, k, f) {
		n = was
	}
	if n != nil {
		entries = m.d.Entries(n)
	} else {
		n, entries = m.fresh(k, f)
	}
	m.to[v], m.taken[n] = n, true
	return n, entries
}

// succeeds reports whether the value that replaces was can be written as this node,
// because no other place has it.
func (m *merger) succeeds(up *filling, was *Node, k Kind, f tree.Form) bool {
	switch {
	case was == nil || m.taken[was] || !m.d.fits(was, f):
		return false
	case up != nil && m.uses[up.n] == 0: // was is part of what may be elsewhere
		return false
	case k == List && was.Kind != List, k == Map && m.d.Entries(was) == nil:
		return false
	}
	return m.uses[was] == 1 || m.reading == nil
}

// equal reports whether v is what n was read as.
func (m *merger) equal(n *Node, v any) bool {
	switch v := v.(type) {
	case *tree.Ref:
		return m.to[v.To()] == n
	case *Opaque:
		if v.reading == m.reading && v.number < len(m.nodes) {
			return v.copied == nil && m.nodes[v.number] == n
		}
		return n.Kind == Object && m.same.equal(n, v.Node)
	case *tree.Map, *tree.List:
		if to := m.to[v]; to != nil {
			return to == n
		}
		x, err := m.d.Value(n)
		return err == nil && tree.Equal(x, v)
	}
	return !n.Compound() && tree.Equal(plain(n), v)
}

// fits reports whether a node is of the form.
func (d *Dialect) fits(n *Node, f tree.Form) bool {
	own := d.form(n)
	if own == nil || f == nil {
		return own == nil && f == nil
	}
	return own.String() == f.String()
}

// fresh returns a new node of the form, without entries.
func (m *merger) fresh(k Kind, f tree.Form) (n *Node, entries *[]Pair) {
	s, ok := f.(shape)
	switch {
	case !ok && k == List && f != nil && slices.Contains(m.d.Forms, f.String()):
		n = &Node{Kind: k, Form: f.String()}
	case !ok: // another format's form: the plain kind is the nearest
		n = &Node{Kind: k}
	default:
		n = copyOf(s.node)
	}
	if entries = m.d.Entries(n); entries == nil {
		n.Items = nil
	}
	return n, entries
}

package pickle

import (
	"slices"

	"sessh/session/format/graph"
)

// The opcodes that push lists, tuples, dicts and sets, and fill them.

func empty(form string) func(*machine, operand) {
	return func(m *machine, _ operand) { m.list(form, nil) }
}

func marked(form string) func(*machine, operand) {
	return func(m *machine, _ operand) { m.list(form, m.sinceMark()) }
}

func tupleOf(size int) func(*machine, operand) {
	return func(m *machine, _ operand) { m.list(formTuple, m.take(size)) }
}

// list pushes a list of the form.
func (m *machine) list(form string, items []*graph.Node) {
	n := m.newList(form, items)
	if form == formSet || form == formFrozenset {
		m.maps = append(m.maps, n)
	}
	m.filled[n] = m.r.Offset()
	m.push(n)
}

func (m *machine) newList(form string, items []*graph.Node) *graph.Node {
	n := m.r.New(graph.List)
	n.Form, n.Items = form, slices.Clone(items)
	return n
}

// dict pushes a dict of keys and values in turn.
func (m *machine) dict(items []*graph.Node) {
	n := m.r.New(graph.Map)
	m.maps = append(m.maps, n)
	m.filled[n] = m.r.Offset()
	m.addPairs(n, items)
	m.push(n)
}

func (m *machine) addPairs(n *graph.Node, items []*graph.Node) {
	if len(items)%2 != 0 {
		m.r.Fail("a key has no value")
	}
	for i := 0; i < len(items); i += 2 {
		n.Pairs = append(n.Pairs, graph.Pair{Key: items[i], Value: items[i+1]})
	}
}

// extend appends items to the list, or adds them to the set, on top of the stack.
func (m *machine) extend(items []*graph.Node, set bool) {
	n := m.top()
	m.filled[n] = m.r.Offset()
	switch {
	case n.Kind == graph.List && (set && n.Form == formSet || !set && n.Form == ""), built(n) && !set:
		n.Items = append(n.Items, items...)
	case built(n):
		n.Items = append(n.Items, m.newList(formAdditems, items))
	default:
		m.r.Fail("items cannot be appended to %s", what(n))
	}
}

func (m *machine) setItems(items []*graph.Node) {
	n := m.top()
	if n.Kind != graph.Map && !built(n) {
		m.r.Fail("items cannot be set in %s", what(n))
	}
	m.filled[n] = m.r.Offset()
	m.addPairs(n, items)
}

// what names a node's kind, for errors.
func what(n *graph.Node) string {
	switch {
	case n.Class != "":
		return "a " + n.Class
	case n.Form != "":
		return "a " + n.Form
	case n.Kind == graph.Map:
		return "a dict"
	}
	return "a " + n.Kind.String()
}

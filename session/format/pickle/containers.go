package pickle

import (
	"slices"

	"sessh/session/format/graph"
)

// container pushes lists, tuples, dicts and sets, and fills them.
func (m *machine) container(op byte) error {
	switch op {
	case opEmptyList:
		return m.list("", nil)
	case opEmptyTuple:
		return m.list(formTuple, nil)
	case opEmptySet:
		return m.list(formSet, nil)
	case opEmptyDict:
		return m.dict(nil)
	case opTuple1, opTuple2, opTuple3:
		return m.smallTuple(int(op-opTuple1) + 1)
	case opList, opTuple, opFrozenSet, opDict:
		return m.marked(op)
	case opAppend, opAppends, opAddItems:
		items, err := m.arguments(op == opAppend, 1)
		if err != nil {
			return err
		}
		return m.extend(items, op == opAddItems)
	case opSetItem, opSetItems:
		items, err := m.arguments(op == opSetItem, 2)
		if err != nil {
			return err
		}
		return m.setItems(items)
	}
	return m.construct(op)
}

// arguments takes what an opcode works on off the stack: a fixed number, or
// all that came after the mark.
func (m *machine) arguments(fixed bool, n int) ([]*graph.Node, error) {
	if !fixed {
		return m.sinceMark()
	}
	from := len(m.stack) - n
	if from < m.fence() {
		return nil, m.r.Errorf("%d objects are needed, and fewer are on the stack", n)
	}
	items := m.stack[from:]
	m.stack = m.stack[:from]
	return items, nil
}

func (m *machine) smallTuple(n int) error {
	items, err := m.arguments(true, n)
	if err != nil {
		return err
	}
	return m.list(formTuple, slices.Clone(items))
}

func (m *machine) marked(op byte) error {
	items, err := m.sinceMark()
	if err != nil {
		return err
	}
	switch op {
	case opList:
		return m.list("", slices.Clone(items))
	case opTuple:
		return m.list(formTuple, slices.Clone(items))
	case opFrozenSet:
		return m.list(formFrozenset, slices.Clone(items))
	}
	return m.dict(items)
}

// dict pushes a dict of keys and values in turn.
func (m *machine) dict(items []*graph.Node) error {
	n, err := m.r.New(graph.Map)
	if err != nil {
		return err
	}
	m.maps = append(m.maps, n)
	m.info.layout.filled[n] = m.r.Offset()
	if n.Pairs, err = m.pairs(nil, items); err != nil {
		return err
	}
	return m.push(n)
}

func (m *machine) pairs(pairs []graph.Pair, items []*graph.Node) ([]graph.Pair, error) {
	if len(items)%2 != 0 {
		return nil, m.r.Errorf("a key has no value")
	}
	for i := 0; i < len(items); i += 2 {
		pairs = append(pairs, graph.Pair{Key: items[i], Value: items[i+1]})
	}
	return pairs, nil
}

// extend appends items to the list, or adds them to the set, on top of the stack.
func (m *machine) extend(items []*graph.Node, set bool) error {
	n, err := m.top()
	if err != nil {
		return err
	}
	m.info.layout.filled[n] = m.r.Offset()
	switch {
	case n.Kind == graph.List && (set && n.Form == formSet || !set && n.Form == ""):
		n.Items = append(n.Items, items...)
	case built(n) && !set:
		n.Items = append(n.Items, items...)
	case built(n):
		added, err := m.r.New(graph.List)
		if err != nil {
			return err
		}
		added.Form, added.Items = formAdditems, slices.Clone(items)
		n.Items = append(n.Items, added)
	default:
		return m.r.Errorf("items cannot be appended to %s", what(n))
	}
	return nil
}

func (m *machine) setItems(items []*graph.Node) error {
	n, err := m.top()
	if err != nil {
		return err
	}
	if n.Kind != graph.Map && !built(n) {
		return m.r.Errorf("items cannot be set in %s", what(n))
	}
	m.info.layout.filled[n] = m.r.Offset()
	n.Pairs, err = m.pairs(n.Pairs, items)
	return err
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

package graph

import (
	"fmt"
	"slices"

	"sessh/session/storage"
	"sessh/session/tree"
)

// Merge returns the graph of a value that was edited. was is the graph that it came
// from, read anew from the same bytes: Merge changes it in place, so that what is
// shared stays shared, and what was not changed stays as it was written. It is nil
// for a new value.
func (d *Dialect) Merge(was *Node, v any) (*Node, error) {
	m, err := d.merger(was, v)
	if err != nil {
		return nil, err
	}
	n, err := m.plan(was, v)
	if err != nil {
		return nil, err
	}
	return n(), m.fill()
}

// MergeEntries is Merge for the entries of a mapping that stays what it is, whatever
// its form; see [Dialect.Fill].
func (d *Dialect) MergeEntries(root *Node, v *tree.Map) error {
	if d.Entries(root) == nil {
		return fmt.Errorf("the value is a %s, not a mapping", describe(root))
	}
	m, err := d.merger(root, v)
	if err != nil {
		return err
	}
	m.to[v], m.taken[root] = root, true
	if _, err := m.plan(root, v); err != nil {
		return err
	}
	return m.fill()
}

// merger lays values over a graph. First it finds out, on the graph as it was, which
// node each list and mapping is written as, and only then it changes the nodes.
//
// A list or mapping that is still the part of the value that it was read as is that
// node, wherever it stands by now, and so changes in all its places. One that took
// the place of another is a new node, which has no other place. If an edited tree
// does not say, because it may come from another reading, the place decides.
type merger struct {
	d       *Dialect
	reading *tree.Reading // of the edited tree
	nodes   []*Node       // by their numbers in a reading
	uses    map[*Node]int // places in the graph as it was
	to      map[any]*Node // what lists and mappings are written as
	taken   map[*Node]bool
	copied  map[*Node]bool
	foreign tree.Copying // of what comes from another value
	copies  map[*tree.Copying]map[*Node]*Node
	depth   int
	todo    []*filling
	items   map[*Node][]*Node // of lists, as they were
	same    comparison        // of what was there with what others bring
	made    int               // bytes of the texts of new nodes
}

// mostMade bounds the texts of new nodes: one that was read from another format may occur
// in a value so often that the result does not fit into memory.
const mostMade = 512 << 20

func (d *Dialect) merger(was *Node, v any) (*merger, error) {
	m := &merger{d: d, items: make(map[*Node][]*Node), to: make(map[any]*Node), taken: make(map[*Node]bool), copied: make(map[*Node]bool), copies: make(map[*tree.Copying]map[*Node]*Node)}
	if was == nil {
		return m, nil
	}
	p := newProjector(d)
	var err error
	if d.Entries(was) != nil {
		err = p.whole(tree.NewMap(), was)
	} else {
		_, err = p.value(was)
	}
	m.nodes, m.uses = p.nodes, Places(was)
	if root, ok := v.(*tree.Map); ok {
		m.reading = tree.ReadingOf(root)
	}
	m.find(v)
	return m, err
}

// find notes which lists and mappings are parts of the value that was read.
func (m *merger) find(v any) {
	if i, copied, ok := m.reading.Number(v); ok && i < len(m.nodes) {
		if n := m.copy(copied, m.nodes[i]); !m.taken[n] {
			m.to[v], m.taken[n] = n, true
		}
	}
	switch v := v.(type) {
	case *tree.Map:
		for _, x := range v.All() {
			m.find(x)
		}
	case *tree.List:
		for _, x := range v.All() {
			m.find(x)
		}
	}
}

// plan finds out what v, which takes the place of was, is written as. The function
// that it returns gives the node once everything is planned.
func (m *merger) plan(was *Node, v any) (func() *Node, error) { return m.value(nil, nil, was, v) }

func (m *merger) value(up *filling, key any, was *Node, v any) (func() *Node, error) {
	if m.depth++; m.depth > maxDepth {
		return nil, up.errorf(key, fmt.Errorf("the value is nested deeper than %d levels", maxDepth))
	}
	defer func() { m.depth-- }()
	n, err := was, error(nil)
	switch v := v.(type) {
	case *tree.Map:
		n, err = m.mapping(up, key, was, v)
	case *tree.List:
		n, err = m.list(up, key, was, v)
	case *tree.Ref:
		return func() *Node { return m.other(v) }, nil
	case *Opaque:
		n = m.opaque(was, v)
	case Key:
		n = v.Node()
	case tree.Object:
		err = fmt.Errorf("%s comes from another format, and cannot be written in this one", v.Display())
	default:
		n, err = m.plain(was, v)
	}
	return func() *Node { return n }, up.errorf(key, err)
}

// other returns the node of what has another place. If that place is not in the
// tree, which then is not a session's, it is the node that it was read as.
func (m *merger) other(r *tree.Ref) *Node {
	if n := m.to[r.To()]; n != nil {
		return n
	}
	if i, copied, ok := m.reading.Number(r.To()); ok && i < len(m.nodes) && copied == nil {
		return m.nodes[i]
	}
	return nil
}

func (m *merger) plain(was *Node, v any) (*Node, error) {
	switch {
	case was != nil && !was.Compound() && tree.Equal(plain(was), v):
		return was, nil
	case m.d.New != nil:
		return m.counted(m.d.New(v, was))
	}
	return m.counted(Plain(v, was))
}

func (m *merger) counted(n *Node, err error) (*Node, error) {
	if err != nil {
		return nil, err
	}
	if m.made += len(n.Text); m.made > mostMade {
		return nil, fmt.Errorf("%w: its texts take more than %d MB", storage.ErrTooLarge, mostMade>>20)
	}
	return n, nil
}

func (m *merger) mapping(up *filling, key any, was *Node, v *tree.Map) (*Node, error) {
	isNew := m.isNew(v)
	n, entries := m.claim(up, was, v, Map, v.Form())
	if entries == nil {
		return nil, fmt.Errorf("a mapping of the form %s cannot be written in this format", v.Form())
	}
	var old []Pair
	if past := m.past(n, was); past != nil {
		if e := m.d.Entries(past); e != nil {
			old = *e
		}
	}
	if isNew { // but the keys
		old = slices.Clone(old)
		for i, p := range old {
			if !p.Value.Compound() {
				old[i].Value = nil
			}
		}
	}
	f := &filling{n: n, entries: entries, up: up, key: key}
	m.todo = append(m.todo, f)
	return n, m.pairs(f, old, v)
}

// past returns the node whose parts show how those of n were written.
func (m *merger) past(n, was *Node) *Node {
	if m.uses[n] > 0 || m.copied[n] {
		return n
	}
	return was
}

// pairs plans entries in the place of others; those that are there keep their keys'
// nodes.
func (m *merger) pairs(f *filling, old []Pair, v *tree.Map) error {
	at := make(map[any]Pair, len(old))
	seen, keys := tree.NewMap(), keyMaker{d: m.d}
	for _, e := range old {
		k, err := keys.key(seen, e.Key)
		if err != nil {
			return err
		}
		at[k] = e
		if err := seen.Set(k, true); err != nil {
			return err
		}
	}
	f.keys, f.values = make([]*Node, 0, v.Len()), make([]func() *Node, 0, v.Len())
	for k, x := range v.All() {
		e := at[k]
		if e.Key == nil {
			key, err := m.value(f, k, nil, k)
			if err != nil {
				return err
			}
			e.Key = key()
		}
		value, err := m.value(f, k, e.Value, x)
		if err != nil {
			return err
		}
		f.keys, f.values = append(f.keys, e.Key), append(f.values, value)
	}
	return nil
}

func (m *merger) list(up *filling, key any, was *Node, v *tree.List) (*Node, error) {
	isNew := m.isNew(v)
	n, _ := m.claim(up, was, v, List, v.Form())
	if n.Kind != List {
		return nil, fmt.Errorf("a list of the form %s cannot be written in this format", v.Form())
	}
	var old []*Node
	if past := m.past(n, was); past != nil && past.Kind == List {
		old = past.Items
	}
	values := make([]any, 0, v.Len())
	for _, x := range v.All() {
		values = append(values, x)
	}
	f := &filling{n: n, up: up, key: key, values: make([]func() *Node, len(values))}
	m.todo = append(m.todo, f)
	past, err := m.align(old, values)
	switch {
	case err != nil && !isNew:
		return nil, up.errorf(key, err)
	case err != nil:
		past = make([]*Node, len(values))
	}
	for i, x := range values {
		if isNew && past[i] != nil && !past[i].Compound() {
			past[i] = nil
		}
		if f.values[i], err = m.value(f, i, past[i], x); err != nil {
			return nil, err
		}
	}
	return n, nil
}

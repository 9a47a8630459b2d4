package graph

import (
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"

	"sessh/session"
)

// Merge returns the graph of a value that was edited. was is the graph that it
// came from, read anew from the same bytes: Merge changes it in place, so that
// what is shared stays shared, and what nobody touched stays as it was
// written. It is nil for a value without a past.
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
func (d *Dialect) MergeEntries(root *Node, v *session.Map) error {
	if d.entries(root) == nil {
		return fmt.Errorf("the value is a %s, and no mapping", describe(root))
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
// A list or mapping that is still the part of the value that it was read as is
// that node, wherever it stands by now, and so changes in all its places. One that
// took the place of another is a new node, which has no other place. Where an edited
// tree does not tell - it may be of another reading - the place decides.
type merger struct {
	d       *Dialect
	reading *session.Reading // of the edited tree
	nodes   []*Node          // by their numbers in a reading
	uses    map[*Node]int    // places in the graph as it was
	to      map[any]*Node    // what lists and mappings are written as
	taken   map[*Node]bool
	copied  map[*Node]bool
	foreign session.Copying // of what comes from another value
	copies  map[*session.Copying]map[*Node]*Node
	depth   int
	todo    []*filling
	items   map[*Node][]*Node // of lists, as they were
}

// filling is what a node is to hold.
type filling struct {
	n       *Node
	entries *[]Pair // where its pairs go; nil for a list
	up      *filling
	key     any // under which it stands in up
	keys    []*Node
	values  []func() *Node
}

func (d *Dialect) merger(was *Node, v any) (*merger, error) {
	m := &merger{d: d, items: make(map[*Node][]*Node), to: make(map[any]*Node), taken: make(map[*Node]bool), copied: make(map[*Node]bool), copies: make(map[*session.Copying]map[*Node]*Node)}
	if was == nil {
		return m, nil
	}
	p := newProjector(d)
	var err error
	if d.entries(was) != nil {
		err = p.whole(session.NewMap(), was)
	} else {
		_, err = p.value(was)
	}
	m.nodes, m.uses = p.nodes, countPlaces(was)
	if root, ok := v.(*session.Map); ok {
		m.reading = session.ReadingOf(root)
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
	case *session.Map:
		for _, x := range v.All() {
			m.find(x)
		}
	case *session.List:
		for _, x := range v.All() {
			m.find(x)
		}
	}
}

// plan finds out what v is written as, where was stood in its place. What it returns
// gives the node, when all is found out.
func (m *merger) plan(was *Node, v any) (func() *Node, error) { return m.value(nil, nil, was, v) }

func (m *merger) value(up *filling, key any, was *Node, v any) (func() *Node, error) {
	if m.depth++; m.depth > maxDepth {
		return nil, up.errorf(key, fmt.Errorf("the value is nested deeper than %d levels", maxDepth))
	}
	defer func() { m.depth-- }()
	n, err := was, error(nil)
	switch v := v.(type) {
	case *session.Map:
		n, err = m.mapping(up, key, was, v)
	case *session.List:
		n, err = m.list(up, key, was, v)
	case *session.Ref:
		return func() *Node { return m.other(v) }, nil
	case *Opaque:
		n = m.opaque(was, v)
	case Key:
		n = v.Node()
	case session.Object:
		err = fmt.Errorf("%s comes from another format, and cannot be written in this one", v.Display())
	default:
		n, err = m.plain(was, v)
	}
	return func() *Node { return n }, up.errorf(key, err)
}

// other is the node of what has another place; where that is not in the tree, which
// then is none of a session, the node that it was read as.
func (m *merger) other(r *session.Ref) *Node {
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
	case was != nil && !was.Compound() && session.Equal(plain(was), v):
		return was, nil
	case m.d.New != nil:
		return m.d.New(v, was)
	}
	return Plain(v, was)
}

// opaque is the node that an object was read as, or a copy.
func (m *merger) opaque(was *Node, v *Opaque) *Node {
	switch {
	case v.reading == m.reading && v.number < len(m.nodes):
		return m.copy(v.copied, m.nodes[v.number])
	case v.copied == nil && was != nil && was.Kind == Object && Equal(was, v.Node):
		return was
	case v.copied == nil:
		return m.copy(&m.foreign, v.Node)
	}
	return m.copy(v.copied, v.Node)
}

// copy is a copy of n: of what is met several times in one copying, there is one.
func (m *merger) copy(c *session.Copying, n *Node) *Node {
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
		if n == nil || !n.Compound() {
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

// claim is the node that v is written as, and with what entries where it is a
// mapping: the one that it was read as; the one in its place, where that can be no
// other's; or a new one.
func (m *merger) claim(up *filling, was *Node, v any, k Kind, f session.Form) (n *Node, entries *[]Pair) {
	if n = m.to[v]; n == nil && up.succeeds(m, was, k, f) {
		n = was
	}
	if n != nil {
		entries = m.d.entries(n)
	} else {
		n, entries = m.fresh(k, f)
	}
	m.to[v], m.taken[n] = n, true
	return n, entries
}

// succeeds reports whether what is new in the place of was can be written as this
// node: nobody else holds it.
func (up *filling) succeeds(m *merger, was *Node, k Kind, f session.Form) bool {
	switch {
	case was == nil || m.taken[was] || !m.d.fits(was, f):
		return false
	case up != nil && m.uses[up.n] == 0: // was is part of what may be elsewhere
		return false
	case k == List && was.Kind != List, k == Map && m.d.entries(was) == nil:
		return false
	}
	return m.uses[was] == 1 || m.reading == nil
}

func (m *merger) mapping(up *filling, key any, was *Node, v *session.Map) (*Node, error) {
	n, entries := m.claim(up, was, v, Map, v.Form())
	if entries == nil {
		return nil, fmt.Errorf("a mapping of the form %s cannot be written in this format", v.Form())
	}
	var old []Pair
	if past := m.past(n, was); past != nil {
		if e := m.d.entries(past); e != nil {
			old = *e
		}
	}
	f := &filling{n: n, entries: entries, up: up, key: key}
	m.todo = append(m.todo, f)
	return n, m.pairs(f, old, v)
}

// past is the node whose parts tell how those of n were written.
func (m *merger) past(n, was *Node) *Node {
	if m.uses[n] > 0 || m.copied[n] {
		return n
	}
	return was
}

// pairs plans entries in the place of others; those that are there keep their keys'
// nodes.
func (m *merger) pairs(f *filling, old []Pair, v *session.Map) error {
	at := make(map[any]Pair, len(old))
	seen, keys := session.NewMap(), keyMaker{d: m.d}
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

func (m *merger) list(up *filling, key any, was *Node, v *session.List) (*Node, error) {
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
	past := m.align(old, values)
	for i, x := range values {
		var err error
		if f.values[i], err = m.value(f, i, past[i], x); err != nil {
			return nil, err
		}
	}
	return n, nil
}

// align finds for each value of a list the item that it came from: those at
// the beginning and at the end that are still equal, and in between by their
// indexes.
func (m *merger) align(items []*Node, values []any) []*Node {
	past := make([]*Node, len(values))
	if len(items) == len(values) {
		copy(past, items)
		return past
	}
	from := 0
	for from < min(len(items), len(values)) && m.equal(items[from], values[from]) {
		past[from] = items[from]
		from++
	}
	end := 0
	for end < min(len(items), len(values))-from && m.equal(items[len(items)-1-end], values[len(values)-1-end]) {
		past[len(values)-1-end] = items[len(items)-1-end]
		end++
	}
	for i := from; i < min(len(items), len(values))-end; i++ {
		past[i] = items[i]
	}
	return past
}

// equal tells whether v is what n was read as.
func (m *merger) equal(n *Node, v any) bool {
	switch v := v.(type) {
	case *session.Ref:
		return m.to[v.To()] == n
	case *Opaque:
		if v.reading == m.reading && v.number < len(m.nodes) {
			return v.copied == nil && m.nodes[v.number] == n
		}
		return n.Kind == Object && Equal(n, v.Node)
	case *session.Map, *session.List:
		if to := m.to[v]; to != nil {
			return to == n
		}
		x, err := m.d.Value(n)
		return err == nil && session.Equal(x, v)
	}
	return !n.Compound() && session.Equal(plain(n), v)
}

// fill gives all nodes what they are to hold.
func (m *merger) fill() error {
	for _, f := range m.todo {
		values := make([]*Node, len(f.values))
		for i, value := range f.values {
			if values[i] = value(); values[i] == nil {
				return f.up.errorf(f.key, errors.New("what it shares with another place is not there any more"))
			}
		}
		if f.entries == nil {
			m.items[f.n], f.n.Items = f.n.Items, values
			continue
		}
		pairs := make([]Pair, len(values))
		for i, v := range values {
			pairs[i] = Pair{f.keys[i], v}
		}
		*f.entries = pairs
	}
	for _, f := range m.todo {
		if err := m.d.settle(f.n, m.had); err != nil {
			return f.up.errorf(f.key, err)
		}
	}
	return nil
}

// had are the items that a node had in the graph as it was.
func (m *merger) had(n *Node) []*Node {
	if items, ok := m.items[n]; ok {
		return items
	}
	return n.Items
}

// A placedError is an error with the place that it is about.
type placedError struct {
	place string
	err   error
}

func (e *placedError) Error() string { return e.place + ": " + e.err.Error() }
func (e *placedError) Unwrap() error { return e.err }

// errorf is err with the place of what stands under key in f.
func (f *filling) errorf(key any, err error) error {
	const most = 12
	var placed *placedError
	if err == nil || f == nil || errors.As(err, &placed) {
		return err
	}
	keys := []string{KeyText(key)}
	for ; f.up != nil; f = f.up {
		keys = append(keys, KeyText(f.key))
	}
	slices.Reverse(keys)
	if n := len(keys); n > most {
		keys = append(keys[:most], fmt.Sprintf("... (%d levels down)", n))
	}
	return &placedError{strings.Join(keys, "/"), err}
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
func (m *merger) fresh(k Kind, f session.Form) (n *Node, entries *[]Pair) {
	s, ok := f.(shape)
	switch {
	case !ok && k == List && f != nil && slices.Contains(m.d.Forms, f.String()):
		n = &Node{Kind: k, Form: f.String()}
	case !ok: // another format's form: the plain kind is the nearest
		n = &Node{Kind: k}
	default:
		n = copyOf(s.node)
	}
	if entries = m.d.entries(n); entries == nil {
		n.Items = nil
	}
	return n, entries
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

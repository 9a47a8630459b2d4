package crosstest

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"sessh/session"
)

// spot is a place in both worlds: in a list or mapping of a session, and in the
// node that stands for it in the model.
type spot struct {
	in    any // *session.Map or *session.List
	key   any // of a mapping
	index int // of a list
	node  *Node
	at    int // of the node's items
	path  []any
}

// spots are the places of a session's tree. They fail where the tree does not show
// the graph.
func (g *generator) spots(root *session.Map, n *Node) ([]spot, error) {
	w := &walker{met: make(map[*Node]bool), loose: g.kinds.Loose}
	w.value(root, n, nil)
	return w.spots, w.err
}

type walker struct {
	spots []spot
	met   map[*Node]bool
	loose bool
	err   error
}

func (w *walker) value(v any, n *Node, path []any) {
	if w.met[n] {
		return // it is shown at its first place
	}
	switch v := v.(type) {
	case *session.Map:
		w.met[n] = true
		if v.Len() != len(n.Items) {
			w.err = fmt.Errorf("%v shows %d entries of %d", path, v.Len(), len(n.Items))
			return
		}
		i := -1
		for k, x := range v.All() {
			p := append(slices.Clone(path), k)
			if i++; w.loose {
				if i = slices.IndexFunc(n.Keys, func(c *Node) bool { return likely(k, c) }); i < 0 {
					continue // a key of a type that sessions do not have
				}
			}
			w.spots = append(w.spots, spot{in: v, key: k, node: n, at: i, path: p})
			w.value(x, n.Items[i], p)
		}
	case *session.List:
		w.met[n] = true
		if n.unordered() && !n.plain(v) {
			return // after an edit that a commit will refuse
		}
		if v.Len() != len(n.Items) {
			w.err = fmt.Errorf("%v shows %d items of %d", path, v.Len(), len(n.Items))
			return
		}
		for i, x := range v.All() {
			p := append(slices.Clone(path), i)
			at := i
			if n.unordered() {
				at = slices.IndexFunc(n.Items, func(c *Node) bool { return likely(x, c) })
			}
			w.spots = append(w.spots, spot{in: v, index: i, node: n, at: at, path: p})
			w.value(x, n.Items[at], p)
		}
	}
}

// plain reports whether a set is shown with what it holds, and each is told by its value.
func (n *Node) plain(v *session.List) bool {
	for _, x := range v.All() {
		if !slices.ContainsFunc(n.Items, func(c *Node) bool { return likely(x, c) }) {
			return false
		}
	}
	return v.Len() == len(n.Items)
}

// likely reports whether a value in a set is the node's.
func likely(v any, n *Node) bool {
	if l, ok := v.(*session.List); ok {
		if n.Kind != Tuple || len(n.Items) != l.Len() {
			return false
		}
		for i, x := range l.All() {
			if !likely(x, n.Items[i]) {
				return false
			}
		}
		return true
	}
	return !n.compound() && session.Equal(v, sessionValue(n))
}

// sessionValue is a fresh value as a session holds it.
func sessionValue(n *Node) any {
	switch n.Kind {
	case Bool:
		return n.Text == "true"
	case Int:
		i, _ := strconv.ParseInt(n.Text, 10, 64)
		return i
	case Float:
		return floatOf(n.Text)
	case Text:
		return n.Text
	case Bytes:
		b, _ := hex.DecodeString(n.Text)
		return session.Bytes(b)
	case List:
		l := session.NewList()
		for _, x := range n.Items {
			_ = l.Append(sessionValue(x)) // it is a value of a session
		}
		return l
	case Map:
		m := session.NewMap()
		for i, x := range n.Items {
			_ = m.Set(n.Keys[i].Text, sessionValue(x))
		}
		return m
	}
	return nil
}

// An edit is done in the session, and then in the model.
type edit struct {
	name    string
	copies  bool
	session func() error
	model   func()
}

// edit chooses an edit at random.
func (g *generator) edit(sess *session.Session, root *session.Map, n *Node) (edit, error) {
	all, err := g.spots(root, n)
	if err != nil {
		return edit{}, err
	}
	if len(all) == 0 {
		return g.put(spot{in: root, node: n, path: []any{}}), nil
	}
	s := all[g.IntN(len(all))]
	switch g.IntN(6) {
	case 0:
		return remove(s), nil
	case 1:
		return g.put(s.above()), nil
	case 2:
		if to := all[g.IntN(len(all))]; !to.within(s) && !s.node.unordered() {
			return g.move(sess, s, to), nil
		}
	case 3:
		return g.copy(s, all[g.IntN(len(all))]), nil
	}
	to := g.fresh(0)
	for session.Equal(s.value(), sessionValue(to)) { // that is no edit
		to = g.fresh(0)
	}
	return set(s, to), nil
}

// above names the list or mapping that the place is in.
func (s spot) above() spot {
	s.path = s.path[:len(s.path)-1]
	return s
}

// within reports whether the place is another one, or inside of what stands there.
func (s spot) within(o spot) bool {
	return len(s.path) >= len(o.path) && slices.Equal(s.path[:len(o.path)], o.path)
}

func (s spot) value() any {
	switch in := s.in.(type) {
	case *session.Map:
		v, _ := in.Get(s.key)
		return v
	case *session.List:
		v, _ := in.At(s.index)
		return v
	}
	return nil
}

// next is where something that is added goes to: a new key, or the end of a list.
func (g *generator) next(s spot) any {
	if l, ok := s.in.(*session.List); ok {
		return l.Len()
	}
	return g.name()
}

// add gives the model's node a new part.
func (n *Node) add(key any, x *Node) {
	n.Items = append(n.Items, x)
	if n.Kind == Map {
		n.Keys = append(n.Keys, &Node{Kind: Text, Text: key.(string)})
	}
	n.settle()
}

// move takes a value to a new place in what another place is in.
func (g *generator) move(sess *session.Session, s, to spot) edit {
	key := g.next(to)
	return edit{
		name: fmt.Sprintf("mv %v %v/%v", s.path, to.above().path, key),
		session: func() error {
			var from any = s.index
			if _, ok := s.in.(*session.Map); ok {
				from = s.key
			}
			return sess.Move(s.in, from, to.in, key)
		},
		model: func() {
			x := s.node.Items[s.at]
			s.node.remove(s.at)
			to.node.add(key, x)
		},
	}
}

// copy puts a copy into what another place is in.
func (g *generator) copy(s, to spot) edit {
	key := g.next(to)
	return edit{
		copies:  true,
		name:    fmt.Sprintf("cp %v %v/%v", s.path, to.above().path, key),
		session: func() error { return insert(to, key, session.Clone(s.value())) },
		model:   func() { to.node.add(key, s.node.Items[s.at].copy()) },
	}
}

// copy is a copy that shares nothing with n.
func (n *Node) copy() *Node {
	b, _ := n.MarshalJSON()
	var w wire
	_ = json.Unmarshal(b, &w)
	x, _ := w.node()
	return x
}

// insert adds a value to what the place is in.
func insert(s spot, key, v any) error {
	switch in := s.in.(type) {
	case *session.Map:
		return in.Set(key, v)
	case *session.List:
		return in.Append(v)
	}
	return nil
}

func set(s spot, to *Node) edit {
	e := edit{name: fmt.Sprintf("set %v %v", s.path, to)}
	e.session = func() error { return assign(s, sessionValue(to)) }
	e.model = func() {
		s.node.Items[s.at] = to
		s.node.settle()
	}
	return e
}

// assign gives a place another value.
func assign(s spot, v any) error {
	switch in := s.in.(type) {
	case *session.Map:
		return in.Set(s.key, v)
	case *session.List:
		return in.Set(s.index, v)
	}
	return nil
}

func remove(s spot) edit {
	e := edit{name: fmt.Sprintf("rm %v", s.path)}
	e.session = func() error {
		switch in := s.in.(type) {
		case *session.Map:
			_, err := in.Delete(s.key)
			return err
		case *session.List:
			return in.Delete(s.index)
		}
		return nil
	}
	e.model = func() { s.node.remove(s.at) }
	return e
}

func (n *Node) remove(i int) {
	n.Items = slices.Delete(n.Items, i, i+1)
	if len(n.Keys) > 0 {
		n.Keys = slices.Delete(n.Keys, i, i+1)
	}
}

// put adds a new value to the mapping or list that the place is in.
func (g *generator) put(s spot) edit {
	key, to := g.next(s), g.fresh(0)
	return edit{
		name:    fmt.Sprintf("put %v/%v %v", s.path, key, to),
		session: func() error { return insert(s, key, sessionValue(to)) },
		model:   func() { s.node.add(key, to) },
	}
}

// settle drops what a set holds twice.
func (n *Node) settle() {
	if !n.unordered() {
		return
	}
	seen := make(map[string]bool)
	n.Items = slices.DeleteFunc(n.Items, func(x *Node) bool {
		text := equality(x)
		was := seen[text]
		seen[text] = true
		return was
	})
}

package crosstest

import (
	"encoding/json"
	"fmt"
	"slices"

	"sessh/session"
	"sessh/session/tree"
)

// An edit is done in the session, and then in the model.
type edit struct {
	name    string
	copies  bool
	session func() error
	model   func()
	plain   bool // moves a plain value, which changes nothing beside one like it
}

// edit chooses an edit at random.
func (g *generator) edit(sess *session.Session, root *tree.Map, n *Node) (edit, error) {
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
		if to := all[g.IntN(len(all))]; !to.within(s) && !s.node.unordered() && !s.variable() {
			return g.move(sess, s, to), nil
		}
	case 3:
		return g.copy(s, all[g.IntN(len(all))]), nil
	}
	to := g.fresh(0)
	for tree.Equal(s.value(), sessionValue(to)) { // that is not an edit
		to = g.fresh(0)
	}
	return set(s, to), nil
}

// next returns where something that is added goes to: a new key, or the end of a
// list.
func (g *generator) next(s spot) any {
	if l, ok := s.in.(*tree.List); ok {
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
		plain: !s.node.Items[s.at].value().compound(),
		name:  fmt.Sprintf("mv %v %v/%v", s.path, to.above().path, key),
		session: func() error {
			var from any = s.index
			if _, ok := s.in.(*tree.Map); ok {
				from = s.key
			}
			return sess.Move(s.in, from, to.in, key)
		},
		model: func() {
			x := s.node.Items[s.at]
			s.node.remove(s.at)
			if s.node != to.node || s.node.Kind != List {
				x = x.shown()
			}
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
		session: func() error { return insert(to, key, tree.Clone(s.value())) },
		model:   func() { to.node.add(key, s.node.Items[s.at].copy().shown()) },
	}
}

// copy returns a copy that shares nothing with n.
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
	case *tree.Map:
		return in.Set(key, v)
	case *tree.List:
		return in.Append(v)
	}
	return nil
}

func set(s spot, to *Node) edit {
	e := edit{name: fmt.Sprintf("set %v %v", s.path, to)}
	e.session = func() error { return assign(s, sessionValue(to)) }
	e.model = func() {
		was := s.node.Items[s.at]
		if to.symbol = was.Kind == Symbol || was.symbol; to.symbol && to.Kind == Text { // it is shown as a text
			to.Kind = Symbol
		}
		s.node.Items[s.at] = to
		s.node.settle()
	}
	return e
}

// assign gives a place another value.
func assign(s spot, v any) error {
	switch in := s.in.(type) {
	case *tree.Map:
		return in.Set(s.key, v)
	case *tree.List:
		return in.Set(s.index, v)
	}
	return nil
}

func remove(s spot) edit {
	e := edit{name: fmt.Sprintf("rm %v", s.path)}
	e.session = func() error {
		switch in := s.in.(type) {
		case *tree.Map:
			_, err := in.Delete(s.key)
			return err
		case *tree.List:
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

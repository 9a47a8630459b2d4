package crosstest

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"

	"sessh/session/tree"
)

// spot is a place in both worlds: in a list or mapping of a session, and in the
// node that stands for it in the model.
type spot struct {
	in    any // *tree.Map or *tree.List
	key   any // of a mapping
	index int // of a list
	node  *Node
	at    int // of the node's items
	path  []any
}

// spots returns the places of a session's tree. It fails if the tree does not show
// the graph.
func (g *generator) spots(root *tree.Map, n *Node) ([]spot, error) {
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
	n = n.value()
	if w.met[n] {
		return // it is shown at its first place
	}
	switch v := v.(type) {
	case *tree.Map:
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
	case *tree.List:
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

// plain reports whether a set is shown with its elements, each of which is identified by
// its value.
func (n *Node) plain(v *tree.List) bool {
	for _, x := range v.All() {
		if !slices.ContainsFunc(n.Items, func(c *Node) bool { return likely(x, c) }) {
			return false
		}
	}
	return v.Len() == len(n.Items)
}

// likely reports whether a value in a set is the node's.
func likely(v any, n *Node) bool {
	if l, ok := v.(*tree.List); ok {
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
	return !n.compound() && tree.Equal(v, sessionValue(n))
}

// sessionValue returns a fresh value as a session holds it.
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
		return tree.Bytes(b)
	case List:
		l := tree.NewList()
		for _, x := range n.Items {
			_ = l.Append(sessionValue(x)) // it is a value of a session
		}
		return l
	case Map:
		m := tree.NewMap()
		for i, x := range n.Items {
			_ = m.Set(n.Keys[i].Text, sessionValue(x))
		}
		return m
	}
	return nil
}

// variable reports whether the place holds a plain value in a variable that others
// share: a session shows only the value.
func (s spot) variable() bool {
	x := s.node.Items[s.at]
	return x.Kind == Ref && !x.value().compound()
}

// above returns the list or mapping that the place is in.
func (s spot) above() spot {
	s.path = s.path[:len(s.path)-1]
	return s
}

// within reports whether the place is another one, or inside what stands there.
func (s spot) within(o spot) bool {
	return len(s.path) >= len(o.path) && slices.Equal(s.path[:len(o.path)], o.path)
}

func (s spot) value() any {
	switch in := s.in.(type) {
	case *tree.Map:
		v, _ := in.Get(s.key)
		return v
	case *tree.List:
		v, _ := in.At(s.index)
		return v
	}
	return nil
}

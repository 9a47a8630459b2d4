package pickle

import (
	"slices"

	"sessh/session/format/graph"
)

// Some objects are made of what they hold, by a call: a dict's subclass in
// protocol 0, say. Where such an object is part of what it holds, it is written
// again inside of itself, and the innermost is the one that counts. Its
// arguments are being written at that moment, so that fetching them from the
// memo would call it with half of them. As Python makes new ones for each call,
// it is written with copies.

func (w *writer) enter(n *graph.Node) {
	w.path = append(w.path, n)
	if w.shared[n] || built(n) {
		w.open[n]++
	}
}

func (w *writer) leave(n *graph.Node) {
	w.path = w.path[:len(w.path)-1]
	if w.open[n] > 1 {
		w.open[n]--
	} else {
		delete(w.open, n)
	}
}

// arguments are the Args that an object on the path is to be written with.
func (w *writer) arguments(n *graph.Node) []*graph.Node {
	if w.open[n] < 2 {
		return n.Args
	}
	args := n.Args
	if again := w.again[n]; again != nil {
		args = again
	}
	below := w.path[:len(w.path)-1]
	i := len(below) - 1
	for below[i] != n {
		i--
	}
	if path := below[i+1:]; w.progress(path) {
		args = copier{w, n}.args(args, path)
		w.again[n] = args
	}
	return args
}

// progress reports whether something is in the memo that is on the path from an
// object to itself, other than copies. If not, copies will never do: the object
// holds the very list or dict that it is made of.
func (w *writer) progress(path []*graph.Node) bool {
	for _, n := range path {
		if _, stored := w.memo[n]; stored && w.origin[n] == nil {
			return true
		}
	}
	return false
}

// copier copies those lists and dicts in the arguments of a call that are being
// written, and are nobody else's.
type copier struct {
	w    *writer
	call *graph.Node
}

// args copies the Args of the call. path leads from the call down.
func (c copier) args(args, path []*graph.Node) []*graph.Node {
	args = slices.Clone(args)
	for i, a := range args {
		if i != 1 || !isTuple(a) {
			args[i] = c.node(a, path, 0)
			continue
		}
		// The tuple of arguments is made for each call. That of Python 2's old
		// classes is not written as one.
		below := path
		if len(path) > 0 && path[0] == a {
			below = path[1:]
		}
		args[i] = c.keep(a, &graph.Node{Kind: graph.List, Form: formTuple, Items: c.items(a.Items, below, 0)})
	}
	return args
}

// node is n, or a copy of it if it is the first on the path. depth counts the
// lists and dicts around it.
func (c copier) node(n *graph.Node, path []*graph.Node, depth int) *graph.Node {
	if len(path) == 0 || path[0] != n || c.w.shared[c.origin(n)] || !isTuple(n) && c.held(n, depth) {
		return n
	}
	x := &graph.Node{Kind: n.Kind, Form: n.Form}
	switch {
	case n.Kind == graph.List && n.Form == "":
		x.Items = c.items(n.Items, path[1:], depth+1)
	case isTuple(n):
		if x.Items = c.items(n.Items, path[1:], depth); slices.Equal(x.Items, n.Items) {
			return n
		}
	case n.Kind == graph.Map:
		x.Pairs = slices.Clone(n.Pairs)
		for i, p := range x.Pairs {
			x.Pairs[i].Value = c.node(p.Value, path[1:], depth+1)
		}
	default:
		return n
	}
	return c.keep(n, x)
}

func (c copier) items(items, path []*graph.Node, depth int) []*graph.Node {
	items = slices.Clone(items)
	for i, n := range items {
		items[i] = c.node(n, path, depth)
	}
	return items
}

// held reports whether the object holds the very list or dict, and not only what
// is in it. Where the pickle does not tell, it is taken to hold those
// inside of its arguments. An OrderedDict of Python 2 is made of lists in a list.
func (c copier) held(n *graph.Node, depth int) bool {
	if late, known := c.w.layout.late(c.origin(n), c.call); known {
		return late
	}
	return depth > 1 || depth == 1 && c.call.Class != "collections.OrderedDict"
}

// origin is what n is a copy of, or n.
func (c copier) origin(n *graph.Node) *graph.Node {
	if o := c.w.origin[n]; o != nil {
		return o
	}
	return n
}

// keep notes that x is a copy of n, and has it go to the memo if n does.
func (c copier) keep(n, x *graph.Node) *graph.Node {
	c.w.origin[x] = c.origin(n)
	c.w.shared[x] = !isTuple(n) || c.w.stores(n, true)
	return x
}

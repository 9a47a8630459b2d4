package pickle

import (
	"errors"

	"sessh/session/format/graph"
)

// errRing is the error of a graph that no pickle says again what it says.
var errRing = errors.New("objects are made from one another in a ring: they cannot be written")

// verify reads a pickle again that was made of a graph which is part of itself,
// and compares. Calls can be nested into rings that Python itself never writes,
// and for some of them there is no order of writing.
func verify(root *graph.Node, out []byte) error {
	again, _, err := Decode(out, graph.Limits{})
	if err != nil || !alike(root, again) {
		return errRing
	}
	return nil
}

// parts are all nodes that n is made of.
func parts(n *graph.Node) []*graph.Node {
	all := append(append([]*graph.Node{}, n.Args...), n.Items...)
	for _, p := range n.Pairs {
		all = append(all, p.Key, p.Value)
	}
	if n.State != nil {
		all = append(all, n.State)
	}
	return all
}

// cyclic reports whether a node is part of itself.
func cyclic(root *graph.Node) bool {
	type visit struct {
		n    *graph.Node
		rest []*graph.Node
	}
	const open, done = 1, 2
	state := map[*graph.Node]int{root: open}
	stack := []visit{{root, parts(root)}}
	for len(stack) > 0 {
		v := &stack[len(stack)-1]
		if len(v.rest) == 0 {
			state[v.n] = done
			stack = stack[:len(stack)-1]
			continue
		}
		next := v.rest[0]
		v.rest = v.rest[1:]
		switch {
		case next == nil || !next.Compound() || state[next] == done:
		case state[next] == open:
			return true
		default:
			state[next] = open
			stack = append(stack, visit{next, parts(next)})
		}
	}
	return false
}

// alike reports whether two graphs have the same shape: what is one object in the
// one is one in the other. How texts and numbers are written does not count.
func alike(a, b *graph.Node) bool {
	type pair struct{ a, b *graph.Node }
	there, back := make(map[*graph.Node]*graph.Node), make(map[*graph.Node]*graph.Node)
	stack := []pair{{a, b}}
	for len(stack) > 0 {
		p := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		switch {
		case p.a == nil || p.b == nil:
			return false
		case !p.a.Compound():
			if p.b.Compound() {
				return false
			}
			continue
		case there[p.a] == p.b && back[p.b] == p.a:
			continue
		case there[p.a] != nil || back[p.b] != nil:
			return false
		}
		there[p.a], back[p.b] = p.b, p.a
		x, y := parts(p.a), parts(p.b)
		if p.a.Kind != p.b.Kind || p.a.Class != p.b.Class || len(x) != len(y) || len(p.a.Args) != len(p.b.Args) || len(p.a.Items) != len(p.b.Items) {
			return false
		}
		for i := range x {
			stack = append(stack, pair{x[i], y[i]})
		}
	}
	return true
}

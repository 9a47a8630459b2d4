package igbinary

import (
	"fmt"
	"math"

	"sessh/session/format/graph"
)

// difference tells where two graphs differ, as kinds, values and forms, and in
// what is one and the same node: of arrays, objects and references. Copies of
// arrays may be marked as such or not. It is "" for equal graphs.
func difference(a, b *graph.Node) string {
	c := comparer{there: make(map[*graph.Node]*graph.Node), back: make(map[*graph.Node]*graph.Node)}
	return c.node(a, b, "$")
}

type comparer struct{ there, back map[*graph.Node]*graph.Node }

func (c *comparer) node(a, b *graph.Node, at string) string {
	if a.Kind != b.Kind || formOf(a) != formOf(b) || a.Class != b.Class {
		return fmt.Sprintf("%s: %s %q %q and %s %q %q", at, a.Kind, a.Form, a.Class, b.Kind, b.Form, b.Class)
	}
	if c.there[a] != nil || c.back[b] != nil {
		if c.there[a] != b || c.back[b] != a {
			return at + ": shared otherwise"
		}
		return ""
	}
	if a.Compound() || isReference(a) {
		c.there[a], c.back[b] = b, a
	}
	if a.Bool != b.Bool || a.Int != b.Int || math.Float64bits(a.Float) != math.Float64bits(b.Float) || a.Text != b.Text ||
		a.Kind == graph.Int && a.Integer().Cmp(b.Integer()) != 0 {
		return at + ": another value"
	}
	x, y := parts(a), parts(b)
	if len(a.Args) != len(b.Args) || len(a.Items) != len(b.Items) || len(x) != len(y) {
		return at + ": another length"
	}
	for i := range x {
		if d := c.node(x[i], y[i], fmt.Sprintf("%s.%d", at, i)); d != "" {
			return d
		}
	}
	return ""
}

func formOf(n *graph.Node) string {
	if isCopied(n) {
		return ""
	}
	return n.Form
}

func parts(n *graph.Node) []*graph.Node {
	all := append(append([]*graph.Node{}, n.Args...), n.Items...)
	for _, p := range n.Pairs {
		all = append(all, p.Key, p.Value)
	}
	return all
}

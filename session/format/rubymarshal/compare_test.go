package rubymarshal

import (
	"fmt"
	"math"

	"sessh/session/format/graph"
)

// difference tells where two graphs differ, as kinds, values and forms, and in
// what is one and the same node: of all that has a number in Marshal. It is ""
// for equal graphs.
func difference(a, b *graph.Node) string {
	c := comparer{there: make(map[*graph.Node]*graph.Node), back: make(map[*graph.Node]*graph.Node)}
	return c.node(a, b, "$")
}

type comparer struct{ there, back map[*graph.Node]*graph.Node }

// identity tells which nodes are objects with an identity. Of integers Marshal
// has two kinds for the small ones, one with a number and one without.
func identity(n *graph.Node) bool {
	return n.Compound() || n.Kind == graph.Float || isString(n)
}

func (c *comparer) node(a, b *graph.Node, at string) string {
	if a == nil || b == nil {
		if a != b {
			return at + ": only one is there"
		}
		return ""
	}
	if a.Kind != b.Kind || a.Form != b.Form || a.Class != b.Class {
		return fmt.Sprintf("%s: %s %q %q and %s %q %q", at, a.Kind, a.Form, a.Class, b.Kind, b.Form, b.Class)
	}
	if identity(a) {
		if c.there[a] != nil || c.back[b] != nil {
			if c.there[a] != b || c.back[b] != a {
				return at + ": shared otherwise"
			}
			return ""
		}
		c.there[a], c.back[b] = b, a
	}
	if a.Bool != b.Bool || math.Float64bits(a.Float) != math.Float64bits(b.Float) || a.Text != b.Text ||
		a.Kind == graph.Int && a.Integer().Cmp(b.Integer()) != 0 {
		return at + ": another value"
	}
	return c.parts(a, b, at)
}

func (c *comparer) parts(a, b *graph.Node, at string) string {
	if len(a.Args) != len(b.Args) || len(a.Items) != len(b.Items) || len(a.Pairs) != len(b.Pairs) {
		return at + ": another length"
	}
	for i := range a.Args {
		if d := c.node(a.Args[i], b.Args[i], fmt.Sprintf("%s(%d)", at, i)); d != "" {
			return d
		}
	}
	for i := range a.Items {
		if d := c.node(a.Items[i], b.Items[i], fmt.Sprintf("%s[%d]", at, i)); d != "" {
			return d
		}
	}
	for i := range a.Pairs {
		if d := c.node(a.Pairs[i].Key, b.Pairs[i].Key, fmt.Sprintf("%s key %d", at, i)); d != "" {
			return d
		}
		if d := c.node(a.Pairs[i].Value, b.Pairs[i].Value, fmt.Sprintf("%s.%d", at, i)); d != "" {
			return d
		}
	}
	return c.node(a.State, b.State, at+" state")
}

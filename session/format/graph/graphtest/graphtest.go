// Package graphtest compares the graphs that codecs read.
package graphtest

import (
	"fmt"
	"math"

	"sessh/session/format/graph"
)

// A Comparer tells where two graphs differ: in kinds, values and forms, and in
// what is one and the same node. The zero value takes identity to be that of
// compound nodes, and forms as they are.
type Comparer struct {
	// Identity tells which nodes are the same only where they are one; nil is
	// for compound ones.
	Identity func(*graph.Node) bool
	// Form is what counts of a node's form; nil is for all of it.
	Form func(*graph.Node) string
}

// Difference is the path to the first difference, and what it is; "" for equal
// graphs.
func (c Comparer) Difference(a, b *graph.Node) string {
	if c.Identity == nil {
		c.Identity = (*graph.Node).Compound
	}
	if c.Form == nil {
		c.Form = func(n *graph.Node) string { return n.Form }
	}
	w := &walk{c, make(map[*graph.Node]*graph.Node), make(map[*graph.Node]*graph.Node)}
	return w.node(a, b, "$")
}

// walk is one comparison; there and back are the pairs of nodes that it has met.
type walk struct {
	Comparer
	there, back map[*graph.Node]*graph.Node
}

func (w *walk) node(a, b *graph.Node, at string) string {
	if a == nil || b == nil {
		if a != b {
			return at + ": only one is there"
		}
		return ""
	}
	if a.Kind != b.Kind || w.Form(a) != w.Form(b) || a.Class != b.Class {
		return fmt.Sprintf("%s: %s %q %q and %s %q %q", at, a.Kind, a.Form, a.Class, b.Kind, b.Form, b.Class)
	}
	if w.there[a] != nil || w.back[b] != nil {
		if w.there[a] != b || w.back[b] != a {
			return at + ": shared otherwise"
		}
		return ""
	}
	if w.Identity(a) {
		w.there[a], w.back[b] = b, a
	}
	if a.Bool != b.Bool || math.Float64bits(a.Float) != math.Float64bits(b.Float) || a.Text != b.Text ||
		a.Kind == graph.Int && a.Integer().Cmp(b.Integer()) != 0 || !a.Time.Equal(b.Time) {
		return at + ": another value"
	}
	if len(a.Args) != len(b.Args) || len(a.Items) != len(b.Items) || len(a.Pairs) != len(b.Pairs) {
		return at + ": another length"
	}
	for i := range a.Args {
		if d := w.node(a.Args[i], b.Args[i], fmt.Sprintf("%s(%d)", at, i)); d != "" {
			return d
		}
	}
	for i := range a.Items {
		if d := w.node(a.Items[i], b.Items[i], fmt.Sprintf("%s[%d]", at, i)); d != "" {
			return d
		}
	}
	for i := range a.Pairs {
		if d := w.node(a.Pairs[i].Key, b.Pairs[i].Key, fmt.Sprintf("%s key %d", at, i)); d != "" {
			return d
		}
		if d := w.node(a.Pairs[i].Value, b.Pairs[i].Value, fmt.Sprintf("%s.%d", at, i)); d != "" {
			return d
		}
	}
	return w.node(a.State, b.State, at+" state")
}

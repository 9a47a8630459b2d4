package igbinary

import (
	"math"

	"sessh/session/format/graph"
	"sessh/session/format/phpgraph"
)

const (
	maxTwins = 8        // so many copies that were changed are compared
	maxSteps = 10 << 20 // of all comparisons; then copies are written in full
)

// twin is an array that was written and still is the same as n, of those that
// were copies of one another when they were read.
func (e *encoder) twin(n *graph.Node) *graph.Node {
	if !isCopied(n) {
		return nil
	}
	for _, other := range e.copies[n.Form] {
		if !e.Open(other) && e.same(other, n, 0) {
			return other
		}
	}
	return nil
}

// same reports whether two places can share a value in PHP: arrays of the same
// values, and the same objects and references.
func (e *encoder) same(a, b *graph.Node, depth int) bool {
	if a == b {
		return true
	}
	e.steps--
	if a == nil || b == nil || a.Kind != b.Kind || e.steps < 0 || depth > phpgraph.Bounds.Depth {
		return false
	}
	if a.Kind == graph.Object || phpgraph.IsReference(a) || phpgraph.IsReference(b) {
		return false
	}
	if !a.Compound() {
		return sameScalar(a, b)
	}
	if len(a.Items) != len(b.Items) || len(a.Pairs) != len(b.Pairs) {
		return false
	}
	for i, c := range a.Items {
		if !e.same(c, b.Items[i], depth+1) {
			return false
		}
	}
	for i, p := range a.Pairs {
		q := b.Pairs[i]
		if p.Key == nil || q.Key == nil || p.Key.Kind != q.Key.Kind || p.Key.Form != q.Key.Form || !sameScalar(p.Key, q.Key) || !e.same(p.Value, q.Value, depth+1) {
			return false
		}
	}
	return true
}

func sameScalar(a, b *graph.Node) bool {
	return a.Bool == b.Bool && a.Int == b.Int && a.Big == b.Big && a.Text == b.Text &&
		math.Float64bits(a.Float) == math.Float64bits(b.Float)
}

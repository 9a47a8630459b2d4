package pickle

import (
	"sessh/session/format/graph"
	"sessh/session/format/pickle/forms"
)

// settleItems sets the items of a multidict to those in its state.
func settleItems(n *graph.Node) {
	items, values, first := forms.Multidict(n)
	if items == nil {
		return
	}
	was := make(map[int]graph.Pair, len(*items))
	k := newKeyer()
	for _, p := range *items {
		was[k.Number(p.Key)] = p
	}
	pairs := make([]graph.Pair, 0, len(*values))
	for _, p := range *values {
		one := p.Value
		if one.Kind == graph.List && len(one.Items) > 0 {
			one = one.Items[len(one.Items)-1]
			if first {
				one = p.Value.Items[0]
			}
		}
		old, ok := was[k.Number(p.Key)]
		if ok && graph.Equal(old.Value, one) {
			one = old.Value
		}
		if ok {
			p.Key = old.Key
		}
		pairs = append(pairs, graph.Pair{Key: p.Key, Value: one})
	}
	*items = pairs
}

// Settle is called for each list and mapping that an edit has changed. It fails as
// [CheckKeys] does.
func Settle(n *graph.Node, had func(*graph.Node) []*graph.Node) error {
	settleItems(n)
	return CheckKeys(n, had)
}

package graph

import "slices"

// Entry returns the value of the entry, or the property, of that name; nil if there is none.
func (n *Node) Entry(name string) *Node {
	if n == nil || n.Kind != Map && n.Kind != Object {
		return nil
	}
	for _, p := range n.Pairs {
		if (p.Key.Kind == Text || p.Key.Kind == Bytes) && p.Key.Text == name {
			return p.Value
		}
	}
	return nil
}

// Only reports whether a mapping has no entries but those of some names.
func (n *Node) Only(names ...string) bool {
	return n != nil && n.Kind == Map && !slices.ContainsFunc(n.Pairs, func(p Pair) bool { return !slices.Contains(names, p.Key.Text) })
}

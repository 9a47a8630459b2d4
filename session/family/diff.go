package family

import (
	"sessh/session/diff"
	"sessh/session/tree"
)

// Diff returns the differences between two trees of one session, in the order of the tree. Either
// may be nil.
func (f Family) Diff(id string, old, new *tree.Map) []diff.Change {
	if old == nil {
		old = tree.NewMap()
	}
	if new == nil {
		new = tree.NewMap()
	}
	return diff.Comparison{Top: tree.SessionPath(f.name, id), Packages: !f.Flat()}.Append(nil, old, new)
}

// FlagsOf returns the flags of a raw item; 0 for other sessions.
func (f Family) FlagsOf(d Decoded) uint32 {
	if d.Item == nil || !f.KeepsFlags() {
		return 0
	}
	return d.Item.Flags
}

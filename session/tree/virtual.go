package tree

import (
	"slices"

	"sessh/session/undo"
)

// Virtuals are mappings that were got from a tree that does not have them. Each becomes part of the
// tree once it is written to. There can be several of one name, because undo makes one of a mapping
// that was written to.
type Virtuals struct{ all []virtual }

type virtual struct {
	name any
	m    *Map
}

// Get returns the latest mapping of that name. If there is none, it makes one of the owner's.
func (v *Virtuals) Get(name any, owner Owner) *Map {
	for _, h := range slices.Backward(v.all) {
		if h.name == name {
			return h.m
		}
	}
	m := NewMap()
	SetOwner(m, owner, Virtual)
	v.all = append(v.all, virtual{name, m})
	return m
}

// Attach returns the change that makes a mapping part of the root of its owner's tree, and then other changes.
// It returns nil if the mapping is none of them, or if the root has its name by now, which taken is the text of.
func (v *Virtuals) Attach(m Node, root *Map, owner Owner, then ...undo.Op) (op undo.Op, taken string) {
	i := slices.IndexFunc(v.all, func(h virtual) bool { return Node(h.m) == m })
	if i < 0 {
		return nil, ""
	}
	h := v.all[i]
	if root.Has(h.name) {
		return nil, KeyText(h.name)
	}
	return &attach{v, owner, h, Joining(root, h.name, h.m), then}, ""
}

// attach makes a virtual mapping real.
type attach struct {
	of    *Virtuals
	owner Owner
	virtual
	join undo.Op
	then []undo.Op
}

func (o *attach) Apply() {
	o.of.all = slices.DeleteFunc(o.of.all, func(h virtual) bool { return h.m == o.m })
	o.join.Apply()
	for _, op := range o.then {
		op.Apply()
	}
}

func (o *attach) Revert() {
	for _, op := range slices.Backward(o.then) {
		op.Revert()
	}
	o.join.Revert()
	SetOwner(o.m, o.owner, Virtual)
	o.of.all = append(o.of.all, o.virtual)
}

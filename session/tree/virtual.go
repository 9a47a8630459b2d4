package tree

import (
	"slices"

	"sessh/session/undo"
)

// Virtuals are mappings that were got from a tree that does not have them. Each becomes part of the
// tree once it is written to. There can be several of one name, because undo makes one of a mapping
// that was written to.
type Virtuals struct{ latest *virtual }

type virtual struct {
	name   any
	m      Map
	before *virtual // in [Virtuals]
}

// Get returns the latest mapping of that name. If there is none, it makes one of the owner's.
func (v *Virtuals) Get(name any, owner Owner) *Map {
	for h := v.latest; h != nil; h = h.before {
		if h.name == name {
			return &h.m
		}
	}
	h := &virtual{name: name}
	SetOwner(&h.m, owner, Virtual)
	v.add(h)
	return &h.m
}

func (v *Virtuals) add(h *virtual) { h.before, v.latest = v.latest, h }

// place returns where a mapping is held; it holds nil if the mapping is none of them.
func (v *Virtuals) place(m Node) **virtual {
	at := &v.latest
	for *at != nil && Node(&(*at).m) != m {
		at = &(*at).before
	}
	return at
}

// Attach returns the change that makes a mapping part of the root of its owner's tree, and then other changes.
// It returns nil if the mapping is none of them, or if the root has its name by now, which taken is the text of.
func (v *Virtuals) Attach(m Node, root *Map, owner Owner, then ...undo.Op) (op undo.Op, taken string) {
	h := *v.place(m)
	if h == nil {
		return nil, ""
	}
	if root.Has(h.name) {
		return nil, KeyText(h.name)
	}
	o := &attach{of: v, owner: owner, virtual: h, then: then}
	o.begin(root, h.name, &h.m)
	return o, ""
}

// attach makes a virtual mapping real.
type attach struct {
	joining
	of      *Virtuals
	owner   Owner
	virtual *virtual
	then    []undo.Op
}

func (o *attach) Apply() {
	if at := o.of.place(&o.virtual.m); *at != nil {
		*at = o.virtual.before
	}
	o.joining.Apply()
	for _, op := range o.then {
		op.Apply()
	}
}

func (o *attach) Revert() {
	for _, op := range slices.Backward(o.then) {
		op.Revert()
	}
	o.joining.Revert()
	SetOwner(&o.virtual.m, o.owner, Virtual)
	o.of.add(o.virtual)
}

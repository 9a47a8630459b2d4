package session

import (
	"errors"
	"sessh/session/undo"
)

// ErrDetached is wrapped by the error of a write to a list or mapping that was removed from its
// session or replaced. It becomes writable again if a rollback or undo brings it back.
var ErrDetached = errors.New("the value was removed or replaced, and is no longer part of its session")

// node is a value that holds values: a *Map or a *List.
type node interface {
	location() *location
	origin() *origin
}

// location is where a node is in a tree. A node outside of any session is free: it has no
// owner, and its changes are not logged.
type location struct {
	up    node  // the node that holds this one; nil: none
	owner Owner // of a node without up; nil: the node is free
	role  role
	last  slot // where it was last found in up; see slotOf
}

// An Owner is what a tree is part of, such as a session. Changes of the tree are made by its
// owner, which can refuse them, and keeps them for undo.
type Owner interface {
	// Change makes changes in the tree below top, which is to the owner what role says, or
	// fails and makes none.
	Change(top node, role role, ops []undo.Op) error
	// Check returns the reason why the root cannot hold value under key, or nil.
	Check(key, value any) error
	// Shared reports whether something in the tree may have several places.
	Shared() bool
}

// A role is what the top of a tree is to its owner.
type role uint8

const (
	inner   role = iota // nothing: the tree has no owner
	rooted              // its root
	virtual             // data that becomes part of the root once it is written to
	removed             // formerly part of it
)

// setOwner makes a tree an owner's. With rooted, it is the owner's only root.
func setOwner(top *Map, o Owner, r role) { top.loc = location{owner: o, role: r} }

// ownerOf returns the owner of the tree that n is in; nil if it has none.
func ownerOf(n node) Owner { return topOf(n).location().owner }

// topOf returns the outermost node of the tree that n is in.
func topOf(n node) node {
	for n.location().up != nil {
		n = n.location().up
	}
	return n
}

// free reports whether the node is not part of anything.
func (s *location) free() bool { return s.up == nil && s.role == inner }

// copyRef returns v as it is put into the tree: in a session, a reference becomes a copy of what
// it refers to.
func copyRef(n node, v any) any {
	if r, ok := v.(*Ref); ok && ownerOf(n) != nil {
		return Clone(r)
	}
	return v
}

// change applies ops to the node: directly if it is free, else through the owner of the tree.
func change(n node, ops ...undo.Op) error {
	top := topOf(n)
	if l := top.location(); l.owner != nil {
		return l.owner.Change(top, l.role, ops)
	}
	for _, o := range ops {
		o.Apply()
	}
	return nil
}

// hold notes that v is now inside of parent, and drop that it was removed from it.
func hold(v any, parent node) {
	if n, ok := v.(node); ok {
		*n.location() = location{up: parent}
	}
}

func drop(v any, parent node) {
	n, ok := v.(node)
	if !ok {
		return
	}
	if o := ownerOf(parent); o != nil {
		*n.location() = location{owner: o, role: removed}
		return
	}
	*n.location() = location{}
}

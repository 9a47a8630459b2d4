package tree

import (
	"errors"

	"sessh/session/undo"
)

// ErrDetached is wrapped by the error of a write to a list or mapping that was removed from its
// session or replaced. It becomes writable again if a rollback or undo brings it back.
var ErrDetached = errors.New("the value was removed or replaced, and is no longer part of its session")

// Node is a value that holds values: a *Map or a *List.
type Node interface {
	location() *location
	origin() *origin
}

// location is where a node is in a tree. A node outside of any session is free: it has no
// owner, and its changes are not logged.
type location struct {
	up    Node  // the node that holds this one; nil: none
	owner Owner // of a node without up; nil: the node is free
	role  Role
	last  spot // where it was last found in up; see slotOf
}

// An Owner is what a tree is part of, such as a session. Changes of the tree are made by its
// owner, which can refuse them, and keeps them for undo.
type Owner interface {
	// Change makes changes in the tree below top, which is to the owner what role says, or
	// fails and makes none.
	Change(top Node, role Role, ops []undo.Op) error
	// Check returns the reason why the root cannot hold value under key, or nil.
	Check(key, value any) error
	// Shared reports whether something in the tree may have several places.
	Shared() bool
}

// A Role is what the top of a tree is to its owner.
type Role uint8

const (
	// Free: nothing. The tree has no owner.
	Free Role = iota
	// Rooted: the root of what it owns.
	Rooted
	// Virtual: data that becomes part of the root once it is written to.
	Virtual
	// Removed: formerly part of the root.
	Removed
)

// SetOwner makes a tree an owner's. An owner has one tree that is Rooted.
func SetOwner(top *Map, o Owner, r Role) { top.loc = location{owner: o, role: r} }

// OwnerOf returns the owner of the tree that n is in; nil if it has none.
func OwnerOf(n Node) Owner { return topOf(n).location().owner }

// topOf returns the outermost node of the tree that n is in.
func topOf(n Node) Node {
	for n.location().up != nil {
		n = n.location().up
	}
	return n
}

// free reports whether the node is not part of anything.
func (s *location) free() bool { return s.up == nil && s.role == Free }

// copyRef returns v as it is put into the tree: in a session, a reference becomes a copy of what
// it refers to.
func copyRef(n Node, v any) any {
	if r, ok := v.(*Ref); ok && OwnerOf(n) != nil {
		return Clone(r)
	}
	return v
}

// change applies ops to the node: directly if it is free, else through the owner of the tree.
func change(n Node, ops ...undo.Op) error {
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
func hold(v any, parent Node) {
	if l := locationOf(v); l != nil {
		*l = location{up: parent}
	}
}

func drop(v any, parent Node) {
	l := locationOf(v)
	if l == nil {
		return
	}
	if o := OwnerOf(parent); o != nil {
		*l = location{owner: o, role: Removed}
		return
	}
	*l = location{}
}

// locationOf returns the location of a list or mapping; nil for other values.
func locationOf(v any) *location {
	switch v := v.(type) {
	case *Map:
		return &v.loc
	case *List:
		return &v.loc
	}
	return nil
}

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
	up    node     // the node that holds this one; nil: none
	owner *Session // of a node without up; nil: the node is free
	role  role
	name  string // of virtual package data
	last  slot   // where it was last found in up; see slotOf
}

type role uint8

const (
	inner   role = iota // inside of up, or free if up is nil
	rooted              // the root mapping of owner
	virtual             // package data of owner that exists once it is written to
	removed             // formerly part of owner
)

// top returns the location of the outermost node.
func (s *location) top() *location {
	for s.up != nil {
		s = s.up.location()
	}
	return s
}

// free reports whether the node is not part of anything.
func (s *location) free() bool { return s.up == nil && s.role == inner }

// copyRef returns v as it is put into the tree: in a session, a reference becomes a copy of what
// it refers to.
func (s *location) copyRef(v any) any {
	if r, ok := v.(*Ref); ok && s.top().role != inner {
		return Clone(r)
	}
	return v
}

// change applies ops to the node: directly if it is free, else through the log of its session.
func (s *location) change(ops ...undo.Op) error {
	top := s.top()
	switch top.role {
	case inner:
		for _, o := range ops {
			o.Apply()
		}
		return nil
	case removed:
		return top.owner.errorf("", ErrDetached)
	case virtual:
		attach, err := top.owner.attach(top)
		if err != nil {
			return err
		}
		return top.owner.log(append([]undo.Op{attach}, ops...))
	}
	return top.owner.log(ops)
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
	top := parent.location().top()
	if top.role == inner {
		*n.location() = location{}
		return
	}
	*n.location() = location{owner: top.owner, role: removed}
}

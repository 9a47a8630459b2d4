package session

import (
	"errors"
	"sessh/session/undo"
)

// ErrDetached is wrapped by the error of a write to a list or mapping that is
// no longer part of its session: it was removed, or replaced. A rollback or
// undo that brings it back makes it writable again.
var ErrDetached = errors.New("the value was removed or replaced, and is no longer part of its session")

// node is a value that holds values: a *Map or a *List.
type node interface {
	spot() *spot
	origin() *origin
}

// spot is where a node stands. A node that nobody has put into a session is
// free: it has no owner, its writes are not logged.
type spot struct {
	up    node     // the node that holds this one; nil: none, or the root of a session
	owner *Session // the session whose root this is, whose virtual package it is, or which it was removed from
	role  role
	name  string // of a virtual package
	last  slot   // where it was found in up the last time; see slotOf
}

type role uint8

const (
	inner   role = iota // up tells; free where up is nil
	rooted              // the root mapping of owner
	virtual             // package data that exists only once somebody writes to it
	removed             // was part of owner
)

// top is the outermost spot that s is inside of.
func (s *spot) top() *spot {
	for s.up != nil {
		s = s.up.spot()
	}
	return s
}

// free reports whether the node is part of nothing.
func (s *spot) free() bool { return s.up == nil && s.role == inner }

// own is v for a place in the tree: in a session a reference that comes from
// elsewhere becomes a copy of what it refers to.
func (s *spot) own(v any) any {
	if r, ok := v.(*Ref); ok && s.top().role != inner {
		return Clone(r)
	}
	return v
}

// change runs the ops on the node's behalf: at once where it is free, through
// the log of its session where it is part of one.
func (s *spot) change(ops ...undo.Op) error {
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

// hold notes that v now stands inside of parent; drop that it was taken out.
func hold(v any, parent node) {
	if n, ok := v.(node); ok {
		*n.spot() = spot{up: parent}
	}
}

func drop(v any, parent node) {
	n, ok := v.(node)
	if !ok {
		return
	}
	top := parent.spot().top()
	if top.role == inner {
		*n.spot() = spot{}
		return
	}
	*n.spot() = spot{owner: top.owner, role: removed}
}

package session

import (
	"fmt"
	"sessh/session/undo"
	"slices"
	"strings"
)

// A Ref stands where a list or mapping is met that has another place in the session:
// in the framework both are one object, and what is changed at one place changes at
// the other. It is made by formats. Set in a session, or copied by itself, it is a
// copy of what it refers to.
type Ref struct{ to node }

var _ Object = (*Ref)(nil)

// NewRef returns what stands for to, a *Map or *List of the same tree.
func NewRef(to any) *Ref {
	n := to.(node)
	if r := n.origin().of; r != nil {
		r.Shared = true
	}
	return &Ref{n}
}

// To is the *Map or *List that is meant.
func (r *Ref) To() any { return r.to }

// Keys lead from the session's data down to what is meant.
func (r *Ref) Keys() []any { return keysTo(r.to) }

// Display names the other place.
func (r *Ref) Display() string {
	keys := r.Keys()
	if len(keys) == 0 {
		return "<same as the whole>"
	}
	texts := make([]string, len(keys))
	for i, k := range keys {
		switch k := k.(type) {
		case string:
			texts[i] = k
		case Object:
			texts[i] = k.Display()
		default:
			texts[i] = fmt.Sprint(k)
		}
	}
	return "<same as " + strings.Join(texts, "/") + ">"
}

// EqualObject reports whether other means the same part of the value, or where that
// cannot be told, the same place.
func (r *Ref) EqualObject(other any) bool {
	o, ok := other.(*Ref)
	if !ok {
		return false
	}
	if a, b := r.to.origin(), o.to.origin(); a.of != nil && a.of == b.of {
		return *a == *b
	}
	return r.to == o.to || slices.Equal(r.Keys(), o.Keys())
}

// thing is what stands at a place: v, or what it refers to; nil for a value that is
// neither list nor mapping.
func nodeOf(v any) node {
	switch v := v.(type) {
	case *Ref:
		return v.to
	case node:
		return v
	}
	return nil
}

// hasRefs reports whether anything in v stands for another place.
func hasRefs(v any) bool {
	if _, is := v.(*Ref); is {
		return true
	}
	n, ok := v.(node)
	if !ok {
		return false
	}
	for s := range allSlots(n) {
		if _, is := s.value().(*Ref); is {
			return true
		}
	}
	return false
}

// sharing reports whether anything has several places in the session that the node
// is part of.
func (s *location) sharing() bool {
	top := s.top()
	return top.role == rooted && top.owner.shared
}

// leaving are the changes to be made before values go from the tree that n is in,
// and the values that then go: what has another place that stays goes there. Its
// content stays with that place, as the framework would have it.
func leaving(n node, going func() []any) (before []undo.Op, out []any) {
	if n.location().sharing() {
		root := n.location().top().owner.root
		for {
			ops := stays(root, going())
			if ops == nil {
				break
			}
			for _, o := range ops {
				o.Apply()
			}
			before = append(before, ops...)
		}
	}
	out = going()
	for _, o := range slices.Backward(before) {
		o.Revert()
	}
	return before, out
}

// stays exchanges the first reference that stays with what it refers to, where that
// goes; nil where there is none.
func stays(root *Map, going []any) []undo.Op {
	if !slices.ContainsFunc(going, isNode) {
		return nil
	}
	for s := range allSlots(root) {
		if r, ok := s.value().(*Ref); ok && below(r.to, going) && !below(s.in, going) {
			return []undo.Op{slotOf(r.to).put(r), s.put(r.to)}
		}
	}
	return nil
}

package tree

import (
	"fmt"
	"slices"
	"strings"

	"sessh/session/undo"
)

// A Ref stands for a list or mapping in another place of the session. In the framework both places
// hold one object: what is changed in one place changes in the other. Formats make Refs. A Ref
// that is set in a session, or copied alone, becomes a copy of what it refers to.
type Ref struct{ to Node }

var _ Object = (*Ref)(nil)

// NewRef returns a reference to a *Map or *List of the same tree.
func NewRef(to any) *Ref {
	n := to.(Node)
	if r := n.origin().of; r != nil {
		r.Shared = true
	}
	return &Ref{n}
}

// To returns the *Map or *List that r refers to.
func (r *Ref) To() any { return r.to }

// Keys returns the keys from the session's data down to what r refers to.
func (r *Ref) Keys() []any { return keysTo(r.to) }

// Display returns a text that names the other place.
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

// EqualObject reports whether other refers to the same part of the stored value or, if that is not
// known, to the same place.
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

// NodeOf returns the list or mapping that a place holds: v, or what v refers to; nil for other
// values.
func NodeOf(v any) Node {
	switch v := v.(type) {
	case *Ref:
		return v.to
	case Node:
		return v
	}
	return nil
}

// HasRefs reports whether there is a reference in v.
func HasRefs(v any) bool {
	if _, is := v.(*Ref); is {
		return true
	}
	n, ok := v.(Node)
	if !ok {
		return false
	}
	for s := range allSlots(n) {
		if _, is := s.Value().(*Ref); is {
			return true
		}
	}
	return false
}

// HasObjects reports whether v is or has an [Object], also as a key.
func HasObjects(v any) bool {
	switch v := v.(type) {
	case *Map:
		for e := v.first; e != nil; e = e.next {
			if _, is := e.key.(Object); is || HasObjects(e.value) {
				return true
			}
		}
	case *List:
		return slices.ContainsFunc(v.values, HasObjects)
	case Object:
		return true
	}
	return false
}

// sharing reports whether anything may have several places in the tree of an owner that n is in.
func sharing(n Node) bool {
	top := topOf(n).location()
	return top.role == Rooted && top.owner.Shared()
}

// relocate returns the changes to make before values are removed from the tree that n is in, and
// the values to remove then: a list or mapping that has another place which stays is
// moved there, so that it keeps its content as it would in the framework.
func relocate(n Node, removed func() []any) (before []undo.Op, out []any) {
	if sharing(n) {
		root := topOf(n)
		for {
			ops := swapWithRef(root, removed())
			if ops == nil {
				break
			}
			for _, o := range ops {
				o.Apply()
			}
			before = append(before, ops...)
		}
	}
	out = removed()
	for _, o := range slices.Backward(before) {
		o.Revert()
	}
	return before, out
}

// swapWithRef exchanges something that is removed with the first reference to it that stays; nil
// if there is none.
func swapWithRef(root Node, removed []any) []undo.Op {
	if !slices.ContainsFunc(removed, isNode) {
		return nil
	}
	for s := range allSlots(root) {
		if r, ok := s.Value().(*Ref); ok && below(r.to, removed) && !below(s.in, removed) {
			return []undo.Op{slotOf(r.to).put(r), s.put(r.to)}
		}
	}
	return nil
}

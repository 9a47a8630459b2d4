package session

import (
	"iter"
	"sessh/session/undo"
	"slices"
)

// keysTo returns the keys from the top of the tree down to n.
func keysTo(n node) []any {
	var keys []any
	for up := n.location().up; up != nil; n, up = up, up.location().up {
		keys = append(keys, slotOf(n).key())
	}
	slices.Reverse(keys)
	return keys
}

// slot is a place in a list or mapping.
type slot struct {
	in node
	e  *entry // for a mapping
	i  int    // for a list
}

func (s slot) key() any {
	if s.e != nil {
		return s.e.key
	}
	return s.i
}

func (s slot) value() any {
	if s.e != nil {
		return s.e.value
	}
	return s.in.(*List).values[s.i]
}

// put returns the change that gives the place another value.
func (s slot) put(v any) undo.Op {
	if s.e != nil {
		return &assign{m: s.in.(*Map), e: s.e, old: s.value(), new: v}
	}
	return &splice{l: s.in.(*List), at: s.i, out: []any{s.value()}, in: []any{v}}
}

// slots yields the places of n itself.
func slots(n node) iter.Seq[slot] {
	return func(yield func(slot) bool) {
		switch n := n.(type) {
		case *Map:
			for e := n.ring.next; e != &n.ring; e = e.next {
				if !yield(slot{in: n, e: e}) {
					return
				}
			}
		case *List:
			for i := range n.values {
				if !yield(slot{in: n, i: i}) {
					return
				}
			}
		}
	}
}

// allSlots yields the places of n and everything below, in their order.
func allSlots(n node) iter.Seq[slot] {
	return func(yield func(slot) bool) { yieldSlots(n, yield) }
}

func yieldSlots(n node, yield func(slot) bool) bool {
	for s := range slots(n) {
		if !yield(s) {
			return false
		}
		if below, ok := s.value().(node); ok && !yieldSlots(below, yield) {
			return false
		}
	}
	return true
}

// nodes returns n and the lists and mappings below it.
func nodes(n node) []node {
	all := []node{n}
	for s := range allSlots(n) {
		if x, ok := s.value().(node); ok {
			all = append(all, x)
		}
	}
	return all
}

// slotOf returns the place of a node in the one that holds it. If it is not where it was last
// found, the places of all its siblings are noted, since they are likely to be asked for next.
func slotOf(n node) slot {
	if last := n.location().last; last.holds(n) {
		return last
	}
	for s := range slots(n.location().up) {
		if x, ok := s.value().(node); ok {
			x.location().last = s
		}
	}
	if last := n.location().last; last.holds(n) {
		return last
	}
	return slot{}
}

// holds reports whether the node is in the place.
func (s slot) holds(n node) bool {
	switch in := s.in.(type) {
	case *Map:
		return any(in) == any(n.location().up) && s.e.value == any(n) && in.find(s.e.key) == s.e
	case *List:
		return any(in) == any(n.location().up) && s.i < len(in.values) && in.values[s.i] == any(n)
	}
	return false
}

// below reports whether n is one of the values or inside of one.
func below(n node, values []any) bool {
	for ; n != nil; n = n.location().up {
		if slices.Contains(values, any(n)) {
			return true
		}
	}
	return false
}

// child returns the value under a key or index; nil if there is none.
func child(n node, key any) (v any) {
	switch n := n.(type) {
	case *Map:
		v, _ = n.Get(key)
	case *List:
		i, _ := key.(int)
		v, _ = n.At(i)
	}
	return v
}

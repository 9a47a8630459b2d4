package tree

import (
	"iter"
	"slices"

	"sessh/session/undo"
)

// keysTo returns the keys from the top of the tree down to n.
func keysTo(n Node) []any {
	var keys []any
	for up := n.location().up; up != nil; n, up = up, up.location().up {
		keys = append(keys, slotOf(n).Key())
	}
	slices.Reverse(keys)
	return keys
}

// A Slot is a place in a list or mapping.
type Slot struct {
	in Node
	spot
}

// spot is a place in a list or mapping that is known.
type spot struct {
	e *entry // for a mapping
	i int    // for a list
}

// Key returns the key or, in a list, the index.
func (s Slot) Key() any {
	if s.e != nil {
		return s.e.key
	}
	return s.i
}

// Value returns what is in the place.
func (s Slot) Value() any {
	if s.e != nil {
		return s.e.value
	}
	return s.in.(*List).values[s.i]
}

// put returns the change that gives the place another value.
func (s Slot) put(v any) undo.Op {
	if s.e != nil {
		return &assign{m: s.in.(*Map), e: s.e, old: s.Value(), new: v}
	}
	return &splice{l: s.in.(*List), at: s.i, out: []any{s.Value()}, in: []any{v}}
}

// Slots yields the places of n itself.
func Slots(n Node) iter.Seq[Slot] {
	return func(yield func(Slot) bool) {
		switch n := n.(type) {
		case *Map:
			for e := n.first; e != nil; e = e.next {
				if !yield(Slot{n, spot{e: e}}) {
					return
				}
			}
		case *List:
			for i := range n.values {
				if !yield(Slot{n, spot{i: i}}) {
					return
				}
			}
		}
	}
}

// allSlots yields the places of n and everything below, in their order.
func allSlots(n Node) iter.Seq[Slot] {
	return func(yield func(Slot) bool) { yieldSlots(n, yield) }
}

func yieldSlots(n Node, yield func(Slot) bool) bool {
	for s := range Slots(n) {
		if !yield(s) {
			return false
		}
		if below, ok := s.Value().(Node); ok && !yieldSlots(below, yield) {
			return false
		}
	}
	return true
}

// nodes returns n and the lists and mappings below it.
func nodes(n Node) []Node {
	all := []Node{n}
	for s := range allSlots(n) {
		if x, ok := s.Value().(Node); ok {
			all = append(all, x)
		}
	}
	return all
}

// slotOf returns the place of a node in the one that holds it. If it is not where it was last
// found, the places of all its siblings are noted, since they are likely to be asked for next.
func slotOf(n Node) Slot {
	l := n.location()
	if last := (Slot{l.up, l.last}); last.holds(n) {
		return last
	}
	for s := range Slots(l.up) {
		if x := locationOf(s.Value()); x != nil {
			x.last = s.spot
		}
	}
	if last := (Slot{l.up, l.last}); last.holds(n) {
		return last
	}
	return Slot{}
}

// holds reports whether the node is in the place.
func (s Slot) holds(n Node) bool {
	switch in := s.in.(type) {
	case *Map:
		return s.e != nil && s.e.value == any(n) && in.find(s.e.key) == s.e
	case *List:
		return s.i < len(in.values) && in.values[s.i] == any(n)
	}
	return false
}

// below reports whether n is one of the values or inside one.
func below(n Node, values []any) bool {
	for ; n != nil; n = n.location().up {
		if slices.Contains(values, any(n)) {
			return true
		}
	}
	return false
}

// child returns the value under a key or index; nil if there is none.
func child(n Node, key any) (v any) {
	switch n := n.(type) {
	case *Map:
		v, _ = n.Get(key)
	case *List:
		i, _ := key.(int)
		v, _ = n.At(i)
	}
	return v
}

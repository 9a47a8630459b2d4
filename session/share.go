package session

import (
	"fmt"
	"iter"
	"slices"
	"strings"
)

// A Reading is one decoding of a stored value. A format whose values can hold one list
// or mapping in several places marks those that it makes with numbers in it, so that
// it finds the parts of the value again that an edited tree was made of: what is moved
// is still the same part, and what a value was replaced by is none. The zero value is
// ready.
type Reading struct {
	// Shared is set where a list or mapping stands in several places, or in an
	// object as well: by [NewRef], and by the format.
	Shared bool

	item *Item // what was read, where that is known
}

// origin is the part of a stored value that a list or mapping was read as.
type origin struct {
	of     *Reading // nil: it was not read
	number int
	copied *Copying // nil: it is that part itself
}

// A Copying is one copying of a value: what was one object in the value is one in the
// copy.
type Copying struct{ _ byte }

// note notes what a record was read from, for a later encoding.
func (r *Record) note(item *Item) {
	if r.Data != nil && r.Data.origin_.of != nil {
		r.Data.origin_.of.item = item
	}
}

// source is the item that a tree was read from, which its marks are those of; base
// where it has none.
func source(root *Map, base *Item) *Item {
	if of := ReadingOf(root); of != nil && of.item != nil {
		return of.item
	}
	return base
}

// Mark notes that v, a list or mapping, is the part of the value with the number,
// which no other has. The root's mark stands for the reading.
func (r *Reading) Mark(v any, number int) {
	if n, ok := v.(node); ok {
		*n.origin() = origin{of: r, number: number}
	}
}

// Number is the number with which v was marked in this reading, and where v is a copy
// of that part, the copying that made it.
func (r *Reading) Number(v any) (number int, copied *Copying, ok bool) {
	n, isNode := v.(node)
	if r == nil || !isNode || n.origin().of != r {
		return 0, nil, false
	}
	return n.origin().number, n.origin().copied, true
}

// ReadingOf is the reading that the root of a session was marked in; nil for none.
func ReadingOf(root *Map) *Reading {
	if root.origin_.copied != nil {
		return nil
	}
	return root.origin_.of
}

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
func thing(v any) node {
	switch v := v.(type) {
	case *Ref:
		return v.to
	case node:
		return v
	}
	return nil
}

// keysTo are the keys from the top of the tree down to n.
func keysTo(n node) []any {
	var keys []any
	for up := n.spot().up; up != nil; n, up = up, up.spot().up {
		keys = append(keys, slotOf(n).key())
	}
	slices.Reverse(keys)
	return keys
}

// slot is a place in a list or mapping.
type slot struct {
	in node
	e  *entry // of a mapping
	i  int    // of a list
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

// put is the change that gives the place another value.
func (s slot) put(v any) op {
	if s.e != nil {
		return &assign{m: s.in.(*Map), e: s.e, old: s.value(), new: v}
	}
	return &splice{l: s.in.(*List), at: s.i, out: []any{s.value()}, in: []any{v}}
}

// slots are the places that n itself has.
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

// allSlots are the places in n and below, in their order.
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

// nodes are n and the lists and mappings below.
func nodes(n node) []node {
	all := []node{n}
	for s := range allSlots(n) {
		if x, ok := s.value().(node); ok {
			all = append(all, x)
		}
	}
	return all
}

// slotOf is the place of a node that stands inside of another.
func slotOf(n node) slot {
	for s := range slots(n.spot().up) {
		if s.value() == any(n) {
			return s
		}
	}
	return slot{}
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

// below reports whether n is one of the values, or stands inside of one.
func below(n node, values []any) bool {
	for ; n != nil; n = n.spot().up {
		if slices.Contains(values, any(n)) {
			return true
		}
	}
	return false
}

// sharing reports whether anything has several places in the session that the node
// is part of.
func (s *spot) sharing() bool {
	top := s.top()
	return top.role == rooted && top.owner.shared
}

// leaving are the changes to be made before values go from the tree that n is in,
// and the values that then go: what has another place that stays goes there. Its
// content stays with that place, as the framework would have it.
func leaving(n node, going func() []any) (before []op, out []any) {
	if n.spot().sharing() {
		root := n.spot().top().owner.root
		for {
			ops := stays(root, going())
			if ops == nil {
				break
			}
			for _, o := range ops {
				o.apply()
			}
			before = append(before, ops...)
		}
	}
	out = going()
	for _, o := range slices.Backward(before) {
		o.revert()
	}
	return before, out
}

// stays exchanges the first reference that stays with what it refers to, where that
// goes; nil where there is none.
func stays(root *Map, going []any) []op {
	if !slices.ContainsFunc(going, isNode) {
		return nil
	}
	for s := range allSlots(root) {
		if r, ok := s.value().(*Ref); ok && below(r.to, going) && !below(s.in, going) {
			return []op{slotOf(r.to).put(r), s.put(r.to)}
		}
	}
	return nil
}

// Move takes the value under fromKey out of from, and sets it in to: a [Map] or
// [List] of the same session each, with a key, or an index; the length of a list
// appends. Unlike a copy, what is moved stays the same part of the stored value, so
// that what other places share with it stays shared.
func (s *Session) Move(from, fromKey, to, toKey any) error {
	f, ok1 := from.(node)
	t, ok2 := to.(node)
	if !ok1 || !ok2 || f.spot().top().owner != s || t.spot().top().owner != s {
		return s.errorf("", fmt.Errorf("a value can be moved within its session only"))
	}
	var at *slot
	for x := range slots(f) {
		if x.key() == fromKey {
			at = &x
			break
		}
	}
	if at == nil {
		return s.errorf("", fmt.Errorf("there is nothing under %s to be moved", keyText(fromKey)))
	}
	v := at.value()
	if inside(t, v) {
		return s.errorf("", fmt.Errorf("%s cannot be moved into itself", keyText(fromKey)))
	}
	return s.work.Step("move", func() error {
		if f == t && fromKey == toKey {
			return nil
		}
		if err := f.spot().change(at.put(nil)); err != nil {
			return err
		}
		if err := set(t, toKey, v); err != nil {
			return err
		}
		switch f := f.(type) {
		case *Map:
			_, err := f.Delete(fromKey)
			return err
		case *List:
			return f.Delete(fromKey.(int))
		}
		return nil
	})
}

// set puts a value that belongs to nobody into a list or mapping, as it is.
func set(n node, key, v any) error {
	switch n := n.(type) {
	case *Map:
		k, err := ofKey(key)
		if err != nil {
			return err
		}
		return n.placed(k, v)
	case *List:
		i, ok := key.(int)
		if !ok || i < 0 || i > n.Len() {
			return n.outOfRange(i)
		}
		return n.splice(i, min(n.Len()-i, 1), []any{v})
	}
	return nil
}

package tree

import (
	"fmt"
	"iter"

	"sessh/session/undo"
)

// A Map is a mapping that keeps its keys in the order of insertion: package data, or a mapping
// in it. A key is a string; in some formats also an int64, bool, float64, nil, [Bytes] or
// [Object].
//
// A Map that is part of a session is a live reference: it shows what the open transaction
// holds, after a rollback too, and what is written to it is pending in that transaction. A Map
// belongs to one goroutine at a time, the one that uses the transaction.
type Map struct {
	loc     location
	orig    origin
	form    Form
	count   int32
	numbers numbers
	index   map[any]*entry      // nil for a small mapping; see find
	shown   map[string][]Object // see objectsShown; nil: to be made

	first, last *entry
}

// entry is one key and value. An entry that was removed keeps its neighbours, so that undoing
// in reverse order puts it back in its place. One that was never in it is its own neighbour.
type entry struct {
	key, value any
	prev, next *entry
}

func (e *entry) begin(key, value any) {
	*e = entry{key: key, value: value, prev: e}
}

// NewMap returns an empty mapping that is not part of any session.
func NewMap() *Map { return &Map{} }

func (m *Map) location() *location { return &m.loc }
func (m *Map) origin() *origin     { return &m.orig }

// Len returns the number of keys.
func (m *Map) Len() int { return int(m.count) }

// small is the number of keys up to which a mapping has no index. Most mappings are small, and
// there may be millions of them.
const small = 8

// find returns the entry of a key, or nil.
func (m *Map) find(key any) *entry {
	if m.index != nil {
		return m.index[key]
	}
	for e := m.first; e != nil; e = e.next {
		if e.key == key {
			return e
		}
	}
	return nil
}

// Get returns the value under key.
func (m *Map) Get(key any) (value any, ok bool) {
	k, err := convertKey(key)
	if err != nil {
		return nil, false
	}
	e := m.find(k)
	if e == nil {
		return nil, false
	}
	return e.value, true
}

// At returns what is at a path of mappings: m itself if there are no keys.
func (m *Map) At(keys []any) (value any, ok bool) {
	value = m
	for _, k := range keys {
		below, ok := value.(*Map)
		if !ok {
			return nil, false
		}
		if value, ok = below.Get(k); !ok {
			return nil, false
		}
	}
	return value, true
}

// Has reports whether the mapping has key.
func (m *Map) Has(key any) bool {
	_, ok := m.Get(key)
	return ok
}

// All yields the keys and values in their order. The mapping must not be changed during the
// iteration.
func (m *Map) All() iter.Seq2[any, any] {
	return func(yield func(any, any) bool) {
		for e := m.first; e != nil; e = e.next {
			if !yield(e.key, e.value) {
				return
			}
		}
	}
}

// Keys returns the keys in their order.
func (m *Map) Keys() []any {
	keys := make([]any, 0, m.count)
	for k := range m.All() {
		keys = append(keys, k)
	}
	return keys
}

// Set sets key to value, which [Of] converts. An existing key keeps its place, a new one comes
// last.
func (m *Map) Set(key, value any) error {
	k, err := convertKey(key)
	if err != nil {
		return err
	}
	v, err := Of(value)
	if err != nil {
		return fmt.Errorf("key %s: %w", KeyText(k), err)
	}
	if v == any(m) || inside(m, v) {
		return fmt.Errorf("key %s: a mapping cannot hold itself", KeyText(k))
	}
	if err := m.checkChild(k, v); err != nil {
		return err
	}
	if m.loc.free() { // nothing is logged
		m.put(k, v)
		return nil
	}
	return m.set(k, copyRef(m, v))
}

// placed is Set for a value that was already made for this tree.
func (m *Map) placed(k, v any) error {
	if err := m.checkChild(k, v); err != nil {
		return err
	}
	return m.set(k, v)
}

// set is Set for a key and value that are already in the form of sessions.
func (m *Map) set(k, v any) error {
	e := m.find(k)
	if e == nil {
		o := new(joining)
		o.begin(m, k, v)
		return change(m, o)
	}
	if !sharing(m) {
		return change(m, &assign{m: m, e: e, old: e.value, new: v})
	}
	ops, old := relocate(m, func() []any { return []any{e.value} })
	return change(m, append(ops, &assign{m: m, e: e, old: old[0], new: v})...)
}

// Delete removes key and reports whether the mapping had it.
func (m *Map) Delete(key any) (bool, error) {
	k, err := convertKey(key)
	if err != nil {
		return false, nil
	}
	e := m.find(k)
	if e == nil {
		return false, nil
	}
	ops, _ := relocate(m, func() []any { return []any{e.value} })
	return true, change(m, append(ops, undo.Reversed(&link{m: m, e: e}))...)
}

// checkChild returns the reason why the mapping cannot hold value under key, or nil.
func (m *Map) checkChild(key, value any) error {
	if m.loc.role == Rooted {
		return m.loc.owner.Check(key, value)
	}
	return nil
}

// put sets a key of a mapping that is being built.
func (m *Map) put(key, value any) {
	if e := m.find(key); e != nil {
		(&assign{m: m, e: e, old: e.value, new: value}).Apply()
		return
	}
	e := new(entry)
	e.begin(key, value)
	(&link{m: m, e: e}).Apply()
}

func (m *Map) equal(o *Map) bool {
	if m.count != o.count || !SameForm(m, o) {
		return false
	}
	for e := m.first; e != nil; e = e.next {
		x := o.find(e.key)
		if x == nil || !Equal(e.value, x.value) {
			return false
		}
	}
	return true
}

// inside reports whether n is v or inside v.
func inside(n Node, v any) bool {
	for n != nil {
		if any(n) == v {
			return true
		}
		n = n.location().up
	}
	return false
}

// KeyText returns a key as it is shown in messages.
func KeyText(k any) string {
	switch k := k.(type) {
	case string:
		return fmt.Sprintf("%q", k)
	case Bytes:
		return fmt.Sprintf("b%q", string(k))
	case float64:
		return FloatText(k)
	case Object:
		return k.Display()
	}
	return fmt.Sprint(k)
}

// countKey counts a key that was added or removed.
func (m *Map) countKey(key any, by int32) {
	objects := m.numbers.objects
	if m.numbers.add(key, by); m.numbers.objects != objects {
		m.shown = nil
	}
}

// link adds an entry: at the end the first time, later in the place that it had.
type link struct {
	m *Map
	e *entry
}

func (o *link) Apply() {
	m, e := o.m, o.e
	if e.prev == e {
		e.prev = m.last
	}
	*m.next(e.prev), *m.prev(e.next) = e, e
	m.count++
	m.countKey(e.key, 1)
	switch {
	case m.index != nil:
		m.index[e.key] = e
	case m.count > small:
		m.index = make(map[any]*entry, 2*small)
		for x := m.first; x != nil; x = x.next {
			m.index[x.key] = x
		}
	}
	hold(e.value, m)
}

func (o *link) Revert() {
	m, e := o.m, o.e
	*m.next(e.prev), *m.prev(e.next) = e.next, e.prev
	o.m.count--
	o.m.countKey(e.key, -1)
	delete(o.m.index, e.key)
	drop(e.value, o.m)
}

// next and prev are where the mapping holds the neighbours of an entry; nil stands for both ends.
func (m *Map) next(e *entry) **entry {
	if e == nil {
		return &m.first
	}
	return &e.next
}

func (m *Map) prev(e *entry) **entry {
	if e == nil {
		return &m.last
	}
	return &e.prev
}

// assign gives an entry another value.
type assign struct {
	m        *Map
	e        *entry
	old, new any
}

func (o *assign) Apply()  { o.swap(o.old, o.new) }
func (o *assign) Revert() { o.swap(o.new, o.old) }

func (o *assign) swap(from, to any) {
	drop(from, o.m)
	o.e.value = to
	hold(to, o.m)
}

// joining adds a key to a mapping, the last one. It has the entry at hand.
type joining struct {
	link
	entry entry
}

func (o *joining) begin(m *Map, key, value any) {
	o.link = link{m: m, e: &o.entry}
	o.entry.begin(key, value)
}

// Clearing returns the changes that remove all keys of m.
func Clearing(m *Map) []undo.Op {
	var ops []undo.Op
	for e := m.first; e != nil; e = e.next {
		ops = append(ops, undo.Reversed(&link{m: m, e: e}))
	}
	return ops
}

package tree

import (
	"fmt"
	"iter"
	"slices"
)

// A List is a list of values. As part of a session it is a live reference, like a [Map].
type List struct {
	loc    location
	orig   origin
	form   Form
	values []any
}

// NewList returns a list of values that is not part of any session. It panics for values that
// a session cannot hold; convert values of unknown types with [Of].
func NewList(values ...any) *List {
	l := &List{}
	for _, v := range values {
		v, err := Of(v)
		if err != nil {
			panic("tree.NewList: " + err.Error())
		}
		l.insert(len(l.values), v)
	}
	return l
}

func (l *List) location() *location { return &l.loc }
func (l *List) origin() *origin     { return &l.orig }

// Len returns the number of values.
func (l *List) Len() int { return len(l.values) }

// At returns value i, counted from 0; ok is false if there is none.
func (l *List) At(i int) (value any, ok bool) {
	if i < 0 || i >= len(l.values) {
		return nil, false
	}
	return l.values[i], true
}

// All yields the indexes and values. The list must not be changed during the iteration.
func (l *List) All() iter.Seq2[int, any] { return slices.All(l.values) }

// Values returns the values, which must not be changed.
func (l *List) Values() []any { return l.values }

// Set replaces value i.
func (l *List) Set(i int, value any) error {
	if i < 0 || i >= len(l.values) {
		return l.outOfRange(i)
	}
	return l.Splice(i, 1, value)
}

// Append adds values at the end.
func (l *List) Append(values ...any) error { return l.Splice(len(l.values), 0, values...) }

// Insert puts values before value i, or at the end where i is the length.
func (l *List) Insert(i int, values ...any) error {
	if i < 0 || i > len(l.values) {
		return l.outOfRange(i)
	}
	return l.Splice(i, 0, values...)
}

// Delete removes value i.
func (l *List) Delete(i int) error {
	if i < 0 || i >= len(l.values) {
		return l.outOfRange(i)
	}
	return l.Splice(i, 1)
}

// Splice replaces n values, from index i on, by others.
func (l *List) Splice(i, n int, values ...any) error {
	if i < 0 || n < 0 || i > len(l.values) || n > len(l.values)-i {
		return l.outOfRange(i)
	}
	put, nodes := make([]any, len(values)), make(map[any]bool)
	for j, v := range values {
		v, err := Of(v)
		if err != nil {
			return fmt.Errorf("index %d: %w", i+j, err)
		}
		if inside(l, v) || isNode(v) && nodes[v] {
			return fmt.Errorf("index %d: a list cannot hold itself, nor one value twice", i+j)
		}
		if isNode(v) {
			nodes[v] = true
		}
		put[j] = copyRef(l, v)
	}
	return l.splice(i, n, put)
}

// splice is Splice for values that are already in the form of sessions.
func (l *List) splice(i, n int, put []any) error {
	ops, out := relocate(l, func() []any { return slices.Clone(l.values[i : i+n]) })
	return change(l, append(ops, &splice{l: l, at: i, out: out, in: put})...)
}

func isNode(v any) bool { _, ok := v.(Node); return ok }

func (l *List) outOfRange(i int) error {
	return fmt.Errorf("index %d is out of range: the list has %d values", i, len(l.values))
}

func (l *List) insert(i int, v any) { (&splice{l: l, at: i, in: []any{v}}).Apply() }

func (l *List) equal(o *List) bool {
	return SameForm(l, o) && slices.EqualFunc(l.values, o.values, Equal)
}

// splice replaces a run of values.
type splice struct {
	l       *List
	at      int
	out, in []any
}

func (o *splice) Apply()  { o.swap(o.out, o.in) }
func (o *splice) Revert() { o.swap(o.in, o.out) }

func (o *splice) swap(out, in []any) {
	for _, v := range out {
		drop(v, o.l)
	}
	o.l.values = slices.Replace(o.l.values, o.at, o.at+len(out), in...)
	for _, v := range in {
		hold(v, o.l)
	}
}

package session

import (
	"fmt"
	"iter"
	"slices"
)

// A List is a list of values. What is said of a [Map] as a live reference
// holds for a List as well.
type List struct {
	spot_   spot
	origin_ origin
	form    Form
	values  []any
}

// NewList returns a list of the values that is not part of any session. It
// panics for values that a session cannot hold; use [Of] for those of unknown
// types.
func NewList(values ...any) *List {
	l := &List{}
	for _, v := range values {
		v, err := Of(v)
		if err != nil {
			panic("session.NewList: " + err.Error())
		}
		l.insert(len(l.values), v)
	}
	return l
}

func (l *List) spot() *spot     { return &l.spot_ }
func (l *List) origin() *origin { return &l.origin_ }

// Len is the number of values.
func (l *List) Len() int { return len(l.values) }

// At returns value i, counted from 0.
func (l *List) At(i int) (value any, ok bool) {
	if i < 0 || i >= len(l.values) {
		return nil, false
	}
	return l.values[i], true
}

// All yields the values with their indexes. The list must not be changed meanwhile.
func (l *List) All() iter.Seq2[int, any] { return slices.All(l.values) }

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

// Splice takes out n values from index i on and puts others in their place.
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
		put[j] = l.spot_.own(v)
	}
	return l.splice(i, n, put)
}

// splice is Splice for values as sessions hold them.
func (l *List) splice(i, n int, put []any) error {
	ops, out := leaving(l, func() []any { return slices.Clone(l.values[i : i+n]) })
	return l.spot_.change(append(ops, &splice{l: l, at: i, out: out, in: put})...)
}

func isNode(v any) bool { _, ok := v.(node); return ok }

func (l *List) outOfRange(i int) error {
	return fmt.Errorf("index %d is out of range: the list has %d values", i, len(l.values))
}

func (l *List) insert(i int, v any) { (&splice{l: l, at: i, in: []any{v}}).Apply() }

func (l *List) equal(o *List) bool {
	return sameForm(l, o) && slices.EqualFunc(l.values, o.values, Equal)
}

// splice exchanges a run of values.
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

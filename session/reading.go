package session

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
	if r.Data != nil && r.Data.orig.of != nil {
		r.Data.orig.of.item = item
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
	if root.orig.copied != nil {
		return nil
	}
	return root.orig.of
}

package tree

// A Reading is one decoding of a stored value. A format whose values can hold one list or mapping
// in several places marks those that it decodes with numbers. When an edited tree is encoded,
// it finds by these the parts of the value that the tree was made of: a value that was moved is
// still the same part, and a value that replaced another one is none. The zero value is ready
// to use.
type Reading struct {
	// Shared reports whether a list or mapping is in several places, or in an object as
	// well. It is set by [NewRef] and by the format.
	Shared bool

	// Source is what was read, for the reader's own use.
	Source any
}

// origin is the part of a stored value that a list or mapping was read as.
type origin struct {
	of     *Reading // nil: not read
	number int
	copied *Copying // nil: not a copy of the part
}

// A Copying identifies one copying of a value: what is one object in the value is one in the
// copy.
type Copying struct{ _ byte }

// Mark marks v, a list or mapping, as the part of the value with a number of its own. The mark of
// the root identifies the reading.
func (r *Reading) Mark(v any, number int) {
	if n, ok := v.(Node); ok {
		*n.origin() = origin{of: r, number: number}
	}
}

// Number returns the number that v was marked with in this reading and, if v is a copy of that
// part, the copying that made it.
func (r *Reading) Number(v any) (number int, copied *Copying, ok bool) {
	n, isNode := v.(Node)
	if r == nil || !isNode || n.origin().of != r {
		return 0, nil, false
	}
	return n.origin().number, n.origin().copied, true
}

// ReadingOf returns the reading that the root of a session was marked in, or nil.
func ReadingOf(root *Map) *Reading {
	if root == nil || root.orig.copied != nil {
		return nil
	}
	return root.orig.of
}

// HasShared reports whether the tree was read from a value in which something has several places.
func HasShared(root *Map) bool { return root.orig.of != nil && root.orig.of.Shared }

package diff

// A List is the changes of a session. They can be found when they are first asked for, if only their
// number is known. A nil List has none. It belongs to one goroutine at a time.
type List struct {
	all  []Change
	n    int
	find func() []Change // nil: all are found
}

// ListOf returns the list of changes; nil if there are none.
func ListOf(all []Change) *List {
	if len(all) == 0 {
		return nil
	}
	return &List{all: all, n: len(all)}
}

// LaterList returns the list of n changes that find returns; nil if n is 0.
func LaterList(n int, find func() []Change) *List {
	if n == 0 {
		return nil
	}
	return &List{n: n, find: find}
}

// Len returns the number of changes.
func (l *List) Len() int {
	if l == nil {
		return 0
	}
	return l.n
}

// All returns the changes. They must not be changed.
func (l *List) All() []Change {
	if l == nil {
		return nil
	}
	if l.find != nil {
		l.all, l.find = l.find(), nil
	}
	return l.all
}

package undo

import "slices"

// An Op is one elementary change. Revert undoes Apply exactly, in the state that Apply has
// led to.
type Op interface {
	Apply()
	Revert()
}

// Reversed returns the opposite of an op.
func Reversed(op Op) Op { return reversed{op} }

type reversed struct{ op Op }

func (r reversed) Apply()  { r.op.Revert() }
func (r reversed) Revert() { r.op.Apply() }

// Set returns the op that gives a variable another value than it has now.
func Set[T any](variable *T, value T) Op { return &setting[T]{variable, *variable, value} }

type setting[T any] struct {
	variable *T
	old, new T
}

func (s *setting[T]) Apply()  { *s.variable = s.new }
func (s *setting[T]) Revert() { *s.variable = s.old }

// A State is what the data held at a moment: what it held in the state before, and the ops
// that were made from there.
type State[T comparable] struct {
	before *State[T] // nil: the first state
	depth  int       // the number of states before this one
	ops    []change[T]
	first  [1]change[T] // initial array of ops
}

// change is an op with the part of the data that it changes.
type change[T comparable] struct {
	of T
	op Op
}

// A Log is the undo log of one transaction. Use [New] to make one. It is not safe for
// concurrent use.
type Log[T comparable] struct {
	changed  func(of T, revision uint64)
	revision uint64
	now      *State[T]
	last     *State[T] // the state that ops of the open step are added to; nil: they lead to a new one
	done     *step[T]  // what Undo takes back
	undone   *stack[T] // what Redo makes again
	open     *openStep[T]
	aborted  position[T]
}

// position is where a log is.
type position[T comparable] struct {
	now    *State[T]
	done   *step[T]
	undone *stack[T]
}

// New returns a log in its first state. It calls changed after each op that it applies or
// reverts, with a number that grows with each of these calls.
func New[T comparable](changed func(of T, revision uint64)) *Log[T] {
	return &Log[T]{changed: changed, now: &State[T]{}}
}

// Revision returns the number of the latest change; 0 before the first.
func (l *Log[T]) Revision() uint64 { return l.revision }

// Began returns what the revision was when the open step began; the present one if none is open.
func (l *Log[T]) Began() uint64 {
	if l.open == nil {
		return l.revision
	}
	return l.open.began
}

func (l *Log[T]) note(of T) {
	l.revision++
	l.changed(of, l.revision)
}

// Record applies ops to a part of the data. They are a step of their own, or part of the
// open one.
func (l *Log[T]) Record(label string, of T, ops []Op) {
	from, to := l.now, l.last
	if to == nil {
		to = &State[T]{before: from, depth: from.depth + 1}
		to.ops = to.first[:0]
	}
	for _, op := range ops {
		op.Apply()
		l.note(of)
		to.ops = append(to.ops, change[T]{of, op})
	}
	if to == l.last {
		return
	}
	l.now = to
	if l.open != nil {
		l.last = l.now
	}
	l.stepped(label, from)
}

// Here returns the present state.
func (l *Log[T]) Here() *State[T] {
	l.last = nil // what comes after it leads to another one
	return l.now
}

// Rollback goes to a state, in a step of its own or as part of the open one.
func (l *Log[T]) Rollback(to *State[T]) {
	if from := l.now; from != to {
		l.move(to)
		l.stepped("rollback", from)
	}
}

// move goes to a state.
func (l *Log[T]) move(to *State[T]) {
	walk(l.now, to, l.note)
	l.now, l.last = to, nil
}

// walk makes the data hold in turn what it held in each state between two, and in the last
// one. It calls changed after each op.
func walk[T comparable](from, to *State[T], changed func(of T)) {
	var down []*State[T]
	for from != to {
		if from.depth < to.depth {
			down, to = append(down, to), to.before
			continue
		}
		for _, c := range slices.Backward(from.ops) {
			c.op.Revert()
			changed(c.of)
		}
		from = from.before
	}
	for _, s := range slices.Backward(down) {
		for _, c := range s.ops {
			c.op.Apply()
			changed(c.of)
		}
	}
}

// Visit calls look while the data is as it was in another state, with the parts that are
// not as they are now, and comes back. It counts as no change.
func (l *Log[T]) Visit(at *State[T], look func(differing map[T]bool)) {
	differing := make(map[T]bool)
	walk(l.now, at, func(of T) { differing[of] = true })
	look(differing)
	walk(at, l.now, func(T) {})
}

// Changed reports whether the log is in another state than the first.
func (l *Log[T]) Changed() bool { return l.now.before != nil }

// Idle reports whether there is nothing to undo or to redo.
func (l *Log[T]) Idle() bool { return l.done == nil && l.undone == nil }

// Abort goes to the first state and forgets the steps; [Log.Resume] takes that back. If
// there is nothing to take back, what was undone can be made again after Resume.
func (l *Log[T]) Abort() {
	first := l.now
	for first.before != nil {
		first = first.before
	}
	if !l.Idle() {
		l.aborted = position[T]{now: l.now, done: l.done}
		if l.now == first {
			l.aborted.undone = l.undone
		}
	}
	l.move(first)
	l.done, l.undone = nil, nil
	if l.open != nil {
		l.open = &openStep[T]{label: l.open.label, began: l.revision, from: first}
	}
}

// Resume goes to where the log was aborted.
func (l *Log[T]) Resume() {
	if l.aborted.now != nil {
		l.move(l.aborted.now)
		l.done, l.undone = l.aborted.done, l.aborted.undone
	}
}

// Resumed reports whether the log is where it was aborted, with nothing done since that
// was not undone.
func (l *Log[T]) Resumed() bool {
	return l.aborted.now == l.now && l.aborted.done == l.done && l.undone == nil
}

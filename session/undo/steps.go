package undo

// step is the way from one state to another that Undo and Redo go as one.
type step[T comparable] struct {
	label    string
	from, to *State[T]
	before   *step[T]
	number   int // of the steps before it that are kept
}

// stack is a stack of steps that shares its tail with older ones.
type stack[T comparable] struct {
	step *step[T]
	rest *stack[T]
}

// openStep is the step that is under way.
type openStep[T comparable] struct {
	label string
	began uint64 // the log's revision
	from  *State[T]
	step  *step[T] // of what was done in it so far
	// done and undone are the log's from before it.
	done   *step[T]
	undone *stack[T]
}

// minSteps is how many steps Undo can go back at least. Older ones are forgotten, with the
// states that only they lead to, before there are twice as many, so that changing and
// rolling back in a loop takes bounded memory.
const minSteps = 10_000

// Step makes all changes that f makes one step with a label. If f fails or panics, its
// changes are taken back, unless committed reports that they are permanent by then. A Step
// inside f is part of the outer one; if it fails, its own changes are taken back.
func (l *Log[T]) Step(label string, f func() error, committed func() bool) (err error) {
	ended := false
	failed := func() bool { return (err != nil || !ended) && !committed() }
	if outer := l.open; outer != nil {
		from := l.Here()
		defer func() {
			if failed() && l.open == outer { // else f has aborted all
				l.Rollback(from)
			}
		}()
	} else {
		l.open = &openStep[T]{label: label, began: l.revision, from: l.Here(), done: l.done, undone: l.undone}
		defer func() { l.end(failed()) }()
	}
	err = f()
	ended = true
	return err
}

// end ends the open step.
func (l *Log[T]) end(failed bool) {
	o := l.open
	l.open = nil
	if failed {
		l.move(o.from)
	}
	l.last = nil
	if l.now == o.from {
		l.done, l.undone = o.done, o.undone
		return
	}
	l.done, l.undone = o.done.then(o.label, o.from, l.now), nil
}

// stepped makes the way from a state to the present one the last step, or part of the open
// one.
func (l *Log[T]) stepped(label string, from *State[T]) {
	o := l.open
	switch {
	case o == nil:
		l.done = l.done.then(label, from, l.now)
	case o.step != nil && o.step == l.done:
		o.step.to = l.now
	default:
		o.step = o.done.then(o.label, o.from, l.now)
		l.done = o.step
	}
	l.undone = nil
}

// then returns a step after s, which may be nil.
func (s *step[T]) then(label string, from, to *State[T]) *step[T] {
	next := &step[T]{label: label, from: from, to: to, before: s}
	if s != nil {
		next.number = s.number + 1
	}
	if next.number >= 2*minSteps {
		next.forget()
	}
	return next
}

// forget drops all but the latest steps.
func (s *step[T]) forget() {
	for n := minSteps - 1; n > 0 && s.before != nil; n-- {
		s.number, s = n, s.before
	}
	s.number, s.before = 0, nil
}

// Undo takes the last step back and returns its label; ok is false if there is none.
func (l *Log[T]) Undo() (label string, ok bool) {
	s := l.done
	if s == nil {
		return "", false
	}
	l.move(s.from)
	l.done, l.undone = s.before, &stack[T]{s, l.undone}
	return s.label, true
}

// Redo makes the step again that was last undone, and returns its label; ok is false if
// there is none.
func (l *Log[T]) Redo() (label string, ok bool) {
	if l.undone == nil {
		return "", false
	}
	s := l.undone.step
	l.move(s.to)
	l.done, l.undone = s, l.undone.rest
	return s.label, true
}

// CanRedo reports whether there is a step to make again.
func (l *Log[T]) CanRedo() bool { return l.undone != nil }

// Steps returns the labels of the steps that Undo takes back, the latest first.
func (l *Log[T]) Steps() []string {
	var labels []string
	for s := l.done; s != nil; s = s.before {
		labels = append(labels, s.label)
	}
	return labels
}

package session

import "slices"

// op is one elementary change; revert undoes apply exactly, in the state that apply
// has led to.
type op interface {
	apply()
	revert()
}

// reversed is the opposite of an op.
type reversed struct{ op op }

func (r reversed) apply()  { r.op.revert() }
func (r reversed) revert() { r.op.apply() }

// touch is an op with the session that it changed.
type touch struct {
	sess *Session
	op   op
}

// state is what the sessions of a transaction held at a moment: what they held in the
// state before it, and the ops that were made from there.
type state struct {
	before *state // nil: nothing had been changed
	depth  int    // how many there are before it
	ops    []touch
}

// journal is the undo log of one transaction: a tree of states. Every change leads to a
// new one, below the one that it was made in, and wherever the transaction has been it
// can go again: up the branch, taking changes back, to where it parts from the other,
// and down there, making them anew. A savepoint is a state; undo, redo, rollback and
// the end of a step that fails go to one. So nothing is ever taken out of the log, and
// a state that nobody can go to any more is garbage.
//
// The log holds changes. What is known of the store (under which version it holds what
// a session's changes count from, which write may still arrive there) is not in it,
// since going back does not change that: see [base] and [attempt].
type journal struct {
	now   *state
	open  *state // the state that the next change of the step under way is added to; nil: a new one
	done  *step  // what undo takes back
	undid *pile  // what redo does again
	group *group
	left  position // where the transaction was when it was aborted
	seq   uint64   // counts what is made and taken back
}

// position is where a transaction is in its log.
type position struct {
	now   *state
	done  *step
	undid *pile
}

func newJournal() journal { return journal{now: &state{}} }

// group is the step that is under way.
type group struct {
	label string
	from  *state
	step  *step // of what was done in it so far
	// done and undid are what the journal had before.
	done  *step
	undid *pile
}

// record applies the ops: they are a step of their own, or part of the one that is
// under way.
func (j *journal) record(label string, ops []touch) {
	for _, o := range ops {
		o.op.apply()
		j.mark(o.sess)
	}
	if j.open != nil {
		j.open.ops = append(j.open.ops, ops...)
		return
	}
	from := j.now
	j.now = &state{from, from.depth + 1, ops}
	if j.group != nil {
		j.open = j.now
	}
	j.stepped(label, from)
}

// here is the present state. What comes after it leads to another one.
func (j *journal) here() *state {
	j.open = nil
	return j.now
}

// move goes to a state.
func (j *journal) move(to *state) {
	walk(j.now, to, j.mark)
	j.now, j.open = to, nil
}

// walk makes the sessions hold in turn what they held in each state between two, and
// in the last. It tells of each change to a session.
func walk(from, to *state, changed func(*Session)) {
	var down []*state
	for from != to {
		if from.depth < to.depth {
			down, to = append(down, to), to.before
			continue
		}
		for _, o := range slices.Backward(from.ops) {
			o.op.revert()
			changed(o.sess)
		}
		from = from.before
	}
	for _, s := range slices.Backward(down) {
		for _, o := range s.ops {
			o.op.apply()
			changed(o.sess)
		}
	}
}

// visit calls look in another state, with the sessions that are not what they are now,
// and returns: nothing has changed then.
func (j *journal) visit(at *state, look func(map[*Session]bool)) {
	touched := make(map[*Session]bool)
	walk(j.now, at, func(s *Session) { touched[s] = true })
	look(touched)
	walk(at, j.now, func(*Session) {})
}

// rollback goes to a state, in a step like others.
func (j *journal) rollback(to *state) {
	if from := j.now; from != to {
		j.move(to)
		j.stepped("rollback", from)
	}
}

// abort takes all back, in a step of its own if that is anything: what was undone before
// is not done again then.
func (j *journal) abort() {
	first := j.now
	for first.before != nil {
		first = first.before
	}
	if j.done != nil || j.undid != nil {
		j.left = position{now: j.now, done: j.done}
		if j.now == first {
			j.left.undid = j.undid
		}
	}
	j.move(first)
	j.done, j.undid = nil, nil
	if j.group != nil {
		j.group = &group{label: j.group.label, from: first}
	}
}

// resume goes to where the transaction was aborted.
func (j *journal) resume() {
	if j.left.now != nil {
		j.move(j.left.now)
		j.done, j.undid = j.left.done, j.left.undid
	}
}

// mark notes that a session is not what it was.
func (j *journal) mark(s *Session) {
	j.seq++
	s.seq = j.seq
}

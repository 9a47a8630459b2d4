package session

// step is what one command of the user did: the way from one state to another.
type step struct {
	label    string
	from, to *state
	before   *step
	number   int // how many there are before it
}

// pile is a stack of steps that shares its tail with older ones.
type pile struct {
	step *step
	rest *pile
}

// mostSteps is how many steps undo can go back at least. Older ones are forgotten, with
// what only they can lead to, before there are twice as many: whoever changes and rolls
// back in a loop takes no more memory than that.
const mostSteps = 10_000

// stepped makes the way from a state to the present one the last step, or part of the
// one that is under way.
func (j *journal) stepped(label string, from *state) {
	g := j.group
	switch {
	case g == nil:
		j.done = j.done.then(label, from, j.now)
	case g.step != nil && g.step == j.done:
		g.step.to = j.now
	default:
		g.step = g.done.then(g.label, g.from, j.now)
		j.done = g.step
	}
	j.undid = nil
}

// then is a step after s, which may be nil.
func (s *step) then(label string, from, to *state) *step {
	next := &step{label: label, from: from, to: to, before: s}
	if s != nil {
		next.number = s.number + 1
	}
	if next.number >= 2*mostSteps {
		next.forget()
	}
	return next
}

// forget lets all but the latest steps go.
func (s *step) forget() {
	for n := mostSteps - 1; n > 0 && s.before != nil; n-- {
		s.number, s = n, s.before
	}
	s.number, s.before = 0, nil
}

// begin begins a step. What is done up to its end is taken back by one undo.
func (j *journal) begin(label string) {
	j.group = &group{label: label, from: j.here(), done: j.done, undid: j.undid}
}

// end ends the step that is under way, and takes back what it did where it has failed.
func (j *journal) end(failed bool) {
	g := j.group
	j.group = nil
	if failed {
		j.move(g.from)
	}
	j.open = nil
	if j.now == g.from {
		j.done, j.undid = g.done, g.undid
		return
	}
	j.done, j.undid = g.done.then(g.label, g.from, j.now), nil
}

// undo takes the last step back, and tells its label.
func (j *journal) undo() (label string, ok bool) {
	s := j.done
	if s == nil {
		return "", false
	}
	j.move(s.from)
	j.done, j.undid = s.before, &pile{s, j.undid}
	return s.label, true
}

// redo does the step again that was last undone, and tells its label.
func (j *journal) redo() (label string, ok bool) {
	if j.undid == nil {
		return "", false
	}
	s := j.undid.step
	j.move(s.to)
	j.done, j.undid = s, j.undid.rest
	return s.label, true
}

// steps are the labels of what undo can step back over, the latest first.
func (j *journal) steps() []string {
	var labels []string
	for s := j.done; s != nil; s = s.before {
		labels = append(labels, s.label)
	}
	return labels
}

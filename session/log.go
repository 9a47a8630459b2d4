package session

import "slices"

// op is one elementary change; revert undoes apply exactly, as long as all
// that came after it has been reverted before.
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

// journal is the undo log of one transaction. Every change is appended as a
// unit; a savepoint is a length of the journal. Undo and redo append as well
// (the opposite of a unit is a unit), so that every savepoint keeps its
// meaning whatever is undone after it.
type journal struct {
	units []*unit
	done  *unit // what undo steps back over; what comes after it is its done
	undid *pile // what redo does again
	seq   uint64
	group *group
}

// group makes the changes of one step a single unit.
type group struct {
	label string
	from  int // length of the journal when the step began
}

// unit is what one step of the user did.
type unit struct {
	label string
	ops   []touch
	// done and undid are what the journal had before this unit.
	done  *unit
	undid *pile
}

// pile is a stack of units that shares its tail with older ones.
type pile struct {
	unit *unit
	rest *pile
}

// record applies the ops and appends them: as a unit of their own, or to that
// of the step that is under way.
func (j *journal) record(label string, ops []touch) {
	for _, o := range ops {
		o.op.apply()
		j.mark(o.sess)
	}
	if j.group != nil {
		if len(j.units) > j.group.from {
			last := j.units[len(j.units)-1]
			last.ops = append(last.ops, ops...)
			j.done = last
			return
		}
		label = j.group.label
	}
	u := &unit{label: label, ops: ops, done: j.done, undid: j.undid}
	j.units = append(j.units, u)
	j.done, j.undid = u, nil
}

// part ends what a step has done so far: what it does from here on is a unit of
// its own, so that a length of the journal stands between the two.
func (j *journal) part() {
	if j.group != nil {
		j.group.from = len(j.units)
	}
}

// undo takes the last step back, and tells its label.
func (j *journal) undo() (label string, ok bool) {
	if j.done == nil {
		return "", false
	}
	u := j.done
	back := make([]touch, len(u.ops))
	for i, o := range u.ops {
		back[len(back)-1-i] = touch{o.sess, reversed{o.op}}
	}
	j.append(&unit{label: "undo " + u.label, ops: back, done: j.done, undid: j.undid})
	j.undid, j.done = &pile{u, j.undid}, u.done
	return u.label, true
}

// redo does the step again that was last undone, and tells its label.
func (j *journal) redo() (label string, ok bool) {
	if j.undid == nil {
		return "", false
	}
	u := &unit{label: j.undid.unit.label, ops: slices.Clone(j.undid.unit.ops), done: j.done, undid: j.undid}
	j.append(u)
	j.done, j.undid = u, j.undid.rest
	return u.label, true
}

func (j *journal) append(u *unit) {
	for _, o := range u.ops {
		o.op.apply()
		j.mark(o.sess)
	}
	j.units = append(j.units, u)
}

// rollback takes back all units from length on.
func (j *journal) rollback(length int) {
	for i := len(j.units) - 1; i >= length; i-- {
		u := j.units[i]
		for k := len(u.ops) - 1; k >= 0; k-- {
			u.ops[k].op.revert()
			j.mark(u.ops[k].sess)
		}
		j.done, j.undid = u.done, u.undid
	}
	clear(j.units[length:])
	j.units = j.units[:length]
}

// replay applies units that rollback took back, for a look at an earlier state.
func (j *journal) replay(units []*unit, done *unit, undid *pile) {
	for _, u := range units {
		for _, o := range u.ops {
			o.op.apply()
			j.mark(o.sess)
		}
	}
	j.units = append(j.units, units...)
	j.done, j.undid = done, undid
}

// mark notes that a session is not what it was.
func (j *journal) mark(s *Session) {
	j.seq++
	s.seq = j.seq
}

// steps are the labels of what undo can step back over, the latest first.
func (j *journal) steps() []string {
	var labels []string
	for u := j.done; u != nil; u = u.done {
		labels = append(labels, u.label)
	}
	return labels
}

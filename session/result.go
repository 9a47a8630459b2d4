package session

import (
	"errors"
	"fmt"

	"sessh/txn"
)

// ErrConflict is wrapped by the error of a commit that found a session
// changed by somebody else since the transaction read it.
var ErrConflict = errors.New("conflict")

// Fate is what became of a session in a commit.
type Fate uint8

const (
	// Written: the store confirmed the write.
	Written Fate = iota + 1
	// Restored: the store confirmed the write, and later that it was put back.
	Restored
	// Untouched: nothing was written, and nothing of it can still arrive.
	Untouched
	// InConflict: nothing was written, since somebody else had changed it.
	InConflict
	// Uncertain: none of these is certain. Err says what is known.
	Uncertain
)

// String is the word for the fate in messages.
func (f Fate) String() string {
	switch f {
	case Written:
		return "written"
	case Restored:
		return "restored"
	case Untouched:
		return "untouched"
	case InConflict:
		return "conflict"
	case Uncertain:
		return "unknown"
	}
	return fmt.Sprintf("Fate(%d)", uint8(f))
}

// A Result tells what a commit did to one session.
type Result struct {
	Path    Path
	Fate    Fate
	Err     error    // why, where it was not simply written or left alone
	Changes []Change // what was, or still is, pending
	// Copies are the items under the session's key on other servers, where the
	// session was written or may have been.
	Copies []CopyResult
	// Astray is where the session was written, or may have been, where that is not
	// the server that the application reads.
	Astray *Astray
	// Note says what is to be known of a session beside the changes: how a new one was
	// written where that was in doubt, or what an edit has parted. "" is nothing.
	Note string
}

// A CommitError is the error of a commit that did not go through. It tells of
// every session that had changes what became of it.
//
// It is [ErrConflict] where a session was overtaken, and [txn.ErrRepeatable]
// where the store is as it was before the commit, so that the same commit can
// be tried again; with both, it is [txn.ErrTransient] as well.
type CommitError struct {
	Results []Result
	again   bool // whether the same commit can be tried again
}

func (e *CommitError) Error() string {
	var first *Result
	counts := make(map[Fate]int)
	for i := range e.Results {
		r := &e.Results[i]
		counts[r.Fate]++
		if r.Err != nil && (first == nil || first.Fate == Written) {
			first = r
		}
	}
	s := "commit failed"
	if first != nil {
		s = fmt.Sprintf("%s: %v", first.Path, first.Err)
	}
	if len(e.Results) == 1 {
		return s
	}
	s += fmt.Sprintf(" (of %d sessions:", len(e.Results))
	sep := " "
	for f := Written; f <= Uncertain; f++ {
		if counts[f] > 0 {
			s += fmt.Sprintf("%s%d %s", sep, counts[f], f)
			sep = ", "
		}
	}
	return s + ")"
}

// Unwrap returns the errors of the sessions.
func (e *CommitError) Unwrap() []error {
	var errs []error
	for _, r := range e.Results {
		if r.Err != nil {
			errs = append(errs, r.Err)
		}
	}
	return errs
}

// Is tells what kind of failure it was.
func (e *CommitError) Is(target error) bool {
	switch target {
	case txn.ErrRepeatable:
		return e.again
	case txn.ErrTransient:
		return e.again && e.has(InConflict) && !e.has(Uncertain)
	}
	return false
}

func (e *CommitError) has(f Fate) bool {
	for _, r := range e.Results {
		if r.Fate == f {
			return true
		}
	}
	return false
}

// verdict is the round's error, if any session of the plan has one. Sessions that
// nothing has happened to are untouched. One that a write of an earlier round may
// still arrive in is not known to be, whatever became of it in this one.
func (w *Work) verdict() error {
	bad := false
	for _, p := range w.plan {
		bad = bad || p.err != nil
	}
	if !bad {
		return nil
	}
	e := &CommitError{again: true}
	for _, p := range w.plan {
		if p.fate == 0 {
			p.fate = Untouched
		}
		if p.s.attempt != nil && p.fate != Written && p.fate != Uncertain {
			p.fate, p.err = Uncertain, p.earlier()
		}
		e.again = e.again && p.fate != Written && !(p.fate == Uncertain && p.sent)
	}
	w.note()
	for i, p := range w.plan {
		if p.writes() || p.err != nil {
			e.Results = append(e.Results, w.results[i])
		}
	}
	return e
}

// earlier is the error of a session that a write of an earlier round may still
// arrive in.
func (p *pendingWrite) earlier() error {
	const late = "an earlier request, whose answer was lost, may still arrive"
	switch {
	case p.fate == Restored:
		return &reworded{"it was removed again, but " + late, ErrAwaited, nil}
	case p.err != nil:
		return &reworded{p.err.Error() + "; and " + late, ErrAwaited, p.err}
	}
	return &reworded{late, ErrAwaited, nil}
}

// note keeps what became of the sessions of the round, for those who ask later.
func (w *Work) note() {
	w.results = make([]Result, len(w.plan))
	for i, p := range w.plan {
		w.results[i] = Result{Path: p.s.Path(), Fate: p.fate, Err: p.err, Changes: p.changes, Copies: p.copyResults(), Astray: p.astray(), Note: p.note}
	}
	w.round = w.plan
}

// Results tell what the latest commit did, in the order of opening.
func (w *Work) Results() []Result { return w.results }

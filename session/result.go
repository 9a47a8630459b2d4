package session

import (
	"errors"
	"fmt"
	"slices"

	"sessh/session/diff"
	"sessh/session/storage"
	"sessh/session/tree"
	"sessh/txn"
)

// ErrConflict is wrapped by the error of a commit that found a session changed by another program
// since the transaction read it.
var ErrConflict = errors.New("conflict")

// A Fate is what became of a session in a commit.
type Fate uint8

const (
	// Written: the store confirmed the write.
	Written Fate = iota + 1
	// Restored: the store confirmed the write, and then that it was put back.
	Restored
	// Untouched: nothing was written, and no write can still arrive.
	Untouched
	// InConflict: nothing was written, because another program had changed the session.
	InConflict
	// Uncertain: none of these is certain. Err says what is known.
	Uncertain
)

// String returns the word for the fate in messages.
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

// A Result is what a commit did to one session.
type Result struct {
	Path    tree.Path
	Fate    Fate
	Err     error         // nil if the session was written, or left alone because of another one
	Changes []diff.Change // that were, or still are, pending
	// Copies are the results for the items under the session's key on other servers, if
	// the session was written or may have been.
	Copies []CopyResult
	// Astray is set if the session was written, or may have been, to another server than
	// the one that the application reads.
	Astray *Astray
	// Note is what users should know besides: how a new session was written if that was
	// in doubt, or which shared values an edit has separated.
	Note string
}

// A CommitError is the error of a commit that failed. It has a result for every session that had
// changes.
//
// By [errors.Is], it is an [ErrConflict] if a session was overtaken, and a [txn.ErrRepeatable] if
// the store is as it was before, so that the same commit can be tried again. With both, it is a
// [txn.ErrTransient] as well.
type CommitError struct {
	Results []Result
	again   bool // the same commit can be tried again
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

// Is reports whether the error is a [txn.ErrRepeatable] or [txn.ErrTransient].
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

// verdict returns the error of the round, or nil if no session of the plan has one. It sets the
// fates that are not set yet to untouched. A session in which a write of an earlier round may
// still arrive is uncertain, whatever became of it in this round.
func (w *Work) verdict() error {
	if !slices.ContainsFunc(w.plan, func(p *pendingWrite) bool { return p.err != nil }) {
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

// earlier returns the error of a session in which a write of an earlier round may still arrive.
func (p *pendingWrite) earlier() error {
	const late = "an earlier request, whose reply was lost, may still arrive"
	switch {
	case p.fate == Restored:
		return &reworded{"it was removed again, but " + late, storage.ErrAwaited, nil}
	case p.err != nil:
		return &reworded{p.err.Error() + "; and " + late, storage.ErrAwaited, p.err}
	}
	return &reworded{late, storage.ErrAwaited, nil}
}

// note keeps the results of the round for [Work.Results] and [Work.Written].
func (w *Work) note() {
	w.results = make([]Result, len(w.plan))
	for i, p := range w.plan {
		w.results[i] = Result{Path: p.s.Path(), Fate: p.fate, Err: p.err, Changes: p.changes, Copies: p.copyResults(), Astray: p.astray(), Note: p.note}
	}
	w.round = w.plan
}

// Results returns what the latest commit did, in the order of opening.
func (w *Work) Results() []Result { return w.results }

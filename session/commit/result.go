package commit

import (
	"fmt"
	"slices"

	"sessh/session/copies"
	"sessh/session/diff"
	"sessh/session/tree"
	"sessh/txn"
)

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
	Err     error      // nil if the session was written, or left alone because of another one
	Changes *diff.List // that were, or still are, pending
	// Copies are the results for the items under the session's key on other servers, if
	// the session was written or may have been.
	Copies []copies.Result
	// Astray is set if the session was written, or may have been, to another server than
	// the one that the application reads.
	Astray *copies.Astray
	// Note is what users should know besides: how a new session was written if that was
	// in doubt, which shared values an edit has separated, or that listings do not recognize it.
	Note string
}

// A Error is the error of a commit that failed. It has a result for every session that had
// changes.
//
// By [errors.Is], it is an [ErrConflict] if a session was overtaken, and a [txn.ErrRepeatable] if
// the store is as it was before, so that the same commit can be tried again. With both, it is a
// [txn.ErrTransient] as well.
type Error struct {
	Results []Result
	again   bool // the same commit can be tried again
}

// First returns the result that the error names, with the error of its session; nil if there is none.
func (e *Error) First() (first *Result) {
	for i := range e.Results {
		if r := &e.Results[i]; r.Err != nil && (first == nil || first.Fate == Written) {
			first = r
		}
	}
	return first
}

func (e *Error) Error() string {
	counts := make(map[Fate]int)
	for _, r := range e.Results {
		counts[r.Fate]++
	}
	s := "commit failed"
	if first := e.First(); first != nil {
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
func (e *Error) Unwrap() []error {
	var errs []error
	for _, r := range e.Results {
		if r.Err != nil {
			errs = append(errs, r.Err)
		}
	}
	return errs
}

// Is reports whether the error is a [txn.ErrRepeatable] or [txn.ErrTransient].
func (e *Error) Is(target error) bool {
	switch target {
	case txn.ErrRepeatable:
		return e.again
	case txn.ErrTransient:
		return e.again && e.has(InConflict) && !e.has(Uncertain)
	}
	return false
}

func (e *Error) has(f Fate) bool {
	for _, r := range e.Results {
		if r.Fate == f {
			return true
		}
	}
	return false
}

// Verdict returns the error of the round, or nil if no item has one. It sets the fates that are not
// set yet to untouched. An item that an attempt of an earlier round may still reach is uncertain,
// whatever became of it in this round.
func (r *Round) Verdict() error {
	if !slices.ContainsFunc(r.Writes, func(x *Write) bool { return x.Err != nil }) {
		return nil
	}
	e := &Error{again: true}
	for _, x := range r.Writes {
		if x.Fate == 0 {
			x.Fate = Untouched
		}
		if x.Attempt != nil && x.Fate != Written && x.Fate != Uncertain {
			x.Fate, x.Err = Uncertain, x.earlier()
		}
		e.again = e.again && x.Fate != Written && !(x.Fate == Uncertain && x.sent)
		if x.Writes() || x.Err != nil {
			e.Results = append(e.Results, r.result(x))
		}
	}
	return e
}

// Results returns what the round did, in the order of its writes.
func (r *Round) Results() []Result {
	results := make([]Result, len(r.Writes))
	for i, x := range r.Writes {
		results[i] = r.result(x)
	}
	return results
}

func (r *Round) result(x *Write) Result {
	result := Result{Path: x.Path, Fate: x.Fate, Err: x.Err, Changes: x.Changes, Note: x.Note}
	if x.Fate == Written || x.Fate == Uncertain {
		result.Copies = x.copies.Results
		if !x.Put.Delete {
			result.Astray = copies.FindAstray(r.can.Locator, x.Key, x.server())
		}
	}
	return result
}

package session

import (
	"context"
	"errors"
	"slices"

	"sessh/session/commit"
	"sessh/session/storage"
	"sessh/txn"
)

// Carry makes the changes that a commit could not write pending in another transaction. Use
// it after a commit of several sessions that failed half way, or whose outcome is not known,
// and after one of some [Work.Parts].
// A write that may still arrive is fenced off if the store answers, so that it is certain
// that nothing was written. The results replace those of the commit, with the fate of each
// session as it is known by now.
//
// The other transaction must not have opened sessions of this root. The error names the
// sessions that could not be made pending there; they can be carried into yet another one.
func (w *Work) Carry(ctx context.Context, to *txn.Tx) ([]commit.Result, error) {
	next := w.root.Work(to)
	if err := next.Join(); err != nil {
		return nil, err
	}
	w.findOut(ctx)
	var errs []error
	label := "kept from the commit that failed"
	if w.tx.Status() == txn.Committed {
		label = "left pending by commit"
	}
	err := next.Step(label, func() error {
		w.kept = slices.DeleteFunc(w.kept, func(k kept) bool {
			err := next.adopt(k)
			errs = append(errs, err)
			return err == nil
		})
		return nil
	})
	return w.Results(), errors.Join(append(errs, err)...)
}

// kept is what was pending in a session when a commit failed half way, or wrote other parts.
// If the commit failed, the transaction has to be aborted, which drops it from the session
// itself.
type kept struct {
	s      *Session // a copy, as it was, with data of its own
	result int      // index into the results, or noResult
}

func (w *Work) keep() {
	for i, x := range w.plan.Writes {
		if x.Writes() && x.Fate != commit.Written {
			w.keepWhole(w.plan.sessions[i], i)
		}
	}
}

// findOut looks up what became of writes whose outcomes are not known.
func (w *Work) findOut(ctx context.Context) {
	var unsure []*Session
	var doubts []commit.Doubt
	results := w.Results()
	for _, k := range w.kept {
		if k.result != noResult && results[k.result].Fate == commit.Uncertain && k.s.attempt != nil {
			t := k.s.target()
			unsure, doubts = append(unsure, k.s), append(doubts, commit.Doubt{Target: &t, Result: &results[k.result]})
		}
	}
	commit.FindOut(ctx, w.root.store, doubts)
	for i, d := range doubts {
		unsure[i].learn(*d.Target)
	}
}

// adopt opens the session of another transaction on the same base, with the same pending
// changes.
func (w *Work) adopt(k kept) error {
	d := k.s.draft()
	if d.Base != nil && k.s.set == nil && k.s.base.kept == nil {
		d.Timeout = storage.TTLUnknown // a commit may have written the base, with another timeout
	}
	return w.Step("", func() error {
		s, err := w.take(d)
		if err == nil {
			s.attempt = k.s.attempt
		}
		return err
	})
}

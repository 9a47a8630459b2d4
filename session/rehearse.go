package session

import (
	"context"

	"sessh/session/commit"
	"sessh/session/diff"
	"sessh/session/tree"
)

// A Plan is what a commit would do to one session.
type Plan struct {
	Path    tree.Path
	Changes []diff.Change // that it would write
	New     bool          // the store did not hold the session when it was read
	Removes bool          // the session would be removed
	// Bytes and Err are set by [Work.Rehearse]: the size of the value, and what keeps the
	// session from being written.
	Bytes int
	Err   error
}

// Plans returns what a commit would write, in the order of opening. It asks no questions.
func (w *Work) Plans() []Plan {
	var all []Plan
	for _, s := range w.order {
		if changes := w.only.Of(s.Changes()); len(changes) > 0 {
			all = append(all, Plan{Path: s.Path(), Changes: changes, New: !s.Stored(), Removes: s.deleted && !s.hasData()})
		}
	}
	return all
}

// Rehearse is Plans with what would keep the commit from writing, as far as that is known before
// the first write: it encodes the sessions, and asks the store for their locks and versions. It
// changes nothing.
func (w *Work) Rehearse(ctx context.Context) ([]Plan, error) {
	if err := w.writable(); err != nil {
		return nil, err
	}
	defer func(plan, round *round, results []commit.Result) { w.plan, w.round, w.results = plan, round, results }(w.plan, w.round, w.results)
	w.plan = w.pending(ctx, false)
	_ = w.unlocked(ctx) // its error is made of those of the sessions
	w.plan.Rehearse(ctx)
	plans := w.Plans()
	for i, x := range w.plan.Writes {
		plans[i].Bytes, plans[i].Err = len(x.Put.Value), x.Err
	}
	return plans, ctx.Err()
}

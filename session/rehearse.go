package session

import (
	"context"

	"sessh/session/diff"
	"sessh/session/storage"
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
		if changes := w.chosen(s.Changes()); len(changes) > 0 {
			all = append(all, Plan{Path: s.Path(), Changes: changes, New: !s.Stored(), Removes: s.deleted && s.root.Len() == 0})
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
	defer func(plan, round []*pendingWrite, results []Result) { w.plan, w.round, w.results = plan, round, results }(w.plan, w.round, w.results)
	w.plan = nil
	for _, s := range w.order {
		if p := s.plan(ctx, w.root.options.Now()); p.writes() {
			w.plan = append(w.plan, p)
		}
	}
	_ = w.unlocked(ctx) // its error is made of those of the sessions
	for i, l := range w.root.store.Load(ctx, keysOf(w.plan), 0) {
		p := w.plan[i]
		switch {
		case p.err != nil:
		case l.Err != nil:
			p.err = l.Err
		case storage.VersionOf(l.Item) != storage.VersionOf(p.s.base.Item):
			p.err = p.s.overtaken(l.Item)
		}
	}
	plans := w.Plans()
	for i, p := range w.plan {
		plans[i].Bytes, plans[i].Err = len(p.write.Value), p.err
		if p.err == nil && p.s.attempt != nil {
			plans[i].Err = p.earlier()
		}
	}
	return plans, ctx.Err()
}

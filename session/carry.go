package session

import (
	"context"

	"sessh/txn"
)

// Carry takes what a commit could not write into another transaction, where
// it is pending again: after a commit of several sessions that ended half way,
// or whose outcome is not known. What became of the sessions is found out
// where the store answers; those that turn out to have been written are left
// behind. The results tell the fate of each session as it is known then.
//
// The other transaction must not have opened sessions of this root.
func (w *Work) Carry(ctx context.Context, to *txn.Tx) ([]Result, error) {
	next := w.root.Work(to)
	if err := next.Join(); err != nil {
		return nil, err
	}
	var carried []*pendingWrite
	for i := range w.results {
		r := &w.results[i]
		s := w.byPath(r.Path)
		if s == nil || r.Changes == nil {
			continue
		}
		if r.Fate == Uncertain && s.attempt != nil {
			w.findOut(ctx, s, r)
		}
		if r.Fate != Written {
			carried = append(carried, &pendingWrite{s: s, changes: r.Changes})
		}
	}
	err := next.Step("kept from the commit that failed", func() error {
		for _, p := range carried {
			if err := next.adopt(p.s); err != nil {
				return err
			}
		}
		return nil
	})
	return w.results, err
}

// findOut asks the store what became of a write.
func (w *Work) findOut(ctx context.Context, s *Session, r *Result) {
	l := w.root.store.Load(ctx, []string{s.key}, NeedValue)[0]
	switch {
	case l.Err != nil:
		r.Err = l.Err
	case s.attempt.arrived(l.Item):
		r.Fate, r.Err = Written, nil
	case version(l.Item) == version(s.base.item):
		r.Fate, r.Err = Untouched, nil
		s.attempt = nil
	default:
		r.Fate, r.Err = InConflict, s.overtaken(l.Item)
		s.attempt = nil
	}
}

func (w *Work) byPath(p Path) *Session {
	for _, s := range w.order {
		if s.container.name == p.Container && s.id == p.Session {
			return s
		}
	}
	return nil
}

// adopt opens a session of another transaction with the same base, and makes
// its pending state the same.
func (w *Work) adopt(old *Session) error {
	b := old.container.decode(old.base.item)
	s := newSession(w, old.container, old.id, old.key, b)
	s.attempt = old.attempt
	w.sessions[s.key] = s
	w.order = append(w.order, s)
	if old.deleted && old.root.Len() == 0 {
		return s.Delete()
	}
	if err := s.become(old.root); err != nil {
		return err
	}
	if s.timeout != old.timeout && s.Exists() {
		return s.SetTimeout(old.timeout)
	}
	return nil
}

package session

import (
	"context"
	"fmt"
	"time"

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
	var carried []kept
	for _, k := range w.kept {
		r := &w.results[k.result]
		if r.Fate == Uncertain && k.s.attempt != nil {
			w.findOut(ctx, k.s, r)
		}
		if r.Fate != Written {
			carried = append(carried, k)
		}
	}
	w.kept = nil
	err := next.Step("kept from the commit that failed", func() error {
		for _, k := range carried {
			if err := next.adopt(k); err != nil {
				return err
			}
		}
		return nil
	})
	return w.results, err
}

// kept is what was pending in a session when a commit failed half way: the
// transaction has to be aborted, which drops it from the session itself.
type kept struct {
	s       *Session
	result  int // index into the results
	root    *Map
	timeout time.Duration
	flags   *uint32
	deleted bool
}

func (w *Work) keep() {
	for i, p := range w.plan {
		if p.writes() && p.fate != Written {
			w.kept = append(w.kept, kept{p.s, i, Clone(p.s.root).(*Map), p.s.timeout, p.s.flags, p.s.deleted})
		}
	}
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
	case s.base.item != nil && l.Item != nil && sameContent(s.base.item, l.Item): // it was put back
		r.Fate, r.Err = Restored, nil
		s.attempt = nil
		s.base.item = withVersion(s.base.item, l.Item.Version)
	default: // it may have been written before somebody else changed it
		r.Err = fmt.Errorf("%w; whether the change was written before that cannot be told", s.overtaken(l.Item))
		s.attempt = nil
	}
}

// adopt opens a session of another transaction with the same base, and makes
// its pending state the same.
func (w *Work) adopt(k kept) error {
	d := Draft{Container: k.s.container, ID: k.s.id, Base: k.s.base.item, Timeout: k.timeout, Flags: k.flags}
	if !k.deleted || k.root.Len() > 0 {
		d.Data = k.root
	}
	s, err := w.take(d)
	if err == nil {
		s.attempt = k.s.attempt
	}
	return err
}

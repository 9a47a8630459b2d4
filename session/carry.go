package session

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"sessh/session/storage"
	"sessh/session/tree"
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
func (w *Work) Carry(ctx context.Context, to *txn.Tx) ([]Result, error) {
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
	return w.results, errors.Join(append(errs, err)...)
}

// kept is what was pending in a session when a commit failed half way, or wrote other parts.
// If the commit failed, the transaction has to be aborted, which drops it from the session
// itself.
type kept struct {
	s      *Session // a copy, as it was
	result int      // index into the results, or noResult
	root   *tree.Map
}

func (w *Work) keep() {
	for i, p := range w.plan {
		if p.writes() && p.fate != Written {
			w.keepWhole(p.s, i)
		}
	}
}

// fencing bounds how long fences may take; their caller has already waited for the commit.
const fencing = time.Second

// findOut looks up what became of writes whose outcomes are not known.
func (w *Work) findOut(ctx context.Context) {
	var unsure []kept
	for _, k := range w.kept {
		if k.result != noResult && w.results[k.result].Fate == Uncertain && k.s.attempt != nil {
			unsure = append(unsure, k)
		}
	}
	if len(unsure) == 0 {
		return
	}
	var awaited []kept
	var items []*storage.Item
	for i, l := range w.loadKept(ctx, unsure, storage.NeedValue|storage.NeedTTL) {
		s, r := unsure[i].s, &w.results[unsure[i].result]
		if l.Err != nil {
			r.Err = l.Err
			continue
		}
		switch s.attempt.trace(l.Item) {
		case storage.Awaited:
			awaited, items = append(awaited, unsure[i]), append(items, l.Item)
		case storage.Held:
			r.Err = s.attempt.write.Unproved(storage.Held)
		case storage.Passed:
			r.Err = s.passed(l.Item)
			s.attempt = nil
			s.follow(l.Item)
		}
	}
	w.fence(ctx, awaited, items)
}

// passed returns the error about a write whose outcome is not known, in whose place the store
// holds another item.
func (s *Session) passed(item *storage.Item) error {
	was := s.base.Item
	if item == nil && was == nil || item != nil && was != nil && sameContent(was, item) {
		return &reworded{"the server holds what it held before; whether something else was written in between is not known", storage.ErrPassed, nil}
	}
	cause := s.overtaken(item)
	return &reworded{cause.Error() + "; whether the change was written before that is not known", storage.ErrPassed, cause}
}

// fence writes items again as they are, so that writes conditional on their versions can no
// longer arrive. If the store does not confirm one, the outcome stays unknown.
func (w *Work) fence(ctx context.Context, awaited []kept, items []*storage.Item) {
	var writes []storage.Write
	var at []kept
	var causes []error
	for i, k := range awaited {
		r := &w.results[k.result]
		cause := r.Err
		if !errors.Is(cause, storage.ErrAwaited) {
			r.Err = fmt.Errorf("%w (%w)", storage.ErrAwaited, cause)
		}
		if item := items[i]; item != nil && item.TTL != storage.TTLUnknown && k.s.base.Item != nil {
			writes = append(writes, storage.Write{Key: item.Key, Server: k.s.base.Item.Server, Value: item.Value, Flags: item.Flags, TTL: item.TTL, Version: item.Version})
			at, causes = append(at, k), append(causes, cause)
		}
	}
	if len(at) == 0 {
		return
	}
	bounded, cancel := context.WithTimeout(ctx, fencing)
	defer cancel()
	outcomes := w.root.store.Apply(bounded, writes)
	loaded := w.loadKept(bounded, at, storage.NeedValue)
	for i, o := range outcomes {
		if o.State != storage.Applied {
			continue
		}
		s, r := at[i].s, &w.results[at[i].result]
		r.Fate, r.Err = Untouched, fmt.Errorf("nothing was written: %w", lasting(causes[i]))
		s.attempt = nil
		s.follow(loaded[i].Item)
	}
}

// loadKept reads what a commit may have written, from the servers that it was sent to.
func (w *Work) loadKept(ctx context.Context, all []kept, need storage.Need) []storage.Loaded {
	plan := make([]*pendingWrite, len(all))
	for i, k := range all {
		plan[i] = &pendingWrite{s: k.s}
	}
	return w.loadWritten(ctx, plan, need)
}

// adopt opens the session of another transaction on the same base, with the same pending
// changes.
func (w *Work) adopt(k kept) error {
	d := Draft{Container: k.s.container, ID: k.s.id, Base: k.s.base.Item, Timeout: k.s.timeout, Flags: k.s.flags}
	if !k.s.deleted || k.root.Len() > 0 {
		d.Data = k.root
	}
	return w.Step("", func() error {
		s, err := w.take(d)
		if err == nil {
			s.attempt = k.s.attempt
		}
		return err
	})
}

package session

import (
	"context"

	"sessh/session/storage"
)

// attempt is a write whose outcome is not known.
type attempt struct {
	write storage.Write
	// back reports that the write was confirmed, and that it is not known whether it was
	// put back.
	back bool
	// replicas are the copies to write once the write is known to have arrived.
	replicas []replica
}

// InDoubt reports whether a write of the session, whose reply was lost, may have arrived at
// the server or may still arrive.
func (s *Session) InDoubt() bool { return s.attempt != nil }

// trace returns what an item shows of the attempt.
func (a *attempt) trace(item *storage.Item) storage.Trace {
	if t := a.write.Trace(item); t != storage.Awaited || !a.back {
		return t
	}
	return storage.Passed
}

// written notes that a write was confirmed. An earlier one with the same condition can then
// no longer arrive, unless the condition is that there is no item: this holds again once the
// session is removed.
func (s *Session) written(write storage.Write, o storage.Outcome) {
	switch {
	case o.Late:
		s.attempt = &attempt{write: write}
	case s.attempt != nil && s.attempt.write.Version != 0:
		s.attempt = nil
	}
}

// reversion notes that the store has written the unchanged item again, at another version.
func (s *Session) reversion(version uint64) {
	if version != 0 && s.base.Item != nil {
		s.base.Item = withVersion(s.base.Item, version)
	}
}

// settle looks for writes of earlier rounds whose outcomes are not known. If the store holds
// exactly what was to be written, nothing is left to write, and the session's changes are
// counted from there. A write that may still arrive is left to this round: its own write,
// once confirmed, keeps the earlier one out.
func (w *Work) settle(ctx context.Context) error {
	var unsure []*pendingWrite
	for _, s := range w.order {
		if s.attempt != nil {
			unsure = append(unsure, &pendingWrite{s: s, changes: s.Changes(), write: s.attempt.write})
		}
	}
	if len(unsure) == 0 {
		return nil
	}
	w.plan = unsure
	var held []*pendingWrite
	for i, l := range w.loadWritten(ctx, unsure, storage.NeedValue) {
		p := unsure[i]
		if l.Err != nil {
			p.fate, p.err = Uncertain, l.Err
			continue
		}
		switch p.s.attempt.trace(l.Item) {
		case storage.Held:
			p.owed(p.s.attempt.replicas)
			p.s.rebase(p.s.container.baseOf(l.Item))
			held = append(held, p)
		case storage.Passed:
			p.s.attempt = nil
			p.s.follow(l.Item)
		}
	}
	w.writeCopies(ctx, held)
	for _, p := range held {
		w.held = append(w.held, Result{Path: p.s.Path(), Copies: p.copies, Astray: p.s.Astray()})
	}
	err := w.verdict()
	w.plan = nil
	return err
}

// follow takes over the version of an item that was written again with the content that the
// session was read with.
func (s *Session) follow(item *storage.Item) {
	if was := s.base.Item; was != nil && item != nil && sameContent(was, item) {
		s.base.Item = withVersion(was, item.Version)
	}
}

// Held returns the sessions of which the latest commit found, when it began, that the store
// held exactly what an earlier commit had tried to write. Who wrote it is not known. Only
// their copies were left to write.
func (w *Work) Held() []Result { return w.held }

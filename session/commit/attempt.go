package commit

import (
	"context"

	"sessh/session/copies"
	"sessh/session/diff"
	"sessh/session/storage"
)

// An Attempt is a write whose outcome is not known.
type Attempt struct {
	write storage.Write
	// back reports that the write was confirmed, and that it is not known whether it was
	// put back.
	back bool
	// inverse is the version of the item that the request to put it back is conditional on; 0 if
	// there was no such request, or if it is conditional on there being no item.
	inverse uint64
	// replicas are the copies to write once the write is known to have arrived.
	replicas copies.Replicas
}

// Trace returns what an item shows of the attempt.
func (a *Attempt) Trace(item *storage.Item) storage.Trace {
	if t := a.write.Trace(item); t != storage.Awaited || !a.back {
		return t
	}
	return storage.Passed
}

// Again returns a write that looks for what became of the attempt on a target; see [Round.Settle].
// Changes are those that were, or still are, pending.
func Again(t Target, changes *diff.List) *Write {
	return &Write{Target: t, Changes: changes, Put: t.Attempt.write}
}

// Held is an item of which the store holds exactly what an earlier round had tried to write. Who wrote
// it is not known.
type Held struct {
	At     int           // the place of its write in the round
	Item   *storage.Item // nil: it is gone, as intended
	Result Result        // what became of its copies, which were left to write
}

// Settle looks for writes of earlier rounds whose outcomes are not known. If the store holds exactly
// what was to be written, nothing but the copies is left to write. A write that may still arrive is
// left to the next round: its own write, once confirmed, keeps the earlier one out.
func (r *Round) Settle(ctx context.Context) (held []Held) {
	targets := r.targets(r.Writes)
	loaded := Load(ctx, r.can.Locator, targets, storage.NeedValue|storage.NeedTTL)
	Secure(ctx, r.store, targets, loaded)
	for i, l := range loaded {
		x := r.Writes[i]
		if l.Err != nil {
			x.Fate, x.Err = Uncertain, l.Err
			continue
		}
		switch x.Attempt.Trace(l.Item) {
		case storage.Held:
			x.copies = x.Attempt.replicas.Owed()
			x.Was, x.Attempt = l.Item, nil
			held = append(held, Held{At: i, Item: l.Item})
		case storage.Passed:
			x.Attempt = nil
			x.follow(l.Item)
		}
	}
	var due []*Write
	for _, h := range held {
		due = append(due, r.Writes[h.At])
	}
	r.writeCopies(ctx, due)
	for i, x := range due {
		held[i].Result = Result{Path: x.Path, Copies: x.copies.Results, Astray: copies.FindAstray(r.can.Locator, x.Key, x.server())}
	}
	return held
}

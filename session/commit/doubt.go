package commit

import (
	"context"
	"errors"
	"fmt"
	"time"

	"sessh/session/storage"
)

// A Doubt is a write whose outcome a round has left uncertain. Its target has an attempt.
type Doubt struct {
	*Target
	Result *Result
}

// FindOut looks up what became of writes whose outcomes are not known. One that may still arrive is
// fenced off if the store answers, so that it is certain that nothing was written. The targets and
// results say what is known then.
func FindOut(ctx context.Context, store storage.Store, doubts []Doubt) {
	if len(doubts) == 0 {
		return
	}
	l := storage.AbilitiesOf(store).Locator
	targets := targetsOf(doubts)
	loaded := Load(ctx, l, targets, storage.NeedValue|storage.NeedTTL)
	Secure(ctx, store, targets, loaded)
	var awaited []Doubt
	var items []*storage.Item
	for i, loaded := range loaded {
		d := doubts[i]
		if loaded.Err != nil {
			d.Result.Err = loaded.Err
			continue
		}
		switch d.Attempt.Trace(loaded.Item) {
		case storage.Awaited:
			awaited, items = append(awaited, d), append(items, loaded.Item)
		case storage.Held:
			d.Result.Err = d.Attempt.write.Unproved(storage.Held)
		case storage.Passed:
			d.Result.Err = d.passed(loaded.Item)
			d.Attempt = nil
			d.follow(loaded.Item)
		}
	}
	fence(ctx, store, l, awaited, items)
}

// passed returns the error about a write whose outcome is not known, in whose place the store
// holds another item.
func (t *Target) passed(item *storage.Item) error {
	if item == nil && t.Was == nil || item != nil && t.Was != nil && storage.SameContent(t.Was, item) {
		return &reworded{"the server holds what it held before; whether something else was written in between is not known", storage.ErrPassed, nil}
	}
	cause := t.Overtaken(item)
	return &reworded{cause.Error() + "; whether the change was written before that is not known", storage.ErrPassed, cause}
}

// fencing bounds how long fences may take; their caller has already waited for the commit.
const fencing = time.Second

// fence writes items again as they are, so that writes conditional on their versions can no
// longer arrive. If the store does not confirm one, the outcome stays unknown.
func fence(ctx context.Context, store storage.Store, l storage.Locator, awaited []Doubt, items []*storage.Item) {
	var writes []storage.Write
	var at []Doubt
	var causes []error
	for i, d := range awaited {
		cause := d.Result.Err
		if !errors.Is(cause, storage.ErrAwaited) {
			d.Result.Err = fmt.Errorf("%w (%w)", storage.ErrAwaited, cause)
		}
		if item := items[i]; item != nil && item.TTL != storage.TTLUnknown && d.Was != nil {
			writes = append(writes, storage.Write{Key: item.Key, Server: d.Was.Server, Value: item.Value, Flags: item.Flags, TTL: item.TTL, Version: item.Version})
			at, causes = append(at, d), append(causes, cause)
		}
	}
	if len(at) == 0 {
		return
	}
	bounded, cancel := context.WithTimeout(ctx, fencing)
	defer cancel()
	outcomes := store.Apply(bounded, writes)
	loaded := Load(bounded, l, targetsOf(at), storage.NeedValue)
	for i, o := range outcomes {
		if o.State != storage.Applied {
			continue
		}
		d := at[i]
		d.Result.Fate, d.Result.Err = Untouched, fmt.Errorf("nothing was written: %w", lasting(causes[i]))
		d.Attempt = nil
		d.follow(loaded[i].Item)
	}
}

func targetsOf(doubts []Doubt) []*Target {
	targets := make([]*Target, len(doubts))
	for i, d := range doubts {
		targets[i] = d.Target
	}
	return targets
}

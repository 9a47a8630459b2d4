package session_test

import (
	"errors"
	"strings"
	"testing"

	"sessh/session"
	"sessh/session/commit"
	"sessh/session/storage"
)

// TestOvertakenThatIsNot: the store says that a write was overtaken, and the item still
// has the version that the write is for. That is not a conflict, since no one has
// changed it, and proves nothing, since the write may be under way; until it is fenced.
func TestOvertakenThatIsNot(t *testing.T) {
	t.Parallel()
	d := newDesk(t, session.Options{})
	d.theySet("s", "k", "old")
	must(t, d.data("s").Set("k", "new"))
	d.store.ApplyWrite = func(storage.Write) *storage.Outcome { return &storage.Outcome{State: storage.Overtaken} }
	w := d.work()
	err := d.m.Commit(ctx)
	wantFates(t, err, "/C/s unknown")
	if errors.Is(err, commit.ErrConflict) || !errors.Is(err, storage.ErrAwaited) || strings.Contains(err.Error(), "by another program meanwhile") {
		t.Errorf("the error is %v, want that it may still arrive, and no conflict", err)
	}
	d.store.ApplyWrite = nil
	must(t, d.m.Abort(ctx))
	results, err := w.Carry(ctx, d.tx())
	must(t, err)
	if r := results[0]; r.Fate != commit.Untouched || errors.Is(r.Err, storage.ErrAwaited) {
		t.Errorf("behind a fence: %+v, want untouched", r)
	}
	d.commit()
	d.wantStored("s", map[string]any{"k": "new"})
}

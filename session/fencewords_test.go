package session_test

import (
	"errors"
	"strings"
	"testing"

	"sessh/session"
	"sessh/session/commit"
	"sessh/session/storage"
)

// TestWordsOfAFence: a write had not arrived, and can no longer. Nothing says that it
// still may.
func TestWordsOfAFence(t *testing.T) {
	t.Parallel()
	d := newDesk(t, session.Options{})
	d.theySet("s", "k", "old")
	must(t, d.data("s").Set("k", "new"))
	held := storage.Outcome{State: storage.Unknown, Err: &storage.Error{Op: "write", Server: "mc1", Key: "sessh/C/s",
		Err: &storage.UnprovedError{Cause: storage.ErrUnreachable, Shows: storage.ErrAwaited}}}
	d.store.ApplyWrite = func(storage.Write) *storage.Outcome { return &held }
	w := d.work()
	wantFates(t, d.m.Commit(ctx), "/C/s unknown")
	d.store.ApplyWrite = nil
	must(t, d.m.Abort(ctx))
	results, err := w.Carry(ctx, d.tx())
	must(t, err)
	var named *storage.Error
	if r := results[0]; r.Fate != commit.Untouched || errors.Is(r.Err, storage.ErrAwaited) || strings.Contains(r.Err.Error(), "still may") ||
		!errors.Is(r.Err, storage.ErrUnreachable) || !errors.As(r.Err, &named) || named.Server != "mc1" {
		t.Errorf("%+v, want untouched, and why its reply was not known", r)
	}
}

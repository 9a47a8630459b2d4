package session_test

import (
	"context"
	"testing"

	"sessh/session"
	"sessh/session/diff"
	"sessh/session/storage"
)

// TestLateInverse: a commit of two sessions failed half way, and the reply to the request that puts the first
// one back was lost. Whoever finds that session as it was written, and says so, keeps that request out.
func TestLateInverse(t *testing.T) {
	t.Parallel()
	down := func(string) error { return storage.ErrUnreachable }
	for _, finds := range []string{"carry", "commit", "refresh"} {
		d := newDesk(t, session.Options{})
		for _, id := range []string{"a", "b"} {
			d.theySet(id, "k", "old")
			must(t, d.data(id).Set("q", 1))
		}
		d.store.BeforeApply = func(context.Context, []storage.Write) error {
			d.store.BeforeApply = nil
			d.theySet("b", "k", "theirs")
			return nil
		}
		var late *storage.Write
		n := 0
		d.store.ApplyWrite = func(w storage.Write) *storage.Outcome {
			if n++; n == 3 {
				late = &w
				return &lostReply
			}
			return nil
		}
		w := d.work()
		wantFates(t, d.m.Commit(ctx), "/C/a unknown, /C/b conflict")
		must(t, d.m.Abort(ctx))
		d.store.ApplyWrite = nil
		if finds != "carry" {
			d.store.LoadKey = down
		}
		_, err := w.Carry(ctx, d.tx())
		must(t, err)
		d.store.LoadKey = nil

		// While the store does not confirm that the request is kept out, nothing is certain.
		if finds != "carry" {
			d.store.ApplyWrite = func(storage.Write) *storage.Outcome { return &lostReply }
			if finds == "commit" {
				wantErr(t, d.m.Commit(ctx), storage.ErrUnreachable)
			} else {
				_, err := d.work().Refresh(ctx, diff.Mine)
				wantErr(t, err, storage.ErrUnreachable)
			}
			d.store.ApplyWrite = nil
			if !d.open("a").InDoubt() {
				t.Errorf("%s: it is not in doubt any more", finds)
			}
		}
		if finds == "refresh" {
			r, err := d.work().Refresh(ctx, diff.Mine)
			if must(t, err); len(r.Held) != 1 {
				t.Errorf("%s: held are %v", finds, r.Held)
			}
		}
		if finds != "refresh" {
			_ = d.m.Commit(ctx) // b is a conflict
			_, err = d.work().Refresh(ctx, diff.Mine)
			must(t, err)
		}
		must(t, d.m.Commit(ctx))
		if o := d.store.Store.Apply(ctx, []storage.Write{*late})[0]; o.State != storage.Overtaken {
			t.Errorf("%s: the late request is %+v", finds, o)
		}
		d.wantStored("a", map[string]any{"k": "old", "q": 1})
		d.wantStored("b", map[string]any{"k": "theirs", "q": 1})
	}
}

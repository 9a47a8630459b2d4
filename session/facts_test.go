package session_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"sessh/session"
	"sessh/session/commit"
	"sessh/session/diff"
	"sessh/session/storage"
	"sessh/txn"
)

var lostReply = storage.Outcome{State: storage.Unknown, Err: storage.ErrUnreachable}

// unsettled returns a desk with a change of session s pending, whose write was lost
// in an earlier commit and may still arrive: with late it does.
func unsettled(t *testing.T, old any) (d *desk, late func()) {
	t.Helper()
	d = newDesk(t, session.Options{})
	if old != nil {
		d.theySet("s", "k", old)
	}
	must(t, d.data("s").Set("k", "new"))
	var lost storage.Write
	d.store.ApplyWrite = func(w storage.Write) *storage.Outcome { lost = w; return &lostReply }
	w := d.work()
	wantFates(t, d.m.Commit(ctx), "/C/s unknown")
	d.store.ApplyWrite = nil
	must(t, d.m.Abort(ctx))
	d.store.BeforeLoad = func(context.Context, []string) error { return storage.ErrUnreachable }
	_, err := w.Carry(ctx, d.tx())
	must(t, err)
	d.store.BeforeLoad = nil
	return d, func() { d.store.Store.Apply(ctx, []storage.Write{lost}) }
}

// A commit that fails for another reason does not make what may still arrive untouched,
// nor does one that writes nothing of it make it a conflict.
func TestEarlierWriteMayStillArrive(t *testing.T) {
	t.Parallel()
	for _, old := range []any{"old", nil} {
		t.Run(fmt.Sprint(old), func(t *testing.T) {
			d, late := unsettled(t, old)
			d.theySet("o", "k", 1)
			must(t, d.data("o").Set("k", 2))
			d.theySet("o", "k", 3)
			err := d.m.Commit(ctx)
			wantErr(t, err, commit.ErrConflict, txn.ErrRepeatable)
			wantFates(t, err, "/C/s unknown, /C/o conflict")
			late()
			_, err = d.work().Refresh(ctx, diff.Mine)
			must(t, err)
			d.commit()
			d.wantStored("s", map[string]any{"k": "new"})
			d.wantStored("o", map[string]any{"k": 2})
		})
		t.Run(fmt.Sprint(old, ", and it does when the next commit writes"), func(t *testing.T) {
			d, late := unsettled(t, old)
			d.store.BeforeApply = func(context.Context, []storage.Write) error { late(); return nil }
			err := d.m.Commit(ctx)
			wantFates(t, err, "/C/s unknown")
			if d.tx().Status() != txn.Failed {
				t.Error(d.tx().Status())
			}
			d.store.BeforeApply = nil
			w := d.work()
			must(t, d.m.Abort(ctx))
			_, err = w.Carry(ctx, d.tx())
			must(t, err)
			work := d.work()
			d.commit()
			if len(work.Held()) != 1 {
				t.Errorf("held: %v", work.Held())
			}
		})
		t.Run(fmt.Sprint(old, ", and the next commit keeps it out"), func(t *testing.T) {
			d, late := unsettled(t, old)
			must(t, d.data("s").Set("k", "newer"))
			d.commit()
			late()
			d.wantStored("s", map[string]any{"k": "newer"})
		})
	}
}

// A new session that was sent twice, and is removed again since the commit failed, can
// still be created by the first request.
func TestPuttingBackWhatWasSentTwice(t *testing.T) {
	t.Parallel()
	d := newDesk(t, session.Options{})
	d.theySet("s", "k", 1)
	must(t, d.data("new").Set("k", 1))
	must(t, d.data("s").Set("k", 2))
	d.store.BeforeApply = func(context.Context, []storage.Write) error {
		d.store.BeforeApply = nil
		d.theySet("s", "k", 3)
		return nil
	}
	d.store.AfterWrite = func(w storage.Write, o storage.Outcome) storage.Outcome {
		o.Late = o.State == storage.Applied && w.Version == 0
		return o
	}
	err := d.m.Commit(ctx)
	wantFates(t, err, "/C/new unknown, /C/s conflict")
	if !strings.Contains(err.Error(), "may still arrive") {
		t.Error(err)
	}
	d.wantStored("new", nil)
}

// Where the store holds all that was to be written, nothing is put back for want of a
// proof.
func TestNothingIsPutBackWhereAllIsThere(t *testing.T) {
	t.Parallel()
	d := newDesk(t, session.Options{})
	must(t, d.data("a").Set("k", 1))
	must(t, d.data("b").Set("k", 1))
	d.store.AfterWrite = func(w storage.Write, o storage.Outcome) storage.Outcome {
		if strings.HasSuffix(w.Key, "/b") {
			return storage.Outcome{State: storage.Unknown, Err: storage.ErrHeld}
		}
		return o
	}
	wantFates(t, d.m.Commit(ctx), "/C/a written, /C/b unknown")
	d.wantStored("a", map[string]any{"k": 1})
	d.wantStored("b", map[string]any{"k": 1})
}

// What another program has written since is not put back, though it is the same
// bytes, if the store reports versions.
func TestEqualWriteIsNotPutBack(t *testing.T) {
	t.Parallel()
	d := newDesk(t, session.Options{})
	d.theySet("s", "k", 1)
	must(t, d.data("a").Set("k", "new"))
	must(t, d.data("s").Set("k", 2))
	d.store.BeforeApply = func(context.Context, []storage.Write) error {
		d.store.BeforeApply = nil
		d.theySet("s", "k", 3)
		return nil
	}
	d.store.AfterApply = func(context.Context, []storage.Write, []storage.Outcome) {
		d.store.AfterApply = nil
		item := d.store.Store.Load(ctx, []string{"sessh/C/a"}, storage.NeedValue)[0].Item
		d.store.Store.Apply(ctx, []storage.Write{{Key: item.Key, Value: item.Value, Flags: item.Flags, Version: item.Version}})
	}
	wantFates(t, d.m.Commit(ctx), "/C/a written, /C/s conflict")
	d.wantStored("a", map[string]any{"k": "new"})
}

package session_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"sessh/session"
	"sessh/session/storage"
	"sessh/session/tree"
	"sessh/session/watch"
	"sessh/txn"
)

// TestIdle: a transaction that has done nothing but read can be ended without a word.
func TestIdle(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		do   func(d *desk) *desk
		want bool
	}{
		{"nothing open", func(d *desk) *desk { return d }, true},
		{"read", func(d *desk) *desk { d.data("s"); return d }, true},
		{"changed", func(d *desk) *desk { must(d.t, d.data("s").Set("k", 2)); return d }, false},
		{"changed, and undone", func(d *desk) *desk { must(d.t, d.data("s").Set("k", 2)); undo(d); return d }, false}, // it can be done again
		{"changed, and rolled back to the beginning", func(d *desk) *desk {
			must(d.t, d.work().Join())
			sp, err := d.tx().Savepoint(ctx)
			must(d.t, err)
			must(d.t, d.data("s").Set("k", 2))
			must(d.t, sp.Rollback(ctx))
			return d
		}, false}, // that can be undone
		{"aborted", func(d *desk) *desk { must(d.t, d.data("s").Set("k", 2)); must(d.t, d.m.Abort(ctx)); return d }, true},
		{"committed", func(d *desk) *desk { must(d.t, d.data("s").Set("k", 2)); d.commit(); return d }, true},
		{"a write may still arrive", func(d *desk) *desk { d, _ = unsettled(d.t.(*testing.T), "old"); return d }, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := newDesk(t, session.Options{})
			d.theySet("s", "k", 1)
			if d = test.do(d); d.work().Idle() != test.want {
				t.Errorf("it is idle: %v, want %v", !test.want, test.want)
			}
		})
	}
}

// TestNothingIsChangedOutsideOfATransaction tries to change sessions while they are
// being committed, and after that has failed half way.
func TestNothingIsChangedOutsideOfATransaction(t *testing.T) {
	t.Parallel()
	try := func(t *testing.T, d *desk, w *session.Work, s *session.Session, m *tree.Map, want string) {
		t.Helper()
		_, _, undo := w.Undo()
		_, _, redo := w.Redo()
		_, open := s.Container().Session(ctx, w.Tx(), "other")
		_, adopt := w.Adopt("again", nil)
		for what, err := range map[string]error{
			"set": m.Set("k", 3), "delete": s.Delete(), "timeout": s.SetTimeout(2 * time.Hour), "undo": undo, "redo": redo,
			"open": open, "adopt": adopt, "move": s.Move(m, "k", m, "l"),
		} {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v, want %s", what, err, want)
			}
		}
		wantValue(t, m, "k", 2)
	}
	d := newDesk(t, session.Options{})
	m, s, w := d.data("s"), d.open("s"), d.work()
	must(t, m.Set("k", 2))
	d.store.BeforeApply = func(context.Context, []storage.Write) error {
		try(t, d, w, s, m, "the transaction is being committed")
		return nil
	}
	d.store.AfterWrite = func(storage.Write, storage.Outcome) storage.Outcome { return lostReply }
	wantFates(t, d.m.Commit(ctx), "/C/s unknown")
	if w.Tx().Status() != txn.Failed {
		t.Fatal(w.Tx().Status())
	}
	try(t, d, w, s, m, storage.ErrUnreachable.Error())
}

// TestWatchingOneSessionThatCannotBeRead reports why, once, and goes on.
func TestWatchingOneSessionThatCannotBeRead(t *testing.T) {
	t.Parallel()
	down := func(string) error { return storage.ErrUnreachable }
	for _, known := range []bool{true, false} {
		w, f := contestedWorld(t)
		if known {
			w.root.ContainerIn("S", tagged{tag: "sure"})
		}
		f.LoadKey = down
		var failed, appeared int
		for e, err := range watch.Sessions(t.Context(), w.root, watch.Options{Container: "S", ID: "s", Every: time.Millisecond}) {
			if err != nil {
				wantErr(t, err, storage.ErrUnreachable)
				if failed++; failed == 1 {
					f.LoadKey = nil
					w.put("sure.S.s", doc("s", "x"))
				}
				continue
			}
			if appeared++; e.Kind != watch.Appeared || e.ID != "s" || len(e.Changes) != 1 {
				t.Errorf("%+v", e)
			}
			break
		}
		if failed != 1 || appeared != 1 {
			t.Errorf("%d errors, and it has appeared %d times", failed, appeared)
		}
	}
}

package session_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"sessh/session"
	"sessh/session/commit"
	"sessh/session/diff"
	"sessh/session/revert"
	"sessh/session/storage"
	"sessh/session/tree"
	"sessh/txn"
)

// The reply to the write is lost, and the look-up as well: nothing is called
// committed, and the next commit finds out.
func TestUnknownOutcome(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		arrived bool
		between func(d *desk)
		found   bool // already at the time of carrying
		second  error
		want    map[string]any
	}{
		{"it had arrived", true, func(*desk) {}, false, nil, map[string]any{"k": "new"}},
		{"it had not", false, func(*desk) {}, false, nil, map[string]any{"k": "new"}},
		{"it had arrived, found at once", true, func(*desk) {}, true, nil, map[string]any{"k": "new"}},
		{"it had not, found at once", false, func(*desk) {}, true, nil, map[string]any{"k": "new"}},
		{"somebody else came after it", true, func(d *desk) { d.theySet("s", "k", "theirs") }, false, commit.ErrConflict, map[string]any{"k": "theirs"}},
		{"somebody else came, found at once", true, func(d *desk) { d.theySet("s", "k", "theirs") }, true, commit.ErrConflict, map[string]any{"k": "theirs"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesk(t, session.Options{})
			d.theySet("s", "k", "old")
			must(t, d.data("s").Set("k", "new"))
			down := func(string) error { return storage.ErrUnreachable }
			lost := storage.Outcome{State: storage.Unknown, Err: storage.ErrUnreachable}
			if tt.arrived {
				d.store.AfterWrite = func(storage.Write, storage.Outcome) storage.Outcome { d.store.LoadKey = down; return lost }
			} else {
				d.store.ApplyWrite = func(storage.Write) *storage.Outcome { d.store.LoadKey = down; return &lost }
			}
			w := d.work()
			err := d.m.Commit(ctx)
			wantErr(t, err, storage.ErrUnreachable)
			wantFates(t, err, "/C/s unknown")
			if d.tx().Status() != txn.Failed {
				t.Error(d.tx().Status())
			}
			d.store.AfterWrite, d.store.ApplyWrite = nil, nil
			must(t, d.m.Abort(ctx))
			tt.between(d)
			if tt.found {
				d.store.LoadKey = nil
			}
			_, err = w.Carry(ctx, d.tx())
			must(t, err)
			if !tt.found {
				wantChanges(t, d.work().Changes(), "~/C/s/p/k") // still pending
				err = d.m.Commit(ctx)                           // the server is still down
				wantErr(t, err, storage.ErrUnreachable)
				must2(t, d, err)
				d.store.LoadKey = nil
			}
			err = d.m.Commit(ctx)
			if !errors.Is(err, tt.second) || (err == nil) != (tt.second == nil) {
				t.Errorf("the second commit: %v", err)
			}
			d.wantStored("s", tt.want)
		})
	}
}

// must2 brings the transaction on where a commit has failed for good.
func must2(t *testing.T, d *desk, err error) {
	t.Helper()
	if errors.Is(err, txn.ErrRepeatable) {
		return
	}
	w := d.work()
	must(t, d.m.Abort(ctx))
	_, err = w.Carry(ctx, d.tx())
	must(t, err)
}

func TestCarryKeepsDeletionsAndTimeouts(t *testing.T) {
	t.Parallel()
	d := newDesk(t, session.Options{})
	d.theySet("gone", "k", 1)
	d.theySet("kept", "k", 1, "m", map[string]any{"x": 1})
	must(t, d.open("gone").Delete())
	must(t, d.open("kept").SetTimeout(2*session.DefaultTimeout))
	v, _ := d.data("kept").Get("m")
	must(t, v.(*tree.Map).Set("x", 2))
	_, err := d.data("kept").Delete("k")
	must(t, err)
	w := d.work()
	before := texts(w.Changes())
	d.store.ApplyWrite = func(storage.Write) *storage.Outcome {
		return &storage.Outcome{State: storage.Unknown, Err: storage.ErrUnreachable}
	}
	d.store.BeforeApply = func(context.Context, []storage.Write) error {
		d.store.BeforeLoad = func(context.Context, []string) error { return storage.ErrUnreachable }
		return nil
	}
	wantErr(t, d.m.Commit(ctx), storage.ErrUnreachable)
	must(t, d.m.Abort(ctx))
	_, err = w.Carry(ctx, d.tx())
	must(t, err)
	wantChanges(t, d.work().Changes(), before...)
	d.store.ApplyWrite, d.store.BeforeApply, d.store.BeforeLoad = nil, nil, nil
	d.commit()
	d.wantStored("gone", nil)
	d.wantStored("kept", map[string]any{"m": map[string]any{"x": 2}})
	if d.open("kept").Timeout() != 2*session.DefaultTimeout {
		t.Error(d.open("kept").Timeout())
	}
}

func TestTooLargeNamesBothSizesAndWritesNothing(t *testing.T) {
	t.Parallel()
	d := newDesk(t, session.Options{})
	must(t, d.data("small").Set("k", 1))
	must(t, d.data("large").Set("k", strings.Repeat("x", 1<<20)))
	err := d.m.Commit(ctx)
	wantErr(t, err, storage.ErrTooLarge, txn.ErrRepeatable)
	if errors.Is(err, txn.ErrTransient) {
		t.Error("running it again does not help")
	}
	if !strings.Contains(err.Error(), "takes 10486") || !strings.Contains(err.Error(), "at most 10484") {
		t.Error(err)
	}
	d.wantStored("small", nil)
	must(t, d.data("large").Set("k", "shorter"))
	d.commit()
	d.wantStored("large", map[string]any{"k": "shorter"})
}

func TestStoreThatDoesNotAnswer(t *testing.T) {
	t.Parallel()
	for name, hook := range map[string]func(d *desk, down error){
		"at the check": func(d *desk, down error) { d.store.BeforeLoad = func(context.Context, []string) error { return down } },
		"at the write": func(d *desk, down error) {
			d.store.BeforeApply = func(context.Context, []storage.Write) error { return down }
		},
		"about the maximum": func(d *desk, down error) { d.store.BeforeMaxValue = func() error { return down } },
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, session.Options{})
			must(t, d.data("a").Set("k", 1))
			must(t, d.data("b").Set("k", 1))
			hook(d, storage.ErrUnreachable)
			wantErr(t, d.m.Commit(ctx), storage.ErrUnreachable, txn.ErrRepeatable)
			d.store.BeforeLoad, d.store.BeforeApply, d.store.BeforeMaxValue = nil, nil, nil
			d.wantStored("a", nil)
			d.commit()
			d.wantStored("a", map[string]any{"k": 1})
			d.wantStored("b", map[string]any{"k": 1})
		})
	}
}

func TestStrictChecksWhatWasOnlyRead(t *testing.T) {
	t.Parallel()
	for _, strict := range []bool{false, true} {
		d := newDesk(t, session.Options{Strict: strict})
		d.theySet("read", "k", 1)
		d.data("read").Keys()
		must(t, d.data("s").Set("k", 1))
		d.theySet("read", "k", 2)
		err := d.m.Commit(ctx)
		if strict {
			wantErr(t, err, commit.ErrConflict)
			d.wantStored("s", nil)
			continue
		}
		must(t, err)
	}
}

// The later commit of two does not erase the keys of the earlier one.
func TestNoLostUpdate(t *testing.T) {
	t.Parallel()
	d := newDesk(t, session.Options{})
	d.theySet("s", "k", 1)
	must(t, d.data("s").Set("mine", 1))
	d.theySet("s", "theirs", 1)
	wantErr(t, d.m.Commit(ctx), commit.ErrConflict)
	_, err := d.work().Refresh(ctx, diff.Ask)
	must(t, err)
	d.commit()
	d.wantStored("s", map[string]any{"k": 1, "mine": 1, "theirs": 1})
}

func TestResultsTellWhatWasWritten(t *testing.T) {
	t.Parallel()
	d := newDesk(t, session.Options{})
	must(t, d.data("a").Set("k", 1))
	must(t, d.data("b").Set("k", 1))
	must(t, d.data("b").Set("l", 1))
	w := d.work()
	if w.SortKey() != "session" || w.Tx() != d.tx() {
		t.Error(w.SortKey())
	}
	d.commit()
	if r := w.Results(); len(r) != 2 || r[1].Fate != commit.Written || r[1].Changes.Len() != 2 || r[0].Path.String() != "/C/a" {
		t.Errorf("%+v", r)
	}
}

// What became of the write is found out once, and told.
func TestFindingOutWhatBecameOfAWrite(t *testing.T) {
	t.Parallel()
	lost := storage.Outcome{State: storage.Unknown, Err: storage.ErrUnreachable}
	lose := func(t *testing.T, arrived bool) (*desk, *session.Work) {
		d := newDesk(t, session.Options{})
		d.theySet("s", "k", "old")
		must(t, d.data("s").Set("k", "new"))
		if arrived {
			d.store.AfterWrite = func(storage.Write, storage.Outcome) storage.Outcome { return lost }
		} else {
			d.store.ApplyWrite = func(storage.Write) *storage.Outcome { return &lost }
		}
		w := d.work()
		wantFates(t, d.m.Commit(ctx), "/C/s unknown")
		d.store.AfterWrite, d.store.ApplyWrite = nil, nil
		must(t, d.m.Abort(ctx))
		return d, w
	}
	t.Run("it had arrived", func(t *testing.T) {
		d, w := lose(t, true)
		results, err := w.Carry(ctx, d.tx())
		must(t, err)
		if len(results) != 1 || results[0].Fate != commit.Uncertain || !errors.Is(results[0].Err, storage.ErrHeld) {
			t.Errorf("%+v, want unknown: others can write the same", results)
		}
		wantChanges(t, d.work().Changes(), "~/C/s/p/k")
		work := d.work()
		d.store.Reset()
		d.commit()
		if c := d.store.Calls(); c.Load != 1 || c.Apply != 0 {
			t.Errorf("what the store holds already is written again: %+v", c)
		}
		if held := work.Held(); len(held) != 1 || held[0].Path.String() != "/C/s" || len(work.Results()) != 0 {
			t.Errorf("the commit says that %v is held, and %+v", held, work.Results())
		}
		d.wantStored("s", map[string]any{"k": "new"})
		written := revert.Written(work)
		if len(written) != 1 || written[0].Changes.Len() != 1 || written[0].Path().String() != "/C/s" {
			t.Fatalf("written: %+v", written)
		}
		must(t, revert.Do(ctx, d.work(), "revert", written))
		d.commit()
		d.wantStored("s", map[string]any{"k": "old"})
	})
	t.Run("it had arrived, and more was written", func(t *testing.T) {
		d, w := lose(t, true)
		_, err := w.Carry(ctx, d.tx())
		must(t, err)
		must(t, d.data("s").Set("k", "newer"))
		work := d.work()
		d.commit()
		written := revert.Written(work)
		if len(written) != 1 || len(work.Held()) != 1 {
			t.Fatalf("written: %+v", written)
		}
		must(t, revert.Do(ctx, d.work(), "revert", written))
		d.commit()
		d.wantStored("s", map[string]any{"k": "old"})
	})
	t.Run("it had not", func(t *testing.T) {
		d, w := lose(t, false)
		before := d.store.Store.Load(ctx, []string{"sessh/C/s"}, storage.NeedTTL)[0].Item
		results, err := w.Carry(ctx, d.tx())
		must(t, err)
		if len(results) != 1 || results[0].Fate != commit.Untouched || !errors.Is(results[0].Err, storage.ErrUnreachable) {
			t.Errorf("%+v, want untouched", results)
		}
		if after := d.store.Store.Load(ctx, []string{"sessh/C/s"}, storage.NeedTTL)[0].Item; after.Version == before.Version || after.TTL != before.TTL {
			t.Errorf("the item is %+v, and was %+v: want another version, so that the write cannot arrive", after, before)
		}
		d.store.Reset()
		d.commit()
		if c := d.store.Calls(); c.Load != 0 {
			t.Errorf("it is asked for again: %+v", c)
		}
		d.wantStored("s", map[string]any{"k": "new"})
	})
	t.Run("by a commit", func(t *testing.T) {
		d, w := lose(t, false)
		d.store.BeforeLoad = func(context.Context, []string) error { return storage.ErrUnreachable }
		_, err := w.Carry(ctx, d.tx())
		must(t, err)
		d.store.BeforeLoad = nil
		d.theySet("s", "k", "theirs")
		wantErr(t, d.m.Commit(ctx), commit.ErrConflict)
		d.store.Reset()
		wantErr(t, d.m.Commit(ctx), commit.ErrConflict)
		if c := d.store.Calls(); c.Load != 1 { // for the words of the conflict
			t.Errorf("it is asked for again: %+v", c)
		}
	})
	t.Run("by a refresh", func(t *testing.T) {
		d, w := lose(t, true)
		d.store.BeforeLoad = func(context.Context, []string) error { return storage.ErrUnreachable }
		_, err := w.Carry(ctx, d.tx())
		must(t, err)
		d.store.BeforeLoad = nil
		if d.work().Idle() {
			t.Error("a transaction with an open question is idle")
		}
		r, err := d.work().Refresh(ctx, diff.Ask)
		must(t, err)
		if len(r.Sessions)+len(r.Conflicts)+len(d.work().Changes()) != 0 || len(r.Held) != 1 {
			t.Errorf("what may be its own write is somebody else's: %+v", r)
		}
	})
}

// TestCarryThatFailsForSomeSessions: the others are pending, and none is lost.
func TestCarryThatFailsForSomeSessions(t *testing.T) {
	t.Parallel()
	d := newDesk(t, session.Options{})
	for _, id := range []string{"a", "b", "c"} {
		d.theySet(id, "k", "old")
		must(t, d.data(id).Set("k", "new"))
	}
	d.store.ApplyWrite = func(storage.Write) *storage.Outcome { return &lostReply }
	wantErr(t, d.m.Commit(ctx), storage.ErrUnreachable)
	d.store.ApplyWrite = nil
	w := d.work()
	must(t, d.m.Abort(ctx))
	d.data("b").Keys() // which is not to be
	_, err := w.Carry(ctx, d.tx())
	if err == nil || !strings.Contains(err.Error(), "/C/b: it is already open in the transaction") {
		t.Fatal("carried into a session that is open:", err)
	}
	wantChanges(t, d.work().Changes(), "~/C/a/p/k", "~/C/c/p/k")
	d.commit()
	_, err = w.Carry(ctx, d.tx())
	must(t, err)
	wantChanges(t, d.work().Changes(), "~/C/b/p/k")
	d.commit()
	for _, id := range []string{"a", "b", "c"} {
		d.wantStored(id, map[string]any{"k": "new"})
	}
}

// TestCarryAfterARefresh: what is carried counts from what the refresh found.
func TestCarryAfterARefresh(t *testing.T) {
	t.Parallel()
	for _, arrives := range []bool{false, true} {
		d := newDesk(t, session.Options{})
		d.theySet("s", "k", "old")
		must(t, d.data("s").Set("k", "new"))
		d.theySet("s", "l", "theirs")
		_, err := d.work().Refresh(ctx, diff.Ask)
		must(t, err)
		if arrives {
			d.store.AfterWrite = func(storage.Write, storage.Outcome) storage.Outcome { return lostReply }
		} else {
			d.store.ApplyWrite = func(storage.Write) *storage.Outcome { return &lostReply }
		}
		wantErr(t, d.m.Commit(ctx), storage.ErrUnreachable)
		d.store.AfterWrite, d.store.ApplyWrite = nil, nil
		w := d.work()
		must(t, d.m.Abort(ctx))
		_, err = w.Carry(ctx, d.tx())
		must(t, err)
		wantChanges(t, d.work().Changes(), "~/C/s/p/k")
		d.commit()
		d.wantStored("s", map[string]any{"k": "new", "l": "theirs"})
	}
}

// TestUndoOfWhatWasWrittenAfterAll: a session was made, and it turns out that it was
// written. Without what was made of it it is to go again.
func TestUndoOfWhatWasWrittenAfterAll(t *testing.T) {
	t.Parallel()
	for _, first := range []bool{true, false} { // whether it is undone before that turns out
		d := newDesk(t, session.Options{})
		must(t, d.data("s").Set("k", "new"))
		d.store.AfterWrite = func(storage.Write, storage.Outcome) storage.Outcome { return lostReply }
		wantErr(t, d.m.Commit(ctx), storage.ErrUnreachable)
		d.store.AfterWrite = nil
		w := d.work()
		must(t, d.m.Abort(ctx))
		_, err := w.Carry(ctx, d.tx())
		must(t, err)
		if first {
			undo(d)
		}
		r, err := d.work().Refresh(ctx, diff.Ask)
		if must(t, err); len(r.Held) != 1 {
			t.Errorf("%+v", r)
		}
		if !first {
			wantChanges(t, d.work().Changes())
			undo(d)
		}
		wantChanges(t, d.work().Changes(), "-/C/s")
		d.commit()
		d.wantStored("s", nil)
	}
}

// TestRefreshPastALostWrite: the reply to a removal was lost, and another program has created
// the session again, which a refresh has taken over. That it is removed once more is somebody
// else's doing, and is a step that can be undone.
func TestRefreshPastALostWrite(t *testing.T) {
	t.Parallel()
	d := newDesk(t, session.Options{})
	d.theySet("s", "k", "old")
	must(t, d.open("s").Delete())
	d.store.AfterWrite = func(storage.Write, storage.Outcome) storage.Outcome { return lostReply }
	wantErr(t, d.m.Commit(ctx), storage.ErrUnreachable)
	d.store.AfterWrite = nil
	w := d.work()
	must(t, d.m.Abort(ctx))
	_, err := w.Carry(ctx, d.tx())
	must(t, err)
	d.theySet("s", "k", "theirs")
	r, err := d.work().Refresh(ctx, diff.Theirs)
	if must(t, err); len(r.Sessions) != 1 || !d.open("s").Exists() || d.open("s").InDoubt() {
		t.Fatalf("the first refresh: %+v", r)
	}
	d.theyDelete("s")
	r, err = d.work().Refresh(ctx, diff.Theirs)
	if must(t, err); len(r.Sessions) != 1 || len(r.Held) != 0 || d.open("s").Exists() {
		t.Errorf("the second refresh: %+v", r)
	}
	undo(d)
	wantChanges(t, d.work().Changes())
	if v, _ := d.data("s").Get("k"); v != "theirs" {
		t.Errorf("after an undo, k is %v", v)
	}
}

// TestTimeoutPastALostWrite: a timeout whose write has arrived, though the reply was lost, and that was
// taken back since, is what the next commit writes, and what another one that fails carries on.
func TestTimeoutPastALostWrite(t *testing.T) {
	t.Parallel()
	for _, lostAgain := range []bool{false, true} {
		d := newDesk(t, session.Options{})
		d.theySet("s", "k", "old")
		was := d.open("s").Timeout()
		must(t, d.open("s").SetTimeout(was+time.Hour))
		carry := func() {
			wantErr(t, d.m.Commit(ctx), storage.ErrUnreachable)
			d.store.AfterWrite, d.store.ApplyWrite = nil, nil
			w := d.work()
			must(t, d.m.Abort(ctx))
			_, err := w.Carry(ctx, d.tx())
			must(t, err)
		}
		d.store.AfterWrite = func(storage.Write, storage.Outcome) storage.Outcome { return lostReply }
		carry()
		undo(d)
		if lostAgain {
			_, err := d.work().Refresh(ctx, diff.Mine)
			must(t, err)
			d.store.ApplyWrite = func(storage.Write) *storage.Outcome { return &lostReply }
			carry()
			if got := d.open("s").Timeout(); got != was {
				t.Errorf("carried is a timeout of %v, want %v", got, was)
			}
		}
		must(t, d.m.Commit(ctx))
		if got := d.open("s").Timeout(); got != was {
			t.Errorf("lost again %v: stored is a timeout of %v, want %v", lostAgain, got, was)
		}
	}
}

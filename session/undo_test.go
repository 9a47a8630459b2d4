package session_test

import (
	"errors"
	"fmt"
	"testing"

	"sessh/session"
	"sessh/session/diff"
	"sessh/session/storage"
	"sessh/session/tree"
)

func TestLiveReferencesThroughRollback(t *testing.T) {
	t.Parallel()
	d := newDesk(t, session.Options{})
	d.theySet("s", "l", []any{1, map[string]any{"x": 1}}, "k", "old")
	m := d.data("s")
	v, _ := m.Get("l")
	list := v.(*tree.List)
	v, _ = list.At(1)
	inner := v.(*tree.Map)
	must(t, d.work().Join())
	sp, err := d.tx().Savepoint(ctx)
	must(t, err)
	for range 2 { // any number of times
		must(t, m.Set("k", "new"))
		must(t, inner.Set("x", 2))
		must(t, list.Insert(0, "first"))
		ok, err := m.Delete("l")
		if !ok {
			t.Fatal(err)
		}
		wantErr(t, list.Append(1), tree.ErrDetached)
		wantErr(t, inner.Set("x", 3), tree.ErrDetached)
		added, err := d.open("s").Package("added")
		must(t, err)
		must(t, added.Set("k", 1))
		root, err := d.open("s").Data()
		must(t, err)
		_, err = root.Delete("p")
		must(t, err)
		wantErr(t, m.Set("k", 1), tree.ErrDetached)
		must(t, sp.Rollback(ctx))

		wantValue(t, m, "k", "old")
		wantValue(t, inner, "x", 1)
		if again, _ := m.Get("l"); again != any(list) || list.Len() != 2 || d.data("s") != m {
			t.Error("the references are other ones")
		}
		if added.Len() != 0 || has(t, d.open("s"), "added") {
			t.Error("what was added is still there")
		}
		wantChanges(t, d.work().Changes())
	}
	must(t, inner.Set("x", 5)) // and they can be written through
	d.commit()
	d.wantStored("s", map[string]any{"l": []any{1, map[string]any{"x": 5}}, "k": "old"})
}

// A session that was first opened after a savepoint is, after a rollback, as
// it was before; the reference in hand is live, and writes through it count.
func TestSessionOpenedAfterTheSavepoint(t *testing.T) {
	t.Parallel()
	d := newDesk(t, session.Options{})
	d.theySet("s", "k", "old")
	sp, err := d.tx().Savepoint(ctx) // nothing has joined yet
	must(t, err)
	m := d.data("s")
	must(t, m.Set("k", "new"))
	must(t, sp.Rollback(ctx))
	wantValue(t, m, "k", "old")
	must(t, m.Set("k", "newer"))
	d.commit()
	d.wantStored("s", map[string]any{"k": "newer"})
}

func TestUndoAndRedo(t *testing.T) {
	t.Parallel()
	d := newDesk(t, session.Options{})
	m, w := d.data("s"), d.work()
	step := func(label, k string, v any) {
		t.Helper()
		must(t, w.Step(label, func() error {
			must(t, m.Set(k, v))
			return m.Set(k+"2", v)
		}))
	}
	state := func() string { return fmt.Sprint(m.Keys()) }
	step("one", "a", 1)
	must(t, w.Join())
	sp, err := d.tx().Savepoint(ctx)
	must(t, err)
	step("two", "b", 2)
	step("three", "c", 3)
	undo := func(want string, ok bool) {
		t.Helper()
		label, did, err := w.Undo()
		if label != want || did != ok || err != nil {
			t.Fatalf("undo: %q %v %v", label, did, err)
		}
	}
	redo := func(want string, ok bool) {
		t.Helper()
		label, did, err := w.Redo()
		if label != want || did != ok || err != nil {
			t.Fatalf("redo: %q %v %v", label, did, err)
		}
	}
	redo("", false)
	undo("three", true)
	undo("two", true)
	undo("one", true) // past the savepoint, which stays
	undo("", false)
	if state() != "[]" || sp.Err() != nil {
		t.Errorf("%s, %v", state(), sp.Err())
	}
	redo("one", true)
	redo("two", true)
	if state() != "[a a2 b b2]" {
		t.Error(state())
	}
	step("four", "d", 4) // ends redoing
	redo("", false)
	if got := fmt.Sprint(w.Steps()); got != "[four two one]" {
		t.Error(got)
	}
	undo("four", true)
	undo("two", true)
	undo("one", true)
	must(t, sp.Rollback(ctx)) // to what it was at the savepoint, whatever was undone
	if state() != "[a a2]" || fmt.Sprint(w.Steps()) != "[rollback]" {
		t.Error(state(), w.Steps())
	}
	redo("", false)
	undo("rollback", true) // a step like others
	if state() != "[]" {
		t.Error(state())
	}
	redo("rollback", true)
	d.commit()
	d.wantStored("s", map[string]any{"a": 1, "a2": 1})
}

// TestRollbackIsAStep: undo and redo reach across it.
func TestRollbackIsAStep(t *testing.T) {
	t.Parallel()
	d := newDesk(t, session.Options{})
	d.theySet("s", "k", "old")
	m, w := d.data("s"), d.work()
	sp, err := d.tx().Savepoint(ctx)
	must(t, err)
	set := func(v any) { must(t, w.Step(fmt.Sprint("set ", v), func() error { return m.Set("k", v) })) }
	set(1)
	set(2)
	must(t, sp.Rollback(ctx))
	must(t, sp.Rollback(ctx)) // there already: no step
	set(3)
	must(t, sp.Rollback(ctx))
	for _, want := range []struct {
		undone string
		k      any
	}{{"rollback", 3}, {"set 3", "old"}, {"rollback", 2}, {"set 2", 1}, {"set 1", "old"}} {
		label, ok, err := w.Undo()
		if label != want.undone || !ok || err != nil {
			t.Fatalf("undone is %q, %v, %v; want %q", label, ok, err, want.undone)
		}
		wantValue(t, m, "k", want.k)
	}
	for _, k := range []any{1, 2, "old", 3, "old"} {
		if _, ok, err := w.Redo(); !ok || err != nil {
			t.Fatal(ok, err)
		}
		wantValue(t, m, "k", k)
	}
	if _, ok, _ := w.Redo(); ok || sp.Err() != nil {
		t.Error("there is more to redo, or the savepoint is gone:", sp.Err())
	}
	if w.Idle() {
		t.Error("it is idle: a rollback can be undone")
	}
	wantChanges(t, w.Changes())
	if n := w.Pending(); n != 0 {
		t.Error(n, "changes are pending")
	}
}

// TestPackageThatWasHandedOutTwice: undo and redo, and a look at an earlier point, leave
// both references as they were.
func TestPackageThatWasHandedOutTwice(t *testing.T) {
	t.Parallel()
	d := newDesk(t, session.Options{})
	first, w, here := d.data("s"), d.work(), d.work().Here()
	must(t, first.Set("k", 1))
	root, err := d.open("s").Data()
	must(t, err)
	_, err = root.Delete("p")
	must(t, err)
	second := d.data("s")
	if first == second {
		t.Fatal("what was removed is handed out")
	}
	w.Since(here)
	must(t, second.Set("k", 2))
	undo(d)
	undo(d)
	undo(d)
	for range 3 {
		if _, ok, err := w.Redo(); !ok || err != nil {
			t.Fatal(ok, err)
		}
	}
	wantValue(t, second, "k", 2)
	must(t, second.Set("l", 2))
	wantErr(t, first.Set("l", 1), tree.ErrDetached)
	for range 4 {
		undo(d)
	}
	must(t, first.Set("k", 3)) // nothing is there, and both can be written to
	wantErr(t, second.Set("k", 3), tree.ErrDetached)
	d.commit()
	d.wantStored("s", map[string]any{"k": 3})
}

// TestPutBackIsNoPartOfTheLog: a session that was written and put back has another
// version, whatever a look at an earlier point, undo and redo do after that.
func TestPutBackIsNoPartOfTheLog(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		do   func(d *desk, p session.Point)
	}{
		{"nothing", func(*desk, session.Point) {}},
		{"since", func(d *desk, p session.Point) { d.work().Since(p) }},
		{"undo and redo", func(d *desk, p session.Point) {
			undo(d)
			undo(d)
			for range 2 {
				_, _, err := d.work().Redo()
				must(d.t, err)
			}
		}},
		{"a step that fails", func(d *desk, p session.Point) {
			wantErr(d.t, d.work().Step("fails", func() error { undo(d); undo(d); return errors.New("fault") }))
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesk(t, session.Options{})
			d.theySet("a", "k", 0)
			d.theySet("b", "k", 0)
			d.data("a").Keys()
			d.data("b").Keys()
			d.theySet("a", "theirs", 1)
			p := d.work().Here()
			_, err := d.work().Refresh(ctx, diff.Ask)
			must(t, err)
			must(t, d.work().Step("set both", func() error {
				must(t, d.data("a").Set("k", 1))
				return d.data("b").Set("k", 1)
			}))
			d.store.ApplyWrite = func(w storage.Write) *storage.Outcome {
				if w.Key == "sessh/C/b" {
					return &storage.Outcome{State: storage.Failed, Err: storage.ErrUnreachable}
				}
				return nil
			}
			wantFates(t, d.m.Commit(ctx), "/C/a restored, /C/b untouched")
			d.store.ApplyWrite = nil
			tt.do(d, p)
			wantChanges(t, d.work().Changes(), "~/C/a/p/k", "~/C/b/p/k")
			d.commit()
			d.wantStored("a", map[string]any{"k": 1, "theirs": 1})
			d.wantStored("b", map[string]any{"k": 1})
		})
	}
}

// TestUndoForgets: a loop that changes and rolls back takes no more memory for ever,
// and undo still goes back a long way.
func TestUndoForgets(t *testing.T) {
	t.Parallel()
	d := newDesk(t, session.Options{})
	m, w := d.data("s"), d.work()
	must(t, m.Set("k", -1))
	sp, err := d.tx().Savepoint(ctx)
	must(t, err)
	const loops = 35_000
	for i := range loops {
		must(t, m.Set("k", i))
		must(t, sp.Rollback(ctx))
	}
	if n := len(w.Steps()); n < 10_000 || n > 20_000 {
		t.Errorf("%d steps are kept", n)
	}
	wantValue(t, m, "k", -1)
	undo(d)
	wantValue(t, m, "k", loops-1)
	for {
		if _, ok, _ := w.Undo(); !ok {
			break
		}
	}
	must(t, sp.Rollback(ctx))
	wantValue(t, m, "k", -1)
	must(t, d.m.Abort(ctx))
	if m.Len() != 0 {
		t.Error("the abort did not reach back to the beginning")
	}
}

func TestSince(t *testing.T) {
	t.Parallel()
	d := newDesk(t, session.Options{})
	d.theySet("s", "k", 1, "l", 1)
	m, w := d.data("s"), d.work()
	must(t, m.Set("k", 2))
	here := w.Here()
	wantChanges(t, w.Since(here))
	must(t, m.Set("k", 3))
	must(t, m.Set("n", 1))
	must(t, m.Set("l", 2))
	must(t, m.Set("l", 1))
	wantChanges(t, w.Since(here), "~/C/s/p/k", "+/C/s/p/n")
	must(t, d.open("s").SetTimeout(2e12))
	wantChanges(t, w.Since(here), "~/C/stimeout", "~/C/s/p/k", "+/C/s/p/n")
	must(t, d.open("s").Delete())
	wantChanges(t, w.Since(here), "-/C/s")
	wantChanges(t, w.Changes(), "-/C/s")
	for range 3 {
		w.Undo()
	}
	wantChanges(t, w.Since(here), "~/C/s/p/k", "~/C/s/p/l", "+/C/s/p/n")
	if w.Idle() {
		t.Error("it is idle")
	}
}

// TestSinceOfWhatHasComeAndGone: nothing is said of a session that existed neither then nor
// exists now, whatever has been done to it in between.
func TestSinceOfWhatHasComeAndGone(t *testing.T) {
	t.Parallel()
	d := newDesk(t, session.Options{})
	d.open("s")
	w := d.work()
	must(t, w.Join())
	here := w.Here()
	d.theySet("s", "k", 1)
	_, err := w.Refresh(ctx, diff.Ask)
	must(t, err)
	must(t, d.open("s").SetTimeout(2e12))
	must(t, d.open("s").Delete())
	wantChanges(t, w.Since(here))
	wantChanges(t, w.Changes(), "-/C/s")
}

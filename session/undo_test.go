package session_test

import (
	"errors"
	"fmt"
	"testing"

	"sessh/session"
	"sessh/txn"
)

func TestLiveReferencesThroughRollback(t *testing.T) {
	d := newDesk(t, session.Options{})
	d.theySet("s", "l", []any{1, map[string]any{"x": 1}}, "k", "old")
	m := d.data("s")
	v, _ := m.Get("l")
	list := v.(*session.List)
	v, _ = list.At(1)
	inner := v.(*session.Map)
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
		wantErr(t, list.Append(1), session.ErrDetached)
		wantErr(t, inner.Set("x", 3), session.ErrDetached)
		added, err := d.open("s").Package("added")
		must(t, err)
		must(t, added.Set("k", 1))
		root, err := d.open("s").Data()
		must(t, err)
		_, err = root.Delete("p")
		must(t, err)
		wantErr(t, m.Set("k", 1), session.ErrDetached)
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

// TestRollbackInsideOfAStep: one undo takes back the whole step, from wherever.
func TestRollbackInsideOfAStep(t *testing.T) {
	tests := []struct {
		name string
		step func(d *desk, before *txn.Savepoint, m *session.Map)
		want any // under "k", after the step
	}{
		{"to a savepoint of its own", func(d *desk, _ *txn.Savepoint, m *session.Map) {
			must(d.t, m.Set("k", 1))
			sp, err := d.tx().Savepoint(ctx)
			must(d.t, err)
			must(d.t, m.Set("k", 2))
			must(d.t, sp.Rollback(ctx))
		}, 1},
		{"and goes on", func(d *desk, _ *txn.Savepoint, m *session.Map) {
			must(d.t, m.Set("k", 1))
			sp, err := d.tx().Savepoint(ctx)
			must(d.t, err)
			must(d.t, m.Set("k", 2))
			must(d.t, sp.Rollback(ctx))
			must(d.t, m.Set("l", 3))
		}, 1},
		{"to one from before", func(d *desk, before *txn.Savepoint, m *session.Map) {
			must(d.t, m.Set("k", 1))
			must(d.t, before.Rollback(ctx))
			must(d.t, m.Set("l", 3))
		}, "sp"},
		{"with an undo in it", func(d *desk, before *txn.Savepoint, m *session.Map) {
			must(d.t, m.Set("k", 1))
			undo(d)
			undo(d)
			must(d.t, m.Set("l", 3))
		}, "sp"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesk(t, session.Options{})
			m, w := d.data("s"), d.work()
			must(t, m.Set("k", "sp"))
			before, err := d.tx().Savepoint(ctx)
			must(t, err)
			must(t, m.Set("k", "before"))
			must(t, w.Step("step", func() error { tt.step(d, before, m); return nil }))
			wantValue(t, m, "k", tt.want)
			if got := fmt.Sprint(w.Steps()); got != "[step change change]" {
				t.Error("the steps are", got)
			}
			undo(d)
			wantValue(t, m, "k", "before")
			if m.Has("l") {
				t.Error("half of the step is still there")
			}
			_, ok, err := w.Redo()
			if must(t, err); !ok {
				t.Error("it cannot be done again")
			}
			wantValue(t, m, "k", tt.want)
			must(t, before.Rollback(ctx))
			wantValue(t, m, "k", "sp")
		})
	}
}

// TestStepThatFailsLeavesSavepoints: those that were made in it are where they were.
func TestStepThatFailsLeavesSavepoints(t *testing.T) {
	fault := errors.New("fault")
	for _, after := range []bool{false, true} { // whether something is changed after the step
		t.Run(fmt.Sprint(after), func(t *testing.T) {
			d := newDesk(t, session.Options{})
			m, w := d.data("s"), d.work()
			must(t, m.Set("k", 0))
			var inside *txn.Savepoint
			wantErr(t, w.Step("fails", func() (err error) {
				must(t, m.Set("k", 1))
				must(t, m.Set("l", []any{1}))
				inside, err = d.tx().Savepoint(ctx)
				must(t, err)
				must(t, m.Set("k", 2))
				return fault
			}), fault)
			wantValue(t, m, "k", 0)
			outside, err := d.tx().Savepoint(ctx)
			must(t, err)
			if after {
				must(t, m.Set("k", 3))
				must(t, m.Set("n", 3))
			}
			must(t, outside.Rollback(ctx))
			wantValue(t, m, "k", 0)
			must(t, inside.Rollback(ctx))
			wantValue(t, m, "k", 1)
			wantValue(t, m, "l", []any{1})
			if m.Has("n") {
				t.Error("it is not where it was")
			}
			undo(d)
			wantValue(t, m, "k", 0)
		})
	}
}

// TestStepThatFailsInsideOfAStep takes back what it did itself, and no more.
func TestStepThatFailsInsideOfAStep(t *testing.T) {
	d := newDesk(t, session.Options{})
	m, w := d.data("s"), d.work()
	fault := errors.New("fault")
	must(t, w.Step("outer", func() error {
		must(t, m.Set("k", 1))
		wantErr(t, w.Step("inner", func() error { must(t, m.Set("k", 2)); return fault }), fault)
		wantValue(t, m, "k", 1)
		return m.Set("l", 3)
	}))
	wantChanges(t, w.Changes(), "+/C/s/p/k", "+/C/s/p/l")
	undo(d)
	wantChanges(t, w.Changes())
	if steps := w.Steps(); len(steps) != 0 {
		t.Error("there are more steps:", steps)
	}
}

// TestPackageThatWasHandedOutTwice: undo and redo, and a look at an earlier point, leave
// both references as they were.
func TestPackageThatWasHandedOutTwice(t *testing.T) {
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
	wantErr(t, first.Set("l", 1), session.ErrDetached)
	for range 4 {
		undo(d)
	}
	must(t, first.Set("k", 3)) // nothing is there, and both can be written to
	wantErr(t, second.Set("k", 3), session.ErrDetached)
	d.commit()
	d.wantStored("s", map[string]any{"k": 3})
}

// TestPutBackIsNoPartOfTheLog: a session that was written and put back has another
// version, whatever a look at an earlier point, undo and redo do after that.
func TestPutBackIsNoPartOfTheLog(t *testing.T) {
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
			_, err := d.work().Refresh(ctx, session.Ask)
			must(t, err)
			must(t, d.work().Step("set both", func() error {
				must(t, d.data("a").Set("k", 1))
				return d.data("b").Set("k", 1)
			}))
			d.store.ApplyWrite = func(w session.Write) *session.Outcome {
				if w.Key == "sessh/C/b" {
					return &session.Outcome{State: session.Failed, Err: session.ErrUnreachable}
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

// TestAbortInsideOfAStep: a resource that joined after a savepoint is aborted by a
// rollback to it; that cannot be undone.
func TestAbortInsideOfAStep(t *testing.T) {
	for _, fails := range []bool{false, true} {
		d := newDesk(t, session.Options{})
		sp, err := d.tx().Savepoint(ctx) // nothing has joined yet
		must(t, err)
		m, w := d.data("s"), d.work()
		must(t, m.Set("k", 1))
		fault := errors.New("fault")
		err = w.Step("step", func() error {
			return w.Step("inner", func() error {
				must(t, m.Set("k", 2))
				must(t, sp.Rollback(ctx))
				if fails {
					return fault
				}
				return m.Set("l", 3)
			})
		})
		if (err != nil) != fails || m.Has("k") || m.Has("l") == fails {
			t.Errorf("it fails: %v; the keys are %v, error %v", fails, m.Keys(), err)
		}
		if !fails {
			undo(d)
		}
		if _, ok, _ := w.Undo(); ok || m.Len() != 0 {
			t.Error("undo reaches across an abort:", m.Keys())
		}
	}
}

func TestStepIsAllOrNothing(t *testing.T) {
	d := newDesk(t, session.Options{})
	m, w := d.data("s"), d.work()
	must(t, m.Set("k", 1))
	fault := errors.New("fault")
	wantErr(t, w.Step("fails", func() error {
		must(t, m.Set("k", 2))
		must(t, w.Step("inside", func() error { return m.Set("l", 2) }))
		return fault
	}), fault)
	func() {
		defer func() { recover() }()
		w.Step("panics", func() error { must(t, m.Set("k", 3)); panic("oops") })
	}()
	wantValue(t, m, "k", 1)
	if m.Len() != 1 || len(w.Steps()) != 1 {
		t.Error(m.Keys(), w.Steps())
	}
	must(t, m.Set("after", 1)) // the log is whole
	if _, ok, _ := w.Undo(); !ok || m.Has("after") {
		t.Error("undo after a step that failed")
	}
}

func TestSince(t *testing.T) {
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

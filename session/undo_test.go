package session_test

import (
	"errors"
	"fmt"
	"testing"

	"sessh/session"
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
	if state() != "[a a2]" || fmt.Sprint(w.Steps()) != "[one]" {
		t.Error(state(), w.Steps())
	}
	redo("", false)
	undo("one", true)
	redo("one", true)
	d.commit()
	d.wantStored("s", map[string]any{"a": 1, "a2": 1})
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

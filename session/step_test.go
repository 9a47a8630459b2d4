package session_test

import (
	"errors"
	"fmt"
	"testing"

	"sessh/session"
	"sessh/session/tree"
	"sessh/txn"
)

// TestRollbackInsideOfAStep: one undo takes back the whole step, from wherever.
func TestRollbackInsideOfAStep(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		step func(d *desk, before *txn.Savepoint, m *tree.Map)
		want any // under "k", after the step
	}{
		{"to a savepoint of its own", func(d *desk, _ *txn.Savepoint, m *tree.Map) {
			must(d.t, m.Set("k", 1))
			sp, err := d.tx().Savepoint(ctx)
			must(d.t, err)
			must(d.t, m.Set("k", 2))
			must(d.t, sp.Rollback(ctx))
		}, 1},
		{"and goes on", func(d *desk, _ *txn.Savepoint, m *tree.Map) {
			must(d.t, m.Set("k", 1))
			sp, err := d.tx().Savepoint(ctx)
			must(d.t, err)
			must(d.t, m.Set("k", 2))
			must(d.t, sp.Rollback(ctx))
			must(d.t, m.Set("l", 3))
		}, 1},
		{"to one from before", func(d *desk, before *txn.Savepoint, m *tree.Map) {
			must(d.t, m.Set("k", 1))
			must(d.t, before.Rollback(ctx))
			must(d.t, m.Set("l", 3))
		}, "sp"},
		{"with an undo in it", func(d *desk, before *txn.Savepoint, m *tree.Map) {
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
	t.Parallel()
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
	t.Parallel()
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

// TestAbortInsideOfAStep: a resource that joined after a savepoint is aborted by a
// rollback to it; that cannot be undone.
func TestAbortInsideOfAStep(t *testing.T) {
	t.Parallel()
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
	t.Parallel()
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

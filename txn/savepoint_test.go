package txn_test

import (
	"errors"
	"strings"
	"testing"

	"sessh/txn"
)

func TestSavepointsStackUp(t *testing.T) {
	r, _, tx := open(t)
	var sps []*txn.Savepoint
	for i := range 4 {
		sp, err := tx.Savepoint(r.ctx)
		if err != nil || sp.Index() != i+1 {
			t.Fatal(sp.Index(), err)
		}
		sps = append(sps, sp)
	}
	wantCalls(t, r, strings.TrimSpace(strings.Repeat(expand("Savepoint abc")+" ", 4)))
	for range 3 { // the same one, any number of times
		if err := sps[1].Rollback(r.ctx); err != nil {
			t.Fatal(err)
		}
		wantCalls(t, r, expand("Rollback abc"))
	}
	for i, valid := range []bool{true, true, false, false} {
		if (sps[i].Err() == nil) != valid {
			t.Errorf("savepoint %d: %v", i+1, sps[i].Err())
		}
	}
	err := sps[3].Rollback(r.ctx)
	var se *txn.SavepointError
	if !errors.As(err, &se) || !errors.Is(err, txn.ErrSavepointInvalid) || se.Index != 4 || se.Reason != "savepoint 2 was rolled back to" {
		t.Errorf("error %v", err)
	}
	wantCalls(t, r, "")
	if sp, err := tx.Savepoint(r.ctx); err != nil || sp.Index() != 5 {
		t.Errorf("an index was used again: %d, %v", sp.Index(), err)
	}
	if err := tx.Commit(r.ctx); err != nil {
		t.Fatal(err)
	}
	if err := sps[0].Err(); err == nil || !strings.Contains(err.Error(), "committed") {
		t.Errorf("after the commit: %v", err)
	}
	wantError(t, sps[0].Rollback(r.ctx), txn.ErrSavepointInvalid)
}

func TestResourceThatJoinedLater(t *testing.T) {
	r, _, tx := open(t)
	one, _ := tx.Savepoint(r.ctx)
	d := r.marking("d", "4")
	join(t, tx, d)
	two, _ := tx.Savepoint(r.ctx)
	r.take()
	if err := two.Rollback(r.ctx); err != nil {
		t.Fatal(err)
	}
	wantCalls(t, r, expand("Rollback abcd"))
	for range 2 {
		if err := one.Rollback(r.ctx); err != nil {
			t.Fatal(err)
		}
	}
	wantCalls(t, r, expand("Rollback abc, Abort d, Rollback abc")) // aborted once
	if tx.Joined(d) {
		t.Error("it still takes part")
	}
	join(t, tx, d)
	if err := one.Rollback(r.ctx); err != nil {
		t.Fatal(err)
	}
	wantCalls(t, r, expand("Rollback abc, Abort d"))
	if err := tx.Commit(r.ctx); err != nil {
		t.Fatal(err)
	}
	wantCalls(t, r, expand("Begin cab, Commit cab, Vote cab, Finish cab"))
}

func TestFailuresOfSavepoints(t *testing.T) {
	t.Run("making one", func(t *testing.T) {
		r, _, tx := open(t)
		r.fails("b.Savepoint", errFault)
		_, err := tx.Savepoint(r.ctx)
		wantError(t, err, errFault)
		wantCalls(t, r, expand("Savepoint ab, Abort abc, CallOff abc"))
		wantFailedForGood(t, r, tx, err)
	})
	t.Run("a resource without savepoints", func(t *testing.T) {
		r, m := newRecord(), txn.NewManager()
		tx, _ := m.Begin(r.ctx)
		join(t, tx, r.marking("a", "1"), r.plain("b", "2"))
		_, err := tx.Savepoint(r.ctx)
		wantError(t, err, txn.ErrNoSavepoints)
		wantCalls(t, r, expand("Savepoint a, Abort ab, CallOff ab"))
		wantStatus(t, tx, txn.Failed)
	})
	t.Run("optimistic", func(t *testing.T) {
		r, m := newRecord(), txn.NewManager()
		tx, _ := m.Begin(r.ctx)
		join(t, tx, r.plain("b", "2"))
		sp, err := tx.Savepoint(r.ctx, txn.Optimistic)
		if err != nil {
			t.Fatal(err)
		}
		wantError(t, sp.Rollback(r.ctx), txn.ErrNoSavepoints)
		wantStatus(t, tx, txn.Failed)
	})
	t.Run("rolling back", func(t *testing.T) {
		r, _, tx := open(t)
		one, _ := tx.Savepoint(r.ctx)
		two, _ := tx.Savepoint(r.ctx)
		r.take()
		r.fault["b.Rollback"] = func() error { panic("oops") }
		err := two.Rollback(r.ctx)
		wantError(t, err)
		wantCalls(t, r, expand("Rollback ab"))
		wantError(t, one.Rollback(r.ctx), txn.ErrFailed) // mixed: only abort helps
		wantCalls(t, r, "")
		wantFailedForGood(t, r, tx, err)
	})
	t.Run("aborting who joined later", func(t *testing.T) {
		r, _, tx := open(t)
		sp, _ := tx.Savepoint(r.ctx)
		join(t, tx, r.marking("d", "4"))
		r.fails("d.Abort", errFault)
		wantError(t, sp.Rollback(r.ctx), errFault)
		wantStatus(t, tx, txn.Failed)
	})
}

func BenchmarkSavepoint(b *testing.B) {
	r, m := newRecord(), txn.NewManager()
	tx, _ := m.Begin(r.ctx)
	if err := tx.Join(silent{}); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := tx.Savepoint(r.ctx); err != nil {
			b.Fatal(err)
		}
	}
}

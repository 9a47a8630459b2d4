package session_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"sessh/session"
	"sessh/session/commit"
	"sessh/session/revert"
	"sessh/session/storage"
)

// TestConflictsAreExplainedAtOnce: what overtook the sessions of a commit is read in one
// round trip.
func TestConflictsAreExplainedAtOnce(t *testing.T) {
	t.Parallel()
	const n = 300
	d := newDesk(t, session.Options{})
	for i := range n {
		must(t, d.data(fmt.Sprint("s", i)).Set("k", 1))
	}
	d.commit()
	for i := range n {
		must(t, d.data(fmt.Sprint("s", i)).Set("k", 2))
	}
	d.store.BeforeApply = func(context.Context, []storage.Write) error { // after the vote
		d.store.BeforeApply = nil
		for i := range n {
			d.theySet(fmt.Sprint("s", i), "k", 3)
		}
		return nil
	}
	d.store.Reset()
	err := d.m.Commit(ctx)
	var ce *commit.Error
	if !errors.As(err, &ce) || len(ce.Results) != n || ce.Results[n-1].Fate != commit.InConflict {
		t.Fatalf("%v", err)
	}
	if got := d.store.Calls(); got.Load > 6 {
		t.Errorf("%d conflicts took %+v", n, got)
	}
}

// TestRevertOpensAtOnce is the same for the sessions that a commit had written.
func TestRevertOpensAtOnce(t *testing.T) {
	t.Parallel()
	const n = 300
	d := newDesk(t, session.Options{})
	for i := range n {
		must(t, d.data(fmt.Sprint("s", i)).Set("k", 1))
	}
	w := d.work()
	d.commit()
	written := revert.Written(w)
	d.store.Reset()
	must(t, revert.Do(ctx, d.work(), "revert", written))
	if got := d.store.Calls(); len(written) != n || got.Load > 2 {
		t.Errorf("%d sessions took %+v", len(written), got)
	}
	d.commit()
	d.wantStored("s7", nil)
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	if err := revert.Do(cancelled, d.work(), "revert", written); err == nil || d.work().Pending() != 0 {
		t.Errorf("a revert that was stopped: %v", err)
	}
}

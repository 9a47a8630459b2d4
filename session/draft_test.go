package session_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"sessh/session"
	"sessh/session/commit"
	"sessh/session/diff"
	"sessh/session/storage"
	"sessh/session/tree"
)

// TestDrafts: what is pending in one transaction is made pending in another one,
// against the same base.
func TestDrafts(t *testing.T) {
	t.Parallel()
	d := newDesk(t, session.Options{})
	must(t, d.data("changed").Set("n", 1))
	must(t, d.data("gone").Set("n", 1))
	d.commit()
	must(t, d.data("changed").Set("n", 2))
	must(t, d.open("changed").SetTimeout(2*time.Hour))
	must(t, d.data("new").Set("n", 3))
	must(t, d.open("gone").Delete())
	if _, err := d.data("looked").Get("n"); err {
		t.Fatal("there is something")
	}
	before := d.work().Revision()
	drafts := d.work().Drafts()
	if len(drafts) != 3 || drafts[1].Data == nil || drafts[2].Data != nil {
		t.Fatalf("drafts %+v", drafts)
	}
	must(t, d.data("new").Set("n", 4))
	if d.work().Revision() == before {
		t.Error("the revision is the same after a change")
	}
	must(t, d.data("new").Set("n", 3))
	for i := range drafts {
		if drafts[i].Data != nil {
			drafts[i].Data = tree.Clone(drafts[i].Data).(*tree.Map)
		}
	}
	must(t, d.m.Abort(ctx))

	a, err := d.work().Adopt("recover", drafts)
	must(t, err)
	stands := func(what string, want bool) {
		t.Helper()
		if a.Stands() != want {
			t.Errorf("%s: it stands: %v", what, !want)
		}
	}
	sp, err := d.tx().Savepoint(ctx, false)
	must(t, err)
	stands("adopted", true)
	if steps := d.work().Steps(); len(steps) != 1 || steps[0] != "recover" {
		t.Errorf("steps %q", steps)
	}
	d.work().Undo()
	stands("undone", false)
	d.work().Redo()
	stands("done again", true)
	d.work().Undo()
	must(t, sp.Rollback(ctx))
	stands("rolled back to where it stood", true)
	d.work().Undo()
	stands("the rollback undone", false)
	d.work().Redo()
	if d.work().Pending() != 4 {
		t.Errorf("%d changes", d.work().Pending())
	}
	if _, err := d.work().Adopt("again", drafts); err == nil || !strings.Contains(err.Error(), "already open in the transaction") {
		t.Errorf("adopted twice: %v", err)
	}
	d.commit()
	stands("committed", true)
	d.wantStored("changed", map[string]any{"n": 2})
	d.wantStored("new", map[string]any{"n": 3})
	d.wantStored("gone", nil)
	if d.open("changed").Timeout() != 2*time.Hour {
		t.Errorf("timeout %v", d.open("changed").Timeout())
	}

	// Somebody has written meanwhile: a conflict, and nothing lost.
	must(t, d.m.Abort(ctx))
	_, err = d.work().Adopt("recover", drafts[:1])
	must(t, err)
	if err := d.m.Commit(ctx); !errors.Is(err, commit.ErrConflict) {
		t.Errorf("committed over another's change: %v", err)
	}
	if r, err := d.work().Refresh(ctx, diff.Ask); err != nil || len(r.Conflicts) != 0 || d.work().Pending() != 0 {
		t.Errorf("what the store holds already is pending: %+v, %v", r, err) // it is what we had committed
	}
}

// TestAdoptAllOrNothing: a draft that cannot be taken leaves no other one behind.
func TestAdoptAllOrNothing(t *testing.T) {
	t.Parallel()
	d := newDesk(t, session.Options{})
	data := tree.NewMap()
	must(t, data.Set("p", tree.NewMap()))
	c := d.root.Container("C")
	_, err := d.work().Adopt("recover", []session.Draft{
		{Container: c, ID: "a", Data: data, Timeout: time.Hour},
		{Container: c, ID: "b", Data: data, Timeout: time.Hour, Base: &storage.Item{Key: "k", Value: []byte("nonsense"), Version: 1}},
	})
	if err == nil || d.work().Pending() != 0 || len(d.work().Sessions()) != 0 {
		t.Errorf("%v; %d changes, %d sessions", err, d.work().Pending(), len(d.work().Sessions()))
	}
	if len(d.work().Steps()) != 0 {
		t.Errorf("steps %q", d.work().Steps())
	}
}

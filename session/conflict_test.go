package session_test

import (
	"errors"
	"testing"
	"time"

	"sessh/session"
	"sessh/session/commit"
	"sessh/session/diff"
	"sessh/session/storage"
	"sessh/session/tree"
	"sessh/txn"
)

// collide makes "same" a conflict, and "mine" and "theirs" none.
func collide(t *testing.T) *desk {
	t.Helper()
	d := newDesk(t, session.Options{})
	d.theySet("s", "same", 0, "mine", 0, "theirs", 0, "m", map[string]any{"a": 0, "b": 0})
	m := d.data("s")
	must(t, m.Set("same", "mine"))
	must(t, m.Set("mine", 1))
	v, _ := m.Get("m")
	must(t, v.(*tree.Map).Set("a", 1))
	d.theySet("s", "same", "theirs", "theirs", 1, "m", map[string]any{"a": 0, "b": 1})
	wantErr(t, d.m.Commit(ctx), commit.ErrConflict)
	return d
}

func TestCompareChangesNothing(t *testing.T) {
	t.Parallel()
	d := collide(t)
	before := texts(d.work().Changes())
	r, err := d.work().Compare(ctx)
	must(t, err)
	if len(r.Conflicts) != 1 || len(r.Sessions) != 1 {
		t.Fatalf("%+v", r)
	}
	c := r.Conflicts[0]
	if c.Path.String() != "/C/s/p/same" || !tree.Equal(c.Base.Value, int64(0)) || c.Mine.Value != "mine" || c.Theirs.Value != "theirs" {
		t.Errorf("%+v", c)
	}
	wantChanges(t, r.Taken, "~/C/s/p/theirs", "~/C/s/p/m/b")
	wantChanges(t, d.work().Changes(), before...)
	wantErr(t, d.m.Commit(ctx), commit.ErrConflict)
}

// TestUndecidedConflict: it is one to whoever commits, and the commit can be tried again.
func TestUndecidedConflict(t *testing.T) {
	t.Parallel()
	d := collide(t)
	_, err := d.work().Refresh(ctx, diff.Ask)
	must(t, err)
	err = d.m.Commit(ctx)
	wantFates(t, err, "/C/s conflict")
	wantErr(t, err, commit.ErrConflict, txn.ErrRepeatable, txn.ErrTransient)
}

func TestRefreshMergesAndAsks(t *testing.T) {
	t.Parallel()
	merged := map[string]any{"mine": 1, "theirs": 1, "m": map[string]any{"a": 1, "b": 1}}
	with := func(same any) map[string]any {
		all := map[string]any{"same": same}
		for k, v := range merged {
			all[k] = v
		}
		return all
	}
	same := tree.SessionPath("C", "s", "p", "same")
	tests := []struct {
		name   string
		decide func(d *desk) error
		want   map[string]any
	}{
		{"mine", func(d *desk) error { _, err := d.work().Refresh(ctx, diff.Mine); return err }, with("mine")},
		{"theirs", func(d *desk) error { _, err := d.work().Refresh(ctx, diff.Theirs); return err }, with("theirs")},
		{"theirs, by path", func(d *desk) error { _, err := d.work().Refresh(ctx, diff.Theirs, same); return err }, with("theirs")},
		{"mine, by container", func(d *desk) error {
			_, err := d.work().Refresh(ctx, diff.Mine, tree.ContainerPath("C"))
			return err
		}, with("mine")},
		{"mine, by root", func(d *desk) error { _, err := d.work().Refresh(ctx, diff.Mine, tree.Path{}); return err }, with("mine")},
		{"another path decides nothing", func(d *desk) error {
			_, err := d.work().Refresh(ctx, diff.Mine, tree.SessionPath("C", "s", "q"), tree.SessionPath("C", "other"), tree.ContainerPath("D"))
			must(d.t, err)
			wantErr(d.t, d.m.Commit(ctx), commit.ErrConflict)
			return d.data("s").Set("same", "third")
		}, with("third")},
		{"setting the key", func(d *desk) error { return d.data("s").Set("same", "third") }, with("third")},
		{"removing the key", func(d *desk) error { _, err := d.data("s").Delete("same"); return err }, merged},
	}
	for _, first := range []bool{true, false} { // whether it is asked before it is decided
		for _, tt := range tests {
			if !first && tt.name[0] == 's' || !first && tt.name[0] == 'r' || !first && tt.name[0] == 'a' {
				continue
			}
			t.Run(tt.name, func(t *testing.T) {
				d := collide(t)
				if first {
					r, err := d.work().Refresh(ctx, diff.Ask)
					must(t, err)
					if len(r.Conflicts) != 1 || len(d.work().Conflicts()) != 1 {
						t.Fatalf("%+v", r)
					}
					wantErr(t, d.m.Commit(ctx), commit.ErrConflict) // not decided yet
				}
				must(t, tt.decide(d))
				if n := len(d.work().Conflicts()); n != 0 {
					t.Errorf("%d conflicts are left", n)
				}
				d.commit()
				d.wantStored("s", tt.want)
			})
		}
	}
}

// A refresh can be taken back; the commit then finds the same conflict, and
// nothing of theirs is overwritten.
func TestUndoneRefreshFindsTheConflictAgain(t *testing.T) {
	t.Parallel()
	for name, back := range map[string]func(d *desk, rollback func()){
		"undo":     func(d *desk, _ func()) { d.work().Undo() },
		"rollback": func(_ *desk, rollback func()) { rollback() },
	} {
		t.Run(name, func(t *testing.T) {
			d := collide(t)
			sp, err := d.tx().Savepoint(ctx)
			must(t, err)
			_, err = d.work().Refresh(ctx, diff.Mine)
			must(t, err)
			back(d, func() { must(t, sp.Rollback(ctx)) })
			wantErr(t, d.m.Commit(ctx), commit.ErrConflict)
			if v := d.stored("s")["same"]; v != "theirs" {
				t.Errorf("it was overwritten with %v", v)
			}
			_, err = d.work().Refresh(ctx, diff.Mine)
			must(t, err)
			d.commit()
		})
	}
}

func TestRefreshOfWholeSessions(t *testing.T) {
	t.Parallel()
	set := func(d *desk) { must(d.t, d.data("s").Set("k", "mine")) }
	del := func(d *desk) { must(d.t, d.open("s").Delete()) }
	look := func(d *desk) { d.data("s").Keys() }
	tests := []struct {
		name         string
		before       []any
		mine, theirs func(d *desk)
		choice       diff.Choice
		conflicts    int
		want         map[string]any
	}{
		{"gone, mine", []any{"k", 1, "l", 1}, set, func(d *desk) { d.theyDelete("s") }, diff.Mine, 0, map[string]any{"k": "mine", "l": 1}},
		{"gone, theirs", []any{"k", 1}, set, func(d *desk) { d.theyDelete("s") }, diff.Theirs, 0, nil},
		{"gone, asked", []any{"k", 1}, set, func(d *desk) { d.theyDelete("s") }, diff.Ask, 1, nil},
		{"deleted, changed: mine", []any{"k", 1}, del, func(d *desk) { d.theySet("s", "k", 2) }, diff.Mine, 0, nil},
		{"deleted, changed: theirs", []any{"k", 1}, del, func(d *desk) { d.theySet("s", "k", 2) }, diff.Theirs, 0, map[string]any{"k": 2}},
		{"deleted, changed: asked", []any{"k", 1}, del, func(d *desk) { d.theySet("s", "k", 2) }, diff.Ask, 1, map[string]any{"k": 2}},
		{"both deleted", []any{"k", 1}, del, func(d *desk) { d.theyDelete("s") }, diff.Ask, 0, nil},
		{"both created, other keys", nil, set, func(d *desk) { d.theySet("s", "other", 2) }, diff.Ask, 0, map[string]any{"k": "mine", "other": 2}},
		{"both created, the same key", nil, set, func(d *desk) { d.theySet("s", "k", 2) }, diff.Ask, 1, map[string]any{"k": 2}},
		{"both the same", []any{"k", 1}, set, func(d *desk) { d.theySet("s", "k", "mine") }, diff.Ask, 0, map[string]any{"k": "mine"}},
		{"only looked at, changed", []any{"k", 1}, look, func(d *desk) { d.theySet("s", "k", 2) }, diff.Ask, 0, map[string]any{"k": 2}},
		{"only looked at, gone", []any{"k", 1}, look, func(d *desk) { d.theyDelete("s") }, diff.Ask, 0, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesk(t, session.Options{})
			if tt.before != nil {
				d.theySet("s", tt.before...)
			}
			tt.mine(d)
			tt.theirs(d)
			r, err := d.work().Refresh(ctx, tt.choice)
			must(t, err)
			if len(r.Conflicts) != tt.conflicts {
				t.Fatalf("%+v", r)
			}
			if tt.conflicts > 0 {
				wantErr(t, d.m.Commit(ctx), commit.ErrConflict)
				r, err = d.work().Refresh(ctx, diff.Theirs)
				must(t, err)
				if len(r.Conflicts)+len(d.work().Conflicts()) != 0 {
					t.Errorf("%+v", r)
				}
			}
			d.commit()
			d.wantStored("s", tt.want)
		})
	}
}

func TestRefreshThatCannotRead(t *testing.T) {
	t.Parallel()
	d := collide(t)
	d.data("t").Keys()
	d.store.LoadKey = func(key string) error {
		if key == "sessh/C/s" {
			return storage.ErrUnreachable
		}
		return nil
	}
	_, err := d.work().Refresh(ctx, diff.Mine)
	wantErr(t, err, storage.ErrUnreachable)
	d.store.LoadKey = nil
	wantErr(t, d.m.Commit(ctx), commit.ErrConflict) // as before
	if r, err := d.work().Refresh(ctx, diff.Mine); err != nil || len(r.Sessions) != 1 {
		t.Errorf("%+v, %v", r, err)
	}
	d.commit()
}

func TestRefreshWithNothingOpen(t *testing.T) {
	t.Parallel()
	d := newDesk(t, session.Options{})
	r, err := d.work().Refresh(ctx, diff.Ask)
	must(t, err)
	if len(r.Sessions)+len(r.Conflicts)+len(r.Taken) != 0 {
		t.Errorf("%+v", r)
	}
}

func TestTheirsCannotBeRead(t *testing.T) {
	t.Parallel()
	d := collide(t)
	item := d.store.Store.Load(ctx, []string{"sessh/C/s"}, 0)[0].Item
	d.store.Store.Apply(ctx, []storage.Write{{Key: "sessh/C/s", Value: []byte("{"), Version: item.Version}})
	_, err := d.work().Refresh(ctx, diff.Mine)
	wantErr(t, err)
	wantErr(t, d.m.Commit(ctx), commit.ErrConflict)
	if l := d.store.Store.Load(ctx, []string{"sessh/C/s"}, storage.NeedValue)[0]; string(l.Item.Value) != "{" {
		t.Error("it was overwritten unseen")
	}
}

// What stands in place of a conflict may be a list: changing that list decides.
func TestChangingAListDecides(t *testing.T) {
	t.Parallel()
	d := newDesk(t, session.Options{})
	d.theySet("s", "l", []any{0})
	v, _ := d.data("s").Get("l")
	l := v.(*tree.List)
	must(t, l.Append("mine"))
	d.theySet("s", "l", []any{0, "theirs"})
	_, err := d.work().Refresh(ctx, diff.Ask)
	must(t, err)
	wantErr(t, d.m.Commit(ctx), commit.ErrConflict)
	must(t, l.Append("theirs"))
	d.commit()
	d.wantStored("s", map[string]any{"l": []any{0, "mine", "theirs"}})
}

// A decision can be taken back like anything else: the conflict is open again.
func TestUndoneDecision(t *testing.T) {
	t.Parallel()
	d := collide(t)
	open := func(want int) {
		t.Helper()
		if n := len(d.work().Conflicts()); n != want {
			t.Errorf("%d conflicts are open, not %d", n, want)
		}
	}
	_, err := d.work().Refresh(ctx, diff.Ask)
	must(t, err)
	open(1)
	_, err = d.work().Refresh(ctx, diff.Mine)
	must(t, err)
	open(0)
	d.work().Undo()
	open(1)
	wantErr(t, d.m.Commit(ctx), commit.ErrConflict)
	d.work().Redo()
	open(0)
	d.work().Undo()
	d.work().Undo()
	open(0) // that there is one is not known any more
	wantErr(t, d.m.Commit(ctx), commit.ErrConflict)
	d.wantStored("s", map[string]any{"same": "theirs", "mine": 0, "theirs": 1, "m": map[string]any{"a": 0, "b": 1}})
}

func TestRefreshTakesRemovalsAndTimeouts(t *testing.T) {
	t.Parallel()
	d := newDesk(t, session.Options{})
	d.theySet("s", "gone", 1, "k", 1)
	must(t, d.data("s").Set("k", 2))
	d.other(func(c *session.Container, tx *txn.Tx) {
		s, err := c.Session(ctx, tx, "s")
		must(t, err)
		must(t, s.SetTimeout(7*time.Hour))
		m, err := s.Package("p")
		must(t, err)
		_, err = m.Delete("gone")
		must(t, err)
	})
	r, err := d.work().Refresh(ctx, diff.Ask)
	must(t, err)
	wantChanges(t, r.Taken, "-/C/s/p/gone", "~/C/stimeout")
	wantChanges(t, d.work().Changes(), "~/C/s/p/k")
	d.commit()
	d.wantStored("s", map[string]any{"k": 2})
	if got := d.open("s").Timeout(); got != 7*time.Hour {
		t.Errorf("the timeout is %v", got)
	}
}

// TestCountersOfBothSides: with Same, two visits that were counted at once are
// two, and a decision of one's own is a step like any other.
func TestCountersOfBothSides(t *testing.T) {
	t.Parallel()
	d := newDesk(t, session.Options{})
	must(t, d.data("a").Set("visits", 5))
	must(t, d.data("a").Set("name", "x"))
	d.commit()
	must(t, d.data("a").Set("visits", 6))
	must(t, d.data("a").Set("name", "mine"))
	d.theySet("a", "visits", 6, "name", "theirs")
	visits := tree.SessionPath("C", "a", "p", "visits")
	r, err := d.work().Resolve(ctx, diff.Resolution{Same: true, Decide: func(c diff.Conflict) (diff.Side, bool, error) {
		if c.Path.String() != visits.String() {
			return diff.Side{}, false, nil
		}
		return diff.Add(c)
	}})
	if err != nil || len(r.Conflicts) != 1 {
		t.Fatalf("%+v, %v", r, err)
	}
	if v, _ := d.data("a").Get("visits"); v != int64(7) {
		t.Errorf("visits %v", v)
	}
	_, err = d.work().Resolve(ctx, diff.Resolution{Decide: func(diff.Conflict) (diff.Side, bool, error) {
		return diff.Side{Value: "both", Present: true}, true, nil
	}})
	must(t, err)
	if v, _ := d.data("a").Get("name"); v != "both" || len(d.work().Conflicts()) != 0 {
		t.Errorf("name %v, conflicts %v", v, d.work().Conflicts())
	}
	failed := errors.New("no")
	d.theySet("a", "name", "again")
	if _, err := d.work().Resolve(ctx, diff.Resolution{Decide: func(diff.Conflict) (diff.Side, bool, error) {
		return diff.Side{}, false, failed
	}}); !errors.Is(err, failed) {
		t.Errorf("got %v", err)
	}
}

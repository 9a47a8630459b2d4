package session_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"sessh/session"
	"sessh/session/commit"
	"sessh/session/diff"
	"sessh/session/storage"
	"sessh/session/tree"
	"sessh/txn"
)

// TestReferencesStayLiveThroughARefresh: what another program has changed is put into the lists
// and mappings that are in the user's hands.
func TestReferencesStayLiveThroughARefresh(t *testing.T) {
	t.Parallel()
	before := map[string]any{"l": []any{1, map[string]any{"x": 1}, 3}, "m": map[string]any{"a": 1, "b": 2}}
	for _, tt := range []struct {
		name   string
		mine   func(d *desk) // in the same session; may be nil
		theirs map[string]any
		choice diff.Choice
		taken  string
		inner  bool // whether the mapping in the list is still there
	}{
		{"another program has changed it", nil, map[string]any{"l": []any{0, 1, map[string]any{"x": 2}}, "m": map[string]any{"a": 2, "c": 3}}, diff.Ask,
			"~/C/s/p/l ~/C/s/p/m/a -/C/s/p/m/b +/C/s/p/m/c", false},
		{"and I have changed something else", func(d *desk) { must(d.t, d.data("s").Set("x", 1)) },
			map[string]any{"l": []any{map[string]any{"x": 2}}, "m": map[string]any{"b": 2}}, diff.Ask, "~/C/s/p/l -/C/s/p/m/a", false},
		{"both have changed it, and theirs is taken", func(d *desk) {
			v, _ := d.data("s").Get("l")
			must(d.t, v.(*tree.List).Append("mine"))
		}, map[string]any{"l": []any{1, map[string]any{"x": 5}}, "m": map[string]any{}}, diff.Theirs, "~/C/s/p/l -/C/s/p/m/a -/C/s/p/m/b", true},
		{"a list is emptied", nil, map[string]any{"l": []any{}, "m": map[string]any{"a": map[string]any{"deep": 1}, "b": 2}}, diff.Ask,
			"~/C/s/p/l ~/C/s/p/m/a", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesk(t, session.Options{})
			d.theySet("s", "l", before["l"], "m", before["m"])
			data := d.data("s")
			v, _ := data.Get("l")
			list := v.(*tree.List)
			v, _ = list.At(1)
			inner := v.(*tree.Map)
			v, _ = data.Get("m")
			mapping := v.(*tree.Map)
			if tt.mine != nil {
				tt.mine(d)
			}
			d.theySet("s", "l", tt.theirs["l"], "m", tt.theirs["m"])
			r, err := d.work().Refresh(ctx, tt.choice)
			must(t, err)
			if got := strings.Join(texts(r.Taken), " "); got != tt.taken {
				t.Errorf("taken is %s, want %s", got, tt.taken)
			}
			wantValue(t, d.data("s"), "l", tt.theirs["l"])
			wantValue(t, d.data("s"), "m", tt.theirs["m"])
			for name, set := range map[string]func() error{
				"package": func() error { return data.Set("live", 1) },
				"list":    func() error { return list.Append("live") },
				"mapping": func() error { return mapping.Set("live", 1) },
			} {
				if err := set(); err != nil {
					t.Errorf("the %s in hand: %v", name, err)
				}
			}
			if tt.inner {
				must(t, inner.Set("live", 1))
				undo(d)
			}
			for range 4 {
				undo(d)
			}
			wantValue(t, data, "m", before["m"])
			for range 4 {
				_, ok, err := d.work().Redo()
				if must(t, err); !ok {
					t.Error("it cannot be done again")
				}
			}
			wantValue(t, mapping, "live", 1)
			d.commit()
			want := map[string]any{"l": list, "m": mapping, "live": 1}
			if d.stored("s")["x"] != nil {
				want["x"] = 1
			}
			d.wantStored("s", want)
		})
	}
}

// theyTime sets the timeout as another program.
func (d *desk) theyTime(id string, timeout time.Duration) {
	d.t.Helper()
	d.other(func(c *session.Container, tx *txn.Tx) {
		s, err := c.Session(ctx, tx, id)
		must(d.t, err)
		must(d.t, s.SetTimeout(timeout))
	})
}

// TestTimeoutsOfBothSides: a timeout is merged like a key, and one that both sides have
// changed is a conflict.
func TestTimeoutsOfBothSides(t *testing.T) {
	t.Parallel()
	const read, ours, others = time.Hour, 2 * time.Hour, 3 * time.Hour
	for _, tt := range []struct {
		name         string
		mine, theirs time.Duration
		choice       diff.Choice
		conflict     bool
		want         time.Duration
	}{
		{"mine", ours, read, diff.Ask, false, ours},
		{"theirs", read, others, diff.Ask, false, others},
		{"both the same", ours, ours, diff.Ask, false, ours},
		{"both, asked", ours, others, diff.Ask, true, ours},
		{"both, mine", ours, others, diff.Mine, false, ours},
		{"both, theirs", ours, others, diff.Theirs, false, others},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesk(t, session.Options{})
			d.theySet("s", "k", 1)
			must(t, d.data("s").Set("k", 2))
			must(t, d.open("s").SetTimeout(tt.mine))
			d.theySet("s", "l", 1)
			d.theyTime("s", tt.theirs)
			r, err := d.work().Refresh(ctx, tt.choice)
			must(t, err)
			if got := d.open("s").Timeout(); got != tt.want {
				t.Errorf("the timeout is %v, want %v", got, tt.want)
			}
			if (len(r.Conflicts) == 1) != tt.conflict {
				t.Fatalf("conflicts %+v", r.Conflicts)
			}
			if tt.conflict {
				c := r.Conflicts[0]
				if c.Attribute != "timeout" || c.Path.String() != "/C/s" || c.Base.Value != read || c.Mine.Value != ours || c.Theirs.Value != others {
					t.Errorf("the conflict is %+v", c)
				}
				err := d.m.Commit(ctx)
				wantErr(t, err, commit.ErrConflict)
				if !strings.Contains(err.Error(), "the timeout of /C/s was changed on both sides") {
					t.Error(err)
				}
				_, err = d.work().Refresh(ctx, diff.Theirs, tree.SessionPath("C", "s"))
				must(t, err)
				tt.want = others
			}
			d.commit()
			if got := d.open("s").Timeout(); got != tt.want {
				t.Errorf("the timeout that is stored is %v, want %v", got, tt.want)
			}
			d.wantStored("s", map[string]any{"k": 2, "l": 1})
		})
	}
}

// TestTimeoutThatIsSetDecides, as the key of a conflict does; and undo opens it again.
func TestTimeoutThatIsSetDecides(t *testing.T) {
	t.Parallel()
	d := newDesk(t, session.Options{})
	d.theySet("s", "k", 1)
	must(t, d.open("s").SetTimeout(2*time.Hour))
	d.theyTime("s", 3*time.Hour)
	_, err := d.work().Refresh(ctx, diff.Ask)
	must(t, err)
	must(t, d.open("s").SetTimeout(4*time.Hour))
	if n := len(d.work().Conflicts()); n != 0 {
		t.Errorf("%d conflicts are open", n)
	}
	undo(d)
	if n := len(d.work().Conflicts()); n != 1 {
		t.Errorf("%d conflicts are open after undo", n)
	}
	_, err = d.work().Resolve(ctx, diff.Resolution{Decide: func(diff.Conflict) (diff.Side, bool, error) {
		return diff.Side{Value: int64(5), Present: true}, true, nil
	}})
	if err == nil || !strings.Contains(err.Error(), "its timeout cannot be set to a value of its own") {
		t.Error("decided by a number:", err)
	}
	for _, rule := range []diff.Resolver{diff.Add, diff.Union} {
		if r, err := d.work().Resolve(ctx, diff.Resolution{Decide: rule, Same: true}); err != nil || len(r.Conflicts) != 1 {
			t.Errorf("%+v, %v", r, err)
		}
	}
}

// TestFlagsOfBothSides: those of a raw item are merged like a key.
func TestFlagsOfBothSides(t *testing.T) {
	t.Parallel()
	they := func(d *desk, value string, flags uint32) {
		item := d.store.Store.Load(ctx, []string{"n"}, 0)[0].Item
		d.store.Store.Apply(ctx, []storage.Write{{Key: "n", Value: []byte(value), Flags: flags, Version: item.Version}})
	}
	for _, tt := range []struct {
		name      string
		mine      uint32 // 0: as they are
		theirs    uint32
		choice    diff.Choice
		conflicts int
		taken     string
		want      string
	}{
		{"mine", 16, 2, diff.Ask, 0, "~/items/n/value", "13 16"},
		{"theirs", 0, 7, diff.Ask, 0, "~/items/n/value, ~/items/nflags 2 7", "13 7"},
		{"both, mine", 16, 7, diff.Mine, 0, "~/items/n/value", "13 16"},
		{"both, theirs", 16, 7, diff.Theirs, 0, "~/items/n/value, ~/items/nflags 16 7", "13 7"},
		{"both, asked", 16, 7, diff.Ask, 1, "~/items/n/value", "13 7"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := rawDesk(t)
			s := d.item("n")
			if tt.mine != 0 {
				must(t, s.SetFlags(tt.mine))
			}
			they(d, "13", tt.theirs)
			r, err := d.work().Refresh(ctx, tt.choice)
			must(t, err)
			if got := flagsTexts(r.Taken); got != tt.taken || len(r.Conflicts) != tt.conflicts {
				t.Errorf("taken is %q, want %q; conflicts %+v", got, tt.taken, r.Conflicts)
			}
			if tt.conflicts > 0 {
				wantErr(t, d.m.Commit(ctx), commit.ErrConflict)
				_, err := d.work().Refresh(ctx, diff.Theirs)
				must(t, err)
			}
			d.commit()
			if got := d.heldItem("n"); got != tt.want {
				t.Errorf("%q is stored, want %q", got, tt.want)
			}
		})
	}
}

// TestResolverThatFails: what was decided before is taken back, and nothing is merged.
func TestResolverThatFails(t *testing.T) {
	t.Parallel()
	fault := errors.New("fault")
	set := func(d *desk) {
		for _, id := range []string{"a", "b", "c"} {
			d.theySet(id, "k", "old", "l", "old")
			must(t, d.data(id).Set("k", "mine"))
			d.theySet(id, "k", "theirs", "l", "theirs")
		}
	}
	decide := diff.Resolution{Decide: func(c diff.Conflict) (diff.Side, bool, error) {
		if c.Path.Session == "c" {
			return diff.Side{}, true, fault
		}
		return c.Theirs, true, nil
	}}
	for _, asked := range []bool{false, true} { // whether an earlier refresh has found the conflicts
		t.Run(fmt.Sprint(asked), func(t *testing.T) {
			d := newDesk(t, session.Options{})
			set(d)
			if asked {
				_, err := d.work().Refresh(ctx, diff.Ask)
				must(t, err)
			}
			changes, open, steps := d.work().Changes(), len(d.work().Conflicts()), len(d.work().Steps())
			r, err := d.work().Resolve(ctx, decide)
			wantErr(t, err, fault)
			if r != nil {
				t.Errorf("it reports %+v", r)
			}
			wantChanges(t, d.work().Changes(), texts(changes)...)
			for _, id := range []string{"a", "b", "c"} {
				wantValue(t, d.data(id), "k", "mine")
			}
			if n := len(d.work().Conflicts()); n != open {
				t.Errorf("%d conflicts are open, want %d", n, open)
			}
			if n := len(d.work().Steps()); n != steps {
				t.Errorf("%d steps, want %d", n, steps)
			}
			wantErr(t, d.m.Commit(ctx), commit.ErrConflict)
			_, err = d.work().Refresh(ctx, diff.Mine)
			must(t, err)
			d.commit()
			for _, id := range []string{"a", "b", "c"} {
				d.wantStored(id, map[string]any{"k": "mine", "l": "theirs"})
			}
		})
	}
}

// TestEmptySessionIsNotRemoved: where others have emptied a session that I have removed,
// and theirs is taken, it is there, and empty.
func TestEmptySessionIsNotRemoved(t *testing.T) {
	t.Parallel()
	d := newDesk(t, session.Options{})
	d.theySet("s", "k", 1)
	must(t, d.open("s").Delete())
	d.other(func(c *session.Container, tx *txn.Tx) {
		s, err := c.Session(ctx, tx, "s")
		must(t, err)
		root, err := s.Data()
		must(t, err)
		_, err = root.Delete("p")
		must(t, err)
	})
	_, err := d.work().Refresh(ctx, diff.Theirs)
	must(t, err)
	wantChanges(t, d.work().Changes())
	if !d.open("s").Exists() {
		t.Error("it is removed")
	}
}

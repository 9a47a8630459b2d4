package revert_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"sessh/session"
	"sessh/session/commit"
	"sessh/session/family/familytest"
	"sessh/session/format"
	"sessh/session/format/framework"
	"sessh/session/format/sesshjson"
	"sessh/session/memstore"
	"sessh/session/revert"
	"sessh/session/storage"
	"sessh/session/tree"
	"sessh/txn"
)

// desk is a store with sessions of container C open in transactions.
type desk struct {
	t    testing.TB
	root *session.Root
	m    *txn.Manager
}

func newDesk(t testing.TB) *desk { return deskOn(t, memstore.New(memstore.Options{})) }

func deskOn(t testing.TB, store storage.Store) *desk {
	return &desk{t, session.NewRoot(store, session.Options{Formats: []format.Format{sesshjson.Format{}}}), txn.NewManager()}
}

func (d *desk) work() *session.Work { return d.root.Work(d.m.Tx()) }

func (d *desk) open(id string) *session.Session {
	d.t.Helper()
	s, err := d.root.Container("C").Session(d.t.Context(), d.m.Tx(), id)
	must(d.t, err)
	return s
}

// data is package "p" of a session.
func (d *desk) data(id string) *tree.Map {
	d.t.Helper()
	m, err := d.open(id).Package("p")
	must(d.t, err)
	return m
}

func (d *desk) commit() {
	d.t.Helper()
	must(d.t, d.m.Commit(d.t.Context()))
}

// written commits, and returns what was written.
func (d *desk) written() []session.CommittedItem {
	d.t.Helper()
	w := d.work()
	d.commit()
	return revert.Written(w)
}

// theySet sets a key of package "p" as another program.
func (d *desk) theySet(id string, key, value any) {
	d.t.Helper()
	they := deskOn(d.t, d.root.Store())
	must(d.t, they.data(id).Set(key, value))
	they.commit()
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestRevert(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	must(t, d.data("a").Set("total", 1))
	must(t, d.data("a").Set("items", tree.NewList(1, 2, 3)))
	made := d.written()

	items, _ := d.data("a").Get("items")
	must(t, items.(*tree.List).Delete(1))
	must(t, d.data("a").Set("total", 2))
	must(t, d.open("a").SetTimeout(2*time.Hour))
	must(t, d.data("b").Set("new", true))
	changed := d.written()
	if len(changed) != 2 || changed[0].Before == nil || changed[1].Before != nil || changed[0].Changes.Len() == 0 {
		t.Fatalf("written: %+v", changed)
	}

	// Beside what others have done since, it is the inverse, and one step.
	d.theySet("a", "coupon", "SUMMER")
	must(t, revert.Do(t.Context(), d.work(), "revert", changed))
	if steps := d.work().Steps(); len(steps) != 1 || steps[0] != "revert" {
		t.Errorf("steps %q", steps)
	}
	revision := d.work().Revision()
	if must(t, revert.Do(t.Context(), d.work(), "again", changed)); d.work().Revision() != revision {
		t.Errorf("what is reverted already is reverted again: steps %q", d.work().Steps())
	}
	d.commit()
	if got := tree.NewMap(); true {
		must(t, got.Set("total", 1))
		must(t, got.Set("items", tree.NewList(1, 2, 3)))
		must(t, got.Set("coupon", "SUMMER"))
		if !tree.Equal(d.data("a"), got) {
			t.Errorf("cart %v", d.data("a"))
		}
	}
	if d.open("a").Timeout() != time.Hour || d.open("b").Exists() {
		t.Errorf("timeout %v, b exists: %v", d.open("a").Timeout(), d.open("b").Exists())
	}

	// A session that was made is removed, unless another program has put something
	// in.
	err := revert.Do(t.Context(), d.work(), "revert", made)
	var re *revert.Error
	if !errors.As(err, &re) || !errors.Is(err, commit.ErrConflict) || len(re.Conflicts) != 1 || d.work().Pending() != 0 {
		t.Errorf("reverting what was changed since: %v, and %d changes pending", err, d.work().Pending())
	}
}

func TestRevertOfARemoval(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	must(t, d.data("a").Set("total", 1))
	must(t, d.open("a").SetTimeout(2*time.Hour))
	d.commit()
	must(t, d.open("a").Delete())
	removed := d.written()
	if len(removed) != 1 || removed[0].After != nil {
		t.Fatalf("written: %+v", removed)
	}
	must(t, revert.Do(t.Context(), d.work(), "revert", removed))
	d.commit()
	if v, _ := d.data("a").Get("total"); v != int64(1) || d.open("a").Timeout() != 2*time.Hour {
		t.Errorf("total %v, timeout %v", v, d.open("a").Timeout())
	}
	// Somebody has made another session of that name.
	must(t, d.open("a").Delete())
	removed = d.written()
	must(t, d.data("a").Set("total", 5))
	d.commit()
	if err := revert.Do(t.Context(), d.work(), "revert", removed); !errors.Is(err, commit.ErrConflict) || !strings.Contains(err.Error(), "/C/a/p/total has been changed since") {
		t.Errorf("reverted over another session: %v", err)
	}
}

// TestRevertToTheVeryItem: a session that was removed is again the item that it was, in the way in which
// that was written, and so is one that only the application can write.
func TestRevertToTheVeryItem(t *testing.T) {
	t.Parallel()
	const id, laravel = "abcdefghijabcdefghijabcdefghijabcdefghij", "laravel_cache_abcdefghijabcdefghijabcdefghijabcdefghij"
	const sealed, plain, other = "eyJpdiI6ImEiLCJ2YWx1ZSI6ImIifQ==", `a:1:{s:6:"_token";s:1:"x";}`, `a:1:{s:6:"_token";s:1:"y";}`
	lettered := func(way string) string {
		r := &format.Record{Container: "C", ID: "a", Data: tree.NewMap(), Way: way}
		must(t, r.Data.Set("p", map[string]any{"k": 1}))
		value, _, err := familytest.Lettered{}.Encode(r, nil)
		must(t, err)
		return string(value)
	}
	key, err := familytest.Lettered{}.Key("C", "a")
	must(t, err)
	neighbour, err := familytest.Lettered{}.Key("C", "b")
	must(t, err)
	for _, test := range []struct {
		name              string
		f                 format.Format
		container, id     string
		key               string
		before, wrote, is string // "" for none
		want              string // "" for a conflict
	}{
		{"removed", familytest.Lettered{}, "C", "a", key, lettered("b"), "", "", lettered("b")},
		{"encrypted, and removed", framework.Named("laravel"), "laravel", id, laravel, sealed, "", "", sealed},
		{"encrypted, and replaced", framework.Named("laravel"), "laravel", id, laravel, sealed, plain, plain, sealed},
		{"replaced by what is encrypted", framework.Named("laravel"), "laravel", id, laravel, plain, sealed, sealed, plain},
		{"encrypted, replaced, and changed", framework.Named("laravel"), "laravel", id, laravel, sealed, plain, other, ""},
		{"encrypted, removed, and there again", framework.Named("laravel"), "laravel", id, laravel, sealed, "", plain, ""},
		{"encrypted, and as it was", framework.Named("laravel"), "laravel", id, laravel, sealed, plain, sealed, sealed},
	} {
		store := memstore.New(memstore.Options{})
		put := func(key, value string) {
			if value != "" {
				store.Apply(t.Context(), []storage.Write{{Key: key, Value: []byte(value)}})
			}
		}
		item := func(value string) *storage.Item {
			if value == "" {
				return nil
			}
			return &storage.Item{Key: test.key, Value: []byte(value), Version: 7}
		}
		put(test.key, test.is)
		put(neighbour, lettered("a"))
		root, m := session.NewRoot(store, session.Options{Formats: []format.Format{test.f}}), txn.NewManager()
		x, err := revert.Item(root.Container(test.container), test.id, item(test.before), item(test.wrote))
		must(t, err)
		err = revert.Do(t.Context(), root.Work(m.Tx()), "revert", []session.CommittedItem{x})
		if test.want == "" {
			if !errors.Is(err, commit.ErrConflict) {
				t.Errorf("%s: %v", test.name, err)
			}
			continue
		}
		must(t, err)
		must(t, m.Commit(t.Context()))
		got := store.Load(t.Context(), []string{test.key}, storage.NeedValue)[0].Item
		if got == nil {
			t.Errorf("%s: nothing is stored", test.name)
		} else if string(got.Value) != test.want {
			t.Errorf("%s: stored is %q, want %q", test.name, got.Value, test.want)
		}
	}
}

// TestItem: what a commit wrote can be told from the two items that a program has kept, and be reverted
// by another transaction.
func TestItem(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	must(t, d.data("a").Set("total", 1))
	d.commit()
	must(t, d.data("a").Set("total", 2))
	must(t, d.open("a").SetTimeout(2*time.Hour))
	before, c := d.open("a").Item(), d.root.Container("C")
	wrote := d.written()[0]

	kept, err := revert.Item(c, "a", before, wrote.After)
	must(t, err)
	var changes []string
	for _, x := range kept.Changes.All() {
		changes = append(changes, x.Place())
	}
	if len(changes) != wrote.Changes.Len() || kept.Path().String() != "/C/a" {
		t.Errorf("%s: changes %q", kept.Path(), changes)
	}
	for i, x := range wrote.Changes.All() {
		if changes[i] != x.Place() {
			t.Errorf("change %d is of %s, want %s", i, changes[i], x.Place())
		}
	}
	must(t, revert.Do(t.Context(), d.work(), "revert", []session.CommittedItem{kept}))
	d.commit()
	if v, _ := d.data("a").Get("total"); v != int64(1) || d.open("a").Timeout() != time.Hour {
		t.Errorf("total %v, timeout %v", v, d.open("a").Timeout())
	}

	broken := &storage.Item{Key: before.Key, Value: []byte("{")}
	if _, err := revert.Item(c, "a", broken, before); err == nil || !strings.HasPrefix(err.Error(), "/C/a: ") {
		t.Errorf("an item that cannot be read: %v", err)
	}
	kept.Before = broken
	if err := revert.Do(t.Context(), d.work(), "revert", []session.CommittedItem{kept}); err == nil || d.work().Pending() != 0 {
		t.Errorf("a revert to an item that cannot be read: %v, and %d changes pending", err, d.work().Pending())
	}
}

// TestRevertBesidePending: what is pending at the same place is named as that, before what others have changed.
func TestRevertBesidePending(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	must(t, d.data("a").Set("x", 1))
	must(t, d.data("a").Set("y", 1))
	must(t, d.data("b").Set("z", 1))
	d.commit()
	must(t, d.data("a").Set("x", 2))
	must(t, d.data("a").Set("y", 2))
	must(t, d.data("b").Set("z", 2))
	written := d.written()
	must(t, d.data("a").Set("x", 3))
	d.commit()
	for _, tt := range []struct {
		set, want string
		pending   int
	}{
		{"", "/C/a/p/x has been changed since", 0},
		{"y", "/C/a/p/y has a pending change", 1},
		{"z", "/C/a/p/y and 1 more have pending changes", 2},
	} {
		switch tt.set {
		case "y":
			must(t, d.data("a").Set("y", 3))
		case "z":
			must(t, d.data("b").Set("z", 3))
		}
		err := revert.Do(t.Context(), d.work(), "revert", written)
		var re *revert.Error
		if !errors.As(err, &re) || re.Error() != tt.want || re.Pending != tt.pending || len(re.Conflicts) != tt.pending+1 {
			t.Errorf("%v, want %s", err, tt.want)
		}
	}
}

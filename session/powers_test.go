package session_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"sessh/session"
	"sessh/session/format"
	"sessh/session/format/sesshjson"
	"sessh/session/memstore"
	"sessh/session/storage"
	"sessh/session/stored"
	"sessh/session/sweep"
	"sessh/txn"
)

// able is a fleet with the other powers that a store can have.
type able struct {
	*fleet
	notes []string
	keeps string // an item that cannot be removed
}

func (a *able) Notes() []string {
	n := a.notes
	a.notes = nil
	return n
}

func (a *able) Refuses() error { return errors.New("it is a copy") }

func (a *able) CanRemove(_ context.Context, key string) error {
	if key == a.keeps {
		return errors.New("its server removes nothing")
	}
	return nil
}

func (a *able) Abilities() storage.Abilities {
	all := a.fleet.Abilities()
	all.Notes, all.Refuses, all.CanRemove, all.Watch = a.Notes, a.Refuses, a.CanRemove, a.Watch
	return all
}

func (a *able) Watch(context.Context, storage.Log) iter.Seq2[storage.Report, error] {
	return func(yield func(storage.Report, error) bool) {
		_ = yield(storage.Report{Kind: storage.Began}, nil) && yield(storage.Report{Kind: storage.Stored, Key: "k"}, nil)
	}
}

// TestReadOnlyPassesCallsOn asks a read-only view what the store behind it knows.
func TestReadOnlyPassesCallsOn(t *testing.T) {
	t.Parallel()
	a := &able{fleet: newFleet(3), notes: []string{"the listing is cut short"}}
	for i := range 2 {
		a.put(t, i, copiedKey, doc("s", "x"))
	}
	store := storage.ReadOnly(a)
	root := session.NewRoot(store, session.Options{Formats: []format.Format{sesshjson.Format{}}})
	if root.Store() != store {
		t.Error("the root has another store")
	}
	must(t, txn.NewManager().Run(ctx, func(tx *txn.Tx) error {
		s, err := root.Container("C").Session(ctx, tx, "s")
		must(t, err)
		if copies, err := stored.Copies(ctx, s); err != nil || fmt.Sprint(copies) != "[{m1 true}]" {
			t.Errorf("copies %v, %v", copies, err)
		}
		fresh, err := root.Container("C").Session(ctx, tx, "new")
		must(t, err)
		if stored.Server(s) != "m0" || stored.Server(fresh) != a.Home("sessh/C/new") {
			t.Errorf("the servers are %q and %q", stored.Server(s), stored.Server(fresh))
		}
		return nil
	}))
	n := 0
	for f, err := range sweep.ListNames(ctx, root) {
		must(t, err)
		if n++; f.ID != "s" {
			t.Errorf("%s is listed", f.ID)
		}
	}
	if n != 1 || a.named != 1 {
		t.Errorf("%d are listed, in %d listings of names", n, a.named)
	}
	if got := storage.Notes(store); !slices.Equal(got, []string{"the listing is cut short"}) || storage.Notes(store) != nil {
		t.Errorf("notes %q", got)
	}
	wantErr(t, storage.Refuses(store), storage.ErrReadOnly)
	var told []string
	for r, err := range store.Abilities().Watch(ctx, storage.LogWrites) {
		must(t, err)
		told = append(told, r.Key)
	}
	if !slices.Equal(told, []string{"", "k"}) {
		t.Errorf("told are %q", told)
	}
}

// TestPowersThatAStoreLacks asks a store that has none.
func TestPowersThatAStoreLacks(t *testing.T) {
	t.Parallel()
	store := memstore.New(memstore.Options{})
	if n := storage.Notes(store); n != nil {
		t.Errorf("notes %q", n)
	}
	if err := storage.Refuses(store); err != nil {
		t.Errorf("it refuses writes: %v", err)
	}
	for _, err := range session.AbilitiesOf(storage.ReadOnly(store)).Watch(ctx, storage.LogWrites) {
		wantErr(t, err, storage.ErrUnsupported)
	}
	for _, s := range storage.AbilitiesOf(store).Counters(ctx, "items") {
		wantErr(t, s.Err, storage.ErrUnsupported)
	}
	if s := newDesk(t, session.Options{}).open("s"); stored.Server(s) != "" {
		t.Errorf("its server is %q", stored.Server(s))
	}
}

func TestPowersOfAStore(t *testing.T) {
	t.Parallel()
	a := &able{fleet: newFleet(1), keeps: copiedKey}
	if err := storage.Refuses(a); err == nil || err.Error() != "it is a copy" {
		t.Errorf("it refuses writes: %v", err)
	}
	a.put(t, 0, copiedKey, doc("s", "x"))
	a.put(t, 0, "sessh/C/o", doc("o", "x"))
	root := session.NewRoot(a, session.Options{Formats: []format.Format{sesshjson.Format{}}})
	err := txn.NewManager().Run(ctx, func(tx *txn.Tx) error {
		for _, id := range []string{"o", "s"} {
			s, err := root.Container("C").Session(ctx, tx, id)
			must(t, err)
			must(t, s.Delete())
		}
		return nil
	})
	if err == nil || !strings.Contains(err.Error(), "/C/s: its server removes nothing") {
		t.Errorf("removed: %v", err)
	}
	if a.held(0, copiedKey) == "" || a.held(0, "sessh/C/o") == "" {
		t.Error("a commit that cannot remove one session has removed another")
	}
}

package session_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"sessh/session"
	"sessh/session/diff"
	"sessh/session/format"
	"sessh/session/format/sesshjson"
	"sessh/session/memstore"
	"sessh/session/revert"
	"sessh/session/storage"
	"sessh/session/storetest"
	"sessh/session/tree"
	"sessh/txn"
)

var ctx = context.Background()

// desk is a store that can be made to fail, with sessions on it.
type desk struct {
	t     testing.TB
	store *storetest.Faulty
	root  *session.Root
	m     *txn.Manager
	now   time.Time
}

func newDesk(t testing.TB, o session.Options) *desk {
	t.Helper()
	d := &desk{t: t, now: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}
	clock := func() time.Time { return d.now }
	d.store = storetest.Faults(memstore.New(memstore.Options{Now: clock}))
	o.Formats, o.Now = []format.Format{sesshjson.Format{}}, clock
	d.root, d.m = session.NewRoot(d.store, o), txn.NewManager()
	return d
}

func (d *desk) tx() *txn.Tx {
	d.t.Helper()
	tx := d.m.Tx()
	return tx
}

func (d *desk) work() *session.Work { return d.root.Work(d.tx()) }

// open opens session id of container C.
func (d *desk) open(id string) *session.Session {
	d.t.Helper()
	s, err := d.root.Container("C").Session(ctx, d.tx(), id)
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
	must(d.t, d.m.Commit(ctx))
}

// other runs f in a transaction of another program, past the hooks, and commits.
func (d *desk) other(f func(c *session.Container, tx *txn.Tx)) {
	d.t.Helper()
	root := session.NewRoot(d.store.Store, session.Options{Formats: []format.Format{sesshjson.Format{}}, Now: func() time.Time { return d.now.Add(time.Minute) }})
	must(d.t, txn.NewManager().Run(ctx, func(tx *txn.Tx) error { f(root.Container("C"), tx); return nil }))
}

// theySet sets a key of package "p" as another program.
func (d *desk) theySet(id string, pairs ...any) {
	d.t.Helper()
	d.other(func(c *session.Container, tx *txn.Tx) {
		s, err := c.Session(ctx, tx, id)
		must(d.t, err)
		m, err := s.Package("p")
		must(d.t, err)
		for i := 0; i < len(pairs); i += 2 {
			must(d.t, m.Set(pairs[i], pairs[i+1]))
		}
	})
}

func (d *desk) theyDelete(id string) {
	d.t.Helper()
	d.other(func(c *session.Container, tx *txn.Tx) {
		s, err := c.Session(ctx, tx, id)
		must(d.t, err)
		must(d.t, s.Delete())
	})
}

// stored returns what the store holds of package "p", read past everything; nil if
// the session is not there.
func (d *desk) stored(id string) map[string]any {
	d.t.Helper()
	key, err := sesshjson.Format{}.Key("C", id)
	must(d.t, err)
	l := d.store.Store.Load(ctx, []string{key}, storage.NeedValue)[0]
	must(d.t, l.Err)
	if l.Item == nil {
		return nil
	}
	r, err := sesshjson.Format{}.Decode(l.Item.Value, 0)
	must(d.t, err)
	all := map[string]any{}
	if p, ok := r.Data.Get("p"); ok {
		for k, v := range p.(*tree.Map).All() {
			all[k.(string)] = v
		}
	}
	return all
}

func (d *desk) wantStored(id string, want map[string]any) {
	d.t.Helper()
	got := d.stored(id)
	if (got == nil) != (want == nil) || len(got) != len(want) {
		d.t.Errorf("session %s is stored as %v, not %v", id, got, want)
		return
	}
	for k, v := range want {
		w, err := tree.Of(v)
		must(d.t, err)
		if !tree.Equal(got[k], w) {
			d.t.Errorf("session %s is stored as %v, not %v", id, got, want)
		}
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantErr(t testing.TB, err error, targets ...error) {
	t.Helper()
	if err == nil {
		t.Fatal("no error")
	}
	for _, target := range targets {
		if !errors.Is(err, target) {
			t.Errorf("%v is not %v", err, target)
		}
	}
}

func wantValue(t testing.TB, m *tree.Map, key, want any) {
	t.Helper()
	got, ok := m.Get(key)
	w, err := tree.Of(want)
	must(t, err)
	if !ok || !tree.Equal(got, w) {
		t.Errorf("%v is %v (%v), not %v", key, got, ok, want)
	}
}

// texts are changes in short: sign and path.
func texts(changes []diff.Change) []string {
	var all []string
	for _, c := range changes {
		all = append(all, string(" +~-"[c.Kind])+c.Path.String()+c.Attribute)
	}
	return all
}

func wantChanges(t testing.TB, changes []diff.Change, want ...string) {
	t.Helper()
	got := texts(changes)
	if len(got) != len(want) {
		t.Fatalf("changes %v, not %v", got, want)
	}
	for i := range got {
		if got[i] != want[i] {
			t.Fatalf("changes %v, not %v", got, want)
		}
	}
}

// written commits, and returns what was written.
func (d *desk) written() []session.CommittedItem {
	d.t.Helper()
	w := d.work()
	d.commit()
	return revert.Written(w)
}

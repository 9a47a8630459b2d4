package session_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"sessh/session"
	"sessh/session/commit"
	"sessh/session/diff"
	"sessh/session/format"
	"sessh/session/format/framework"
	"sessh/session/format/sparse"
	"sessh/session/memstore"
	"sessh/session/scan"
	"sessh/session/storage"
	"sessh/session/storetest"
	"sessh/txn"
)

// garden is a store whose sessions are sown. It counts how often values are decoded.
type garden struct {
	t       *testing.T
	store   *storetest.Faulty
	root    *session.Root
	c       *session.Container
	m       *txn.Manager
	decoded int
}

// sownItem is as sessh writes no new session.
const sownItem = "\x80\x02}(X\x04\x00\x00\x00cart}X\x01\x00\x00\x00nK\x05sX\x01\x00\x00\x00aK\x01u."

func newGarden(t *testing.T) *garden {
	g := &garden{t: t, m: txn.NewManager(), store: storetest.Faults(memstore.New(memstore.Options{}))}
	f := counting{framework.Named("django"), &g.decoded}
	g.root = session.NewRoot(g.store, session.Options{Formats: []format.Format{f}})
	g.c = g.root.ContainerIn("django", f)
	return g
}

// sow makes sessions pending that are not decoded.
func (g *garden) sow(ids ...string) []*session.Session {
	g.t.Helper()
	sessions, err := g.c.Sessions(ctx, g.m.Tx(), ids...)
	must(g.t, err)
	for _, s := range sessions {
		glance := scan.NewGlance(sparse.Everything())
		if !glance.Read(g.c.Format(), []byte(sownItem), 1, func(r sparse.Record) {
			seed, _ := g.c.SparseSeed([]byte(sownItem), 1, r)
			must(g.t, s.Sow(&seed, 2*time.Hour, storage.TTLUnknown))
		}) {
			g.t.Fatal("it is not read sparsely")
		}
	}
	return sessions
}

func (g *garden) work() *session.Work { return g.root.Work(g.m.Tx()) }

func (g *garden) key(id string) string {
	key, err := g.c.Key(id)
	must(g.t, err)
	return key
}

// stored returns the items of sessions as they are stored; "" for none.
func (g *garden) stored(ids ...string) (all []string) {
	for _, id := range ids {
		l := g.store.Store.Load(ctx, []string{g.key(id)}, storage.NeedValue)[0]
		if must(g.t, l.Err); l.Item == nil {
			all = append(all, "")
			continue
		}
		all = append(all, string(l.Item.Value))
	}
	return all
}

// sownChanges are those of each session.
const sownChanges = "[~/django/%stimeout +/django/%[1]s/cart +/django/%[1]s/a]"

// TestSown: what was sown is pending, can be undone, and is written, and none of that decodes it; what
// asks for the data does, and shows them.
func TestSown(t *testing.T) {
	t.Parallel()
	g := newGarden(t)
	must(t, g.work().Join())
	point, err := g.m.Tx().Savepoint(ctx)
	must(t, err)
	all := g.sow("a", "b")
	if n := g.work().Pending(); n != 6 || !all[0].Exists() || all[0].Stored() || !g.work().Unwritten() || all[0].Sealed() != "" {
		t.Errorf("%d changes are pending", n)
	}
	must(t, point.Rollback(ctx))
	if n := g.work().Pending(); n != 0 || all[0].Exists() {
		t.Errorf("after a rollback, %d changes are pending", n)
	}
	_, ok, err := g.work().Undo()
	if must(t, err); !ok || g.work().Pending() != 6 {
		t.Errorf("with the rollback undone, %d changes are pending", g.work().Pending())
	}
	w := g.work()
	must(t, g.m.Commit(ctx))
	if got := g.stored("a", "b"); got[0] != sownItem || got[1] != sownItem {
		t.Errorf("stored are %q", got)
	}
	r, written := w.Results(), w.Written()
	if len(r) != 2 || len(written) != 2 || r[1].Changes.Len() != 3 || string(written[1].After.Value) != sownItem {
		t.Errorf("the results are %+v", r)
	}
	if g.decoded > 0 {
		t.Errorf("it was decoded %d times", g.decoded)
	}
	if got := fmt.Sprint(texts(r[1].Changes.All())); got != fmt.Sprintf(sownChanges, "b") {
		t.Errorf("the changes were %s", got)
	}
}

// TestSownIsRead: a session that was sown is like any other to those who look at it.
func TestSownIsRead(t *testing.T) {
	t.Parallel()
	g := newGarden(t)
	s := g.sow("a")[0]
	empty, err := g.c.Session(ctx, g.m.Tx(), "b")
	must(t, err)
	held := mustData(t, empty)
	g.sow("b")
	if err := held.Set("x", 1); err == nil {
		t.Error("what a session held before it was sown is part of it")
	}
	if got := fmt.Sprint(texts(s.Changes())); got != fmt.Sprintf(sownChanges, "a") || s.Pending() != 3 {
		t.Errorf("the changes are %s", got)
	}
	if got := valueText(mustData(t, s)); got != "{a: 1, cart: {n: 5}}" && got != "{cart: {n: 5}, a: 1}" {
		t.Errorf("it holds %s", got)
	}
	must(t, mustData(t, s).Set("a", 2))
	for range 3 { // the edit, and what made the session
		_, _, err := g.work().Undo()
		must(t, err)
	}
	for range 3 {
		_, _, err := g.work().Redo()
		must(t, err)
	}
	if v, _ := mustData(t, s).Get("a"); v != int64(2) {
		t.Errorf("with the edit made again, a is %v", v)
	}
	d := g.work().Drafts()
	if len(d) != 2 || valueText(d[1].Data) != valueText(mustData(t, empty)) {
		t.Errorf("the drafts are %+v", d)
	}
	for range 3 {
		_, _, err := g.work().Undo()
		must(t, err)
	}
	if left := session.Beside(empty); len(left) > 0 || g.work().Pending() > 0 {
		t.Errorf("with all undone, %v is left", left)
	}
	if err := held.Set("x", 1); err != nil || g.work().Pending() != 1 {
		t.Errorf("what the session held before is not part of it again: %v", err)
	}
}

// TestSownInPart: of several that were sown, some are committed, and the others stay pending.
func TestSownInPart(t *testing.T) {
	t.Parallel()
	g := newGarden(t)
	g.sow("a", "b")
	w := g.work()
	w.Narrow(w.Parts()[1:])
	must(t, g.m.Commit(ctx))
	if got := g.stored("a", "b"); got[0] != "" || got[1] != sownItem {
		t.Errorf("stored are %q", got)
	}
	_, err := w.Carry(ctx, g.m.Tx())
	must(t, err)
	if n := g.work().Pending(); n != 3 {
		t.Errorf("%d changes stay pending", n)
	}
	must(t, g.m.Commit(ctx))
	if got := g.stored("a"); got[0] != sownItem {
		t.Errorf("stored is %q", got)
	}
}

// TestSownInConflict: a session that somebody has made meanwhile is not overwritten, and nothing of what
// was sown is lost.
func TestSownInConflict(t *testing.T) {
	t.Parallel()
	g := newGarden(t)
	g.sow("a", "b")
	g.store.Apply(ctx, []storage.Write{{Key: g.key("b"), Value: []byte("\x80\x02}."), Flags: 1}})
	err := g.m.Commit(ctx)
	var ce *commit.Error
	if !errors.Is(err, commit.ErrConflict) || !errors.As(err, &ce) || len(ce.Results) != 2 || g.stored("a")[0] != "" {
		t.Fatalf("the error is %v", err)
	}
	if n := g.work().Pending(); n != 6 {
		t.Errorf("%d changes are pending", n)
	}
	must(t, g.m.Abort(ctx))
	if got := fmt.Sprint(texts(ce.Results[1].Changes.All())); got != fmt.Sprintf(sownChanges, "b") {
		t.Errorf("after an abort, the changes of the failed commit are %s", got)
	}
}

// finisher is a resource that fails after others have committed.
type finisher struct{ txn.Resource }

func (finisher) Begin(context.Context, *txn.Tx) error   { return nil }
func (finisher) Commit(context.Context, *txn.Tx) error  { return nil }
func (finisher) Vote(context.Context, *txn.Tx) error    { return nil }
func (finisher) Finish(context.Context, *txn.Tx) error  { return errors.New("the other one fails") }
func (finisher) Abort(context.Context, *txn.Tx) error   { return nil }
func (finisher) CallOff(context.Context, *txn.Tx) error { return nil }
func (finisher) SortKey() string                        { return "z" }

// TestChangesOfNewSessions: the results of a commit have the changes that it was about, whatever is done in
// the sessions before they are asked for.
func TestChangesOfNewSessions(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(d *desk){
		"it succeeds":             func(*desk) {},
		"it meets a conflict":     func(d *desk) { d.theySet("a", "k", "theirs") },
		"another resource fails":  func(d *desk) { must(d.t, d.tx().Join(finisher{})) },
		"the store does not vote": func(d *desk) { d.store.LoadKey = func(string) error { return errors.New("no") } },
	} {
		d := newDesk(t, session.Options{})
		d.open("read only")
		must(t, d.data("a").Set("k", 1))
		must(t, d.data("a").Set("list", []any{1}))
		must(t, d.data("b").Set("k", 2))
		must(t, d.open("b").SetTimeout(2*time.Hour))
		must(t, d.data("empty").Set("k", 2))
		must(t, d.open("empty").SetTimeout(2*time.Hour))
		all, err := d.open("empty").Data()
		must(t, err)
		_, err = all.Delete("p")
		must(t, err)
		w := d.work()
		spoil(d)
		err = d.m.Commit(ctx)
		d.store.LoadKey = nil
		if failed := errors.Is(err, txn.ErrRepeatable); failed {
			must(t, d.data("a").Set("later", 1))
			_, err = d.data("b").Delete("k")
			must(t, err)
			must(t, d.open("a").SetTimeout(time.Minute))
		} else if err != nil {
			must(t, d.m.Abort(ctx))
		}
		d.wantStored("empty", nil)
		var got []diff.Change
		for _, r := range w.Results() {
			got = append(got, r.Changes.All()...)
		}
		t.Run(name, func(t *testing.T) {
			wantChanges(t, got, "+/C/a/p/k", "+/C/a/p/list", "~/C/btimeout", "+/C/b/p/k")
		})
	}
}

package session_test

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"strings"
	"testing"
	"time"

	"sessh/session"
	"sessh/session/diff"
	"sessh/session/format"
	"sessh/session/format/sesshjson"
	"sessh/session/storage"
	"sessh/session/sweep"
	"sessh/session/tree"
	"sessh/txn"
)

func TestBulkOpenIsOneRoundTrip(t *testing.T) {
	t.Parallel()
	d := newDesk(t, session.Options{})
	for i := range 600 {
		d.theySet(fmt.Sprintf("s%03d", i), "k", i)
	}
	d.store.Reset()
	c := d.root.Container("C")
	all, err := c.Sessions(ctx, d.tx(), "s000", "s001", "new", "s000")
	must(t, err)
	if all[0] != all[3] || all[2].Exists() || all[1].ID() != "s001" {
		t.Error("these are not the sessions")
	}
	if got := d.store.Calls(); got.Load != 1 || got.LoadKeys > 4 {
		t.Errorf("%+v", got)
	}
	_, err = c.Sessions(ctx, d.tx(), "s000", "new")
	must(t, err)
	if got := d.store.Calls(); got.Load != 1 {
		t.Errorf("sessions that are open were read again: %+v", got)
	}
}

func TestIDs(t *testing.T) {
	t.Parallel()
	d := newDesk(t, session.Options{})
	long := strings.Repeat("long", 80)
	d.theySet("a", "k", 1)
	d.theySet("b", "k", 1)
	d.theySet(long, "k", 1)
	must(t, d.store.Store.Apply(ctx, []storage.Write{{Key: "else", Value: []byte("x")}})[0].Err)
	must(t, d.data("new").Set("k", 1))
	must(t, d.open("a").Delete())
	d.open("looked at")
	got := map[string]bool{}
	for id, err := range sweep.IDs(ctx, d.tx(), d.root.Container("C")) {
		must(t, err)
		got[id] = true
	}
	if len(got) != 3 || !got["b"] || !got["new"] || !got[long] {
		t.Errorf("ids %v", got)
	}
	for range sweep.IDs(ctx, nil, d.root.Container("C")) {
		break
	}
}

func TestListingThatFails(t *testing.T) {
	t.Parallel()
	d := newDesk(t, session.Options{})
	d.theySet("a", "k", 1)
	d.store.BeforeList = func() error { return storage.ErrUnsupported }
	n := 0
	for _, err := range sweep.IDs(ctx, d.tx(), d.root.Container("C")) {
		wantErr(t, err, storage.ErrUnsupported)
		n++
	}
	if n != 1 {
		t.Errorf("IDs yields %d errors", n)
	}
}

// A session that could not be read is an error, and never an empty one.
func TestReadThatFails(t *testing.T) {
	t.Parallel()
	d := newDesk(t, session.Options{})
	d.theySet("s", "k", 1)
	d.store.LoadKey = func(key string) error {
		if key == "sessh/C/s" {
			return storage.ErrUnreachable
		}
		return nil
	}
	all, err := d.root.Container("C").Sessions(ctx, d.tx(), "s", "t")
	wantErr(t, err, storage.ErrUnreachable)
	if all[0] != nil || all[1] == nil || !strings.Contains(err.Error(), "/C/s") {
		t.Errorf("%v, %v", all, err)
	}
	_, err = d.root.Container("C").Session(ctx, d.tx(), "")
	wantErr(t, err)
	d.store.LoadKey = nil
	wantValue(t, d.data("s"), "k", 1)
}

func TestValueThatCannotBeDecoded(t *testing.T) {
	t.Parallel()
	d := newDesk(t, session.Options{})
	must(t, d.store.Store.Apply(ctx, []storage.Write{{Key: "sessh/C/s", Value: []byte("{nonsense")}})[0].Err)
	s := d.open("s")
	if !s.Exists() || string(s.Item().Value) != "{nonsense" {
		t.Error("its bytes are not there")
	}
	_, err := s.Package("p")
	wantErr(t, err)
	_, err = s.Data()
	wantErr(t, err)
	wantErr(t, s.Delete(), session.ErrReadOnlySession)
	wantErr(t, s.SetTimeout(time.Hour), session.ErrReadOnlySession)
	wantChanges(t, d.work().Changes())
	if s.Committed().Len() != 0 {
		t.Error("something is committed")
	}
	d.commit()
	_, err = d.open("s").Data() // a refresh reads what has been mended since
	wantErr(t, err)
	item := d.store.Store.Load(ctx, []string{"sessh/C/s"}, 0)[0].Item
	d.store.Store.Apply(ctx, []storage.Write{{Key: "sessh/C/s", Delete: true, Version: item.Version}})
	d.theySet("s", "k", 1)
	_, err = d.work().Refresh(ctx, diff.Ask)
	must(t, err)
	wantValue(t, d.data("s"), "k", 1)
}

func TestReferencesAfterTheEnd(t *testing.T) {
	t.Parallel()
	d := newDesk(t, session.Options{})
	m := d.data("s")
	must(t, m.Set("k", 1))
	w := d.work()
	d.commit()
	wantValue(t, m, "k", 1) // its last state
	wantErr(t, m.Set("k", 2), txn.ErrFinished)
	wantErr(t, w.Sessions()[0].Delete(), txn.ErrFinished)
	_, _, err := w.Undo()
	wantErr(t, err, txn.ErrFinished)
	_, _, err = w.Redo()
	wantErr(t, err, txn.ErrFinished)
	_, err = w.Refresh(ctx, diff.Ask)
	wantErr(t, err, txn.ErrFinished)
	_, err = d.root.Container("C").Session(ctx, w.Tx(), "t")
	wantErr(t, err)

	m = d.data("s")
	must(t, m.Set("k", 2))
	must(t, d.m.Abort(ctx))
	wantValue(t, m, "k", 1)
	wantErr(t, m.Set("k", 2), txn.ErrFinished)
}

func TestReadOnlyStore(t *testing.T) {
	t.Parallel()
	d := newDesk(t, session.Options{})
	store := storage.ReadOnly(d.store)
	root := session.NewRoot(store, session.Options{Formats: []format.Format{sesshjson.Format{}}})
	err := d.m.Run(ctx, func(tx *txn.Tx) error {
		s, err := root.Container("C").Session(ctx, tx, "s")
		must(t, err)
		m, err := s.Package("p")
		must(t, err)
		return m.Set("k", 1)
	})
	wantErr(t, err, storage.ErrReadOnly)
	wantErr(t, store.Flush(ctx), storage.ErrReadOnly)
	if d.store.Calls().Apply != 0 {
		t.Error("it was sent")
	}
}

func TestPaths(t *testing.T) {
	t.Parallel()
	for want, p := range map[string]tree.Path{
		"/": tree.Path{}, "/C": tree.ContainerPath("C"), "/C/s": tree.SessionPath("C", "s"), "/C/s/p/k/0": tree.SessionPath("C", "s", "p", "k", 0),
		`/"a b"/"x/y"/"\xff"/b"z"/".."`: tree.SessionPath("a b", "x/y", "\xff", tree.Bytes("z"), ".."),
	} {
		if got := p.String(); got != want {
			t.Errorf("%s, not %s", got, want)
		}
	}
	if p := tree.SessionPath("C", "s", "p"); p.Depth() != 3 || p.Below("k").Depth() != 4 || p.Depth() != 3 {
		t.Error("depth")
	}
}

// thing is an object of an application.
type thing struct{ n int }

func (x thing) Display() string            { return fmt.Sprintf("<thing %d>", x.n) }
func (x thing) EqualObject(other any) bool { o, ok := other.(thing); return ok && o == x }

func TestObjects(t *testing.T) {
	t.Parallel()
	d := newDesk(t, session.Options{})
	m := d.data("s")
	must(t, m.Set("k", thing{1}))
	wantValue(t, m, "k", thing{1})
	if tree.Equal(thing{1}, 1) || tree.Equal(1, thing{1}) || tree.TypeName(thing{}) != "object" || tree.Clone(thing{1}) != any(thing{1}) {
		t.Error("objects are not told apart")
	}
	must(t, m.Set(thing{2}, 1))
	err := d.m.Commit(ctx) // its own format cannot hold one: nothing happens
	wantErr(t, err, txn.ErrRepeatable)
	if !strings.Contains(err.Error(), "<thing") {
		t.Error(err)
	}
	wantValue(t, m, "k", thing{1})
}

func TestEqual(t *testing.T) {
	t.Parallel()
	values := []any{nil, true, int64(1), 1.0, "1", tree.Bytes("1"), time.Unix(1, 0).UTC(), time.Unix(1, 0).In(time.FixedZone("", 60)), tree.NewList(1), tree.NewMap(), big.NewInt(1).Lsh(big.NewInt(1), 80), math.Copysign(0, -1), 0.0}
	for i, a := range values {
		for j, b := range values {
			if tree.Equal(a, b) != (i == j) {
				t.Errorf("Equal(%v, %v) is %v", a, b, i != j)
			}
		}
	}
}

func TestWordsOfStates(t *testing.T) {
	t.Parallel()
	if storage.Applied.String() != "written" || storage.State(9).String() != "State(9)" {
		t.Error("a word has changed")
	}
	for s := storage.Applied; s <= storage.Unknown; s++ {
		if s.String() == "" {
			t.Error(s)
		}
	}
	err := &storage.Error{Op: "read", Server: "a:1", Key: "k", Err: errors.New("x")}
	if err.Error() != `read "k" on a:1: x` {
		t.Error(err)
	}
}

// TestShowingLeavesWhatWasDecoded makes a session of what was decoded: its data are the session's, and
// what was decoded says the same as before.
func TestShowingLeavesWhatWasDecoded(t *testing.T) {
	t.Parallel()
	d := newDesk(t, session.Options{})
	must(t, d.data("s").Set("k", 1))
	d.commit()
	c := d.root.Container("C")
	key, err := c.Key("s")
	must(t, err)
	decoded := c.Decoded(d.store.Load(ctx, []string{key}, storage.NeedValue)[0].Item)
	data, err := c.Showing("s", decoded.Item.Key, decoded).Data()
	must(t, err)
	if data.Len() != 1 || decoded.Data() != data {
		t.Errorf("the session has %v, and what was decoded %v", data.Keys(), decoded.Data().Keys())
	}
}

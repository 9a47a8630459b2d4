package session_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"sessh/session"
	"sessh/session/memstore"
	"sessh/session/storetest"
	"sessh/txn"
)

// contestedWorld is a store with a format whose keys others have, too, and one of raw
// items, that counts the calls.
func contestedWorld(t *testing.T) (*world, *storetest.Faulty) {
	f := storetest.Faults(memstore.New(memstore.Options{}))
	w := &world{t: t, store: f, m: txn.NewManager(txn.Options{})}
	w.root = session.NewRoot(f, session.Options{Formats: []session.Format{
		tagged{tag: "d", contested: true}, tagged{tag: "sure"}, rawItems{tagged{tag: "raw", raw: true, flat: true}},
	}})
	w.begin()
	return w, f
}

// rawItems are all items, each under its own key.
type rawItems struct{ tagged }

func (rawItems) Containers() []string { return []string{"items"} }

func (rawItems) Key(_, id string) (string, error) { return id, nil }

func (rawItems) Parse(key string) (container, id string, exact, ok bool) {
	return "items", key, true, true
}

func (rawItems) Decode(value []byte, _ uint32) (*session.Record, error) {
	r := &session.Record{Data: session.NewMap(), Timeout: session.TTLUnknown}
	return r, r.Data.Set("value", string(value))
}

func (rawItems) Encode(r *session.Record, _ *session.Item) ([]byte, uint32, error) {
	v, _ := r.Data.Get("value")
	return []byte(fmt.Sprint(v)), 0, nil
}

// listed are the sessions of a listing as CONTAINER/ID, sorted.
func (w *world) listed(container string) []string {
	w.t.Helper()
	var all []string
	for f, err := range w.root.ListFor(context.Background(), container, false) {
		must(w.t, err)
		if container == "" || f.Container.Name() == container {
			all = append(all, f.Container.Name()+"/"+f.ID)
		}
	}
	slices.Sort(all)
	return all
}

func TestKeyAloneProvesNothing(t *testing.T) {
	w, _ := contestedWorld(t)
	w.put("d.C.mine", doc("mine", "x"))
	w.put("d.C.text", "no document")
	w.put("d.C.hurt", "damaged document")
	w.put("sure.S.hurt", "no document")
	w.put("other", "x")
	want := "C/hurt C/mine S/hurt items/d.C.text items/other"
	if got := strings.Join(w.listed(""), " "); got != want {
		t.Errorf("listed are %s, want %s", got, want)
	}
	if got := strings.Join(w.listed("C"), " "); got != "C/hurt C/mine" {
		t.Errorf("listed of C are %s", got)
	}
	if got := strings.Join(w.listed("items"), " "); got != "items/d.C.text items/other" {
		t.Errorf("listed of raw items are %s", got)
	}
	seen := make(map[string]int)
	for peeks, err := range w.root.Scan(context.Background(), w.tx, "") {
		must(t, err)
		for _, p := range peeks {
			seen[p.Container.Name()+"/"+p.Session().ID()]++
		}
	}
	if len(seen) != 5 || seen["items/d.C.text"] != 1 || seen["C/mine"] != 1 {
		t.Errorf("scanned are %v", seen)
	}
}

func TestContestedKeysAreReadInBatchesAndRemembered(t *testing.T) {
	w, f := contestedWorld(t)
	const n = 2000
	for i := range n {
		value := doc(fmt.Sprintf("%04d", i), "x")
		if i%2 == 1 {
			value = "no document"
		}
		w.put(fmt.Sprintf("d.C.%04d", i), value)
		w.put(fmt.Sprintf("sure.S.%04d", i), value)
	}
	for _, step := range []struct {
		name        string
		do          func()
		list        string // the container
		loads, keys int    // at most
		found       int
	}{
		{"a container that they cannot be of", func() {}, "S", 0, 0, n},
		{"for the first time", func() {}, "C", 4, n, n / 2},
		{"again", func() {}, "C", 0, 0, n / 2},
		{"raw items", func() {}, "items", 0, 0, n / 2},
		{"after one has changed sides", func() { w.replace("d.C.0001", doc("0001", "x")) }, "C", 1, 1, n/2 + 1},
	} {
		step.do()
		f.Reset()
		if got := len(w.listed(step.list)); got != step.found {
			t.Errorf("%s: %d are listed, want %d", step.name, got, step.found)
		}
		if got := f.Calls(); got.Load > step.loads || got.LoadKeys > step.keys {
			t.Errorf("%s: it takes %d reads of %d keys, want at most %d of %d", step.name, got.Load, got.LoadKeys, step.loads, step.keys)
		}
	}
}

// replace writes an item as another program would.
func (w *world) replace(key, value string) {
	w.t.Helper()
	item := w.store.Load(context.Background(), []string{key}, 0)[0].Item
	if o := w.store.Apply(context.Background(), []session.Write{{Key: key, Value: []byte(value), Version: item.Version}})[0]; o.State != session.Applied {
		w.t.Fatal(o)
	}
}

func TestScanReadsContestedItemsOnce(t *testing.T) {
	w, f := contestedWorld(t)
	for i := range 100 {
		w.put(fmt.Sprintf("d.C.%04d", i), doc(fmt.Sprintf("%04d", i), "x"))
	}
	f.Reset()
	n := 0
	for peeks, err := range w.root.Scan(context.Background(), w.tx, "C") {
		must(t, err)
		for _, p := range peeks {
			_, err := p.Session().Data()
			must(t, err)
			n++
		}
	}
	if got := f.Calls(); n != 100 || got.LoadKeys != 100 {
		t.Errorf("%d sessions in %d reads of %d keys", n, got.Load, got.LoadKeys)
	}
}

func TestContestedItemThatCannotBeRead(t *testing.T) {
	w, f := contestedWorld(t)
	w.put("d.C.a", doc("a", "x"))
	w.put("sure.S.b", doc("b", "x"))
	f.LoadKey = func(string) error { return session.ErrUnreachable }
	var names []string
	var errs []error
	for found, err := range w.root.List(context.Background()) {
		if err != nil {
			errs = append(errs, err)
			continue
		}
		names = append(names, found.ID)
	}
	if len(errs) != 1 || !errors.Is(errs[0], session.ErrUnreachable) || strings.Join(names, " ") != "b" {
		t.Errorf("listed are %v, with the errors %v", names, errs)
	}
}

func TestOpeningAnItemOfAnotherFormat(t *testing.T) {
	w, _ := contestedWorld(t)
	w.put("d.C.text", "no document")
	w.put("d.C.hurt", "damaged document")
	c := w.root.ContainerIn("C", tagged{tag: "d", contested: true})
	for id, want := range map[string]struct {
		foreign bool
		text    string
	}{
		"text": {true, "/C/text: it is no session in format d but /items/d.C.text: no sessh document"},
		"hurt": {false, "/C/hurt: "},
	} {
		s := w.session(c, id)
		_, err := s.Data()
		var e *session.DecodeError
		if !errors.As(err, &e) || e.Foreign != want.foreign || !strings.HasPrefix(err.Error(), want.text) || e.Elsewhere.String() != "/items/d.C."+id {
			t.Errorf("%s: %v (%+v)", id, err, e)
		}
		if err := s.Delete(); !errors.Is(err, session.ErrReadOnlySession) {
			t.Errorf("%s can be removed: %v", id, err)
		}
		raw := w.session(w.root.Container("items"), "d.C."+id)
		data, err := raw.Data()
		must(t, err)
		must(t, data.Set("value", "changed"))
	}
	must(t, w.tx.Commit(context.Background()))
	if got := string(w.store.Load(context.Background(), []string{"d.C.text"}, session.NeedValue)[0].Item.Value); got != "changed" {
		t.Errorf("stored is %q", got)
	}
}

func TestWatchTellsWhoseAnItemIs(t *testing.T) {
	w, _ := contestedWorld(t)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	began := func() {
		w.put("d.C.text", "no document")
		w.put("other", "x")
		w.put("d.C.new", doc("new", "x"))
		w.put("d.C.hurt", "damaged document")
	}
	var got []string
	for e, err := range session.WatchBegan(ctx, w.root, "", "", time.Millisecond, began) {
		must(t, err)
		if got = append(got, fmt.Sprintf("%s/%s %v %v", e.Container.Name(), e.ID, e.Kind, e.Broken != nil)); len(got) == 2 {
			cancel()
		}
	}
	slices.Sort(got)
	if strings.Join(got, ", ") != "C/hurt appeared true, C/new appeared false" {
		t.Errorf("told are %q", got)
	}
}

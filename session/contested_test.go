package session_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sessh/session"
	"sessh/session/diff"
	"sessh/session/family"
	"sessh/session/format"
	"sessh/session/memcached"
	"sessh/session/memcached/memcachedtest"
	"sessh/session/memstore"
	"sessh/session/storage"
	"sessh/session/storetest"
	"sessh/session/sweep"
	"sessh/session/tree"
	"sessh/session/watch"
	"sessh/txn"
)

// contestedWorld returns a store with a format whose keys others have, too, and one
// of raw items, that counts the calls.
func contestedWorld(t *testing.T) (*world, *storetest.Faulty) {
	f := storetest.Faults(memstore.New(memstore.Options{}))
	w := &world{t: t, store: f, m: txn.NewManager()}
	w.root = session.NewRoot(f, session.Options{Formats: []format.Format{
		tagged{tag: "d", contested: true}, tagged{tag: "sure"}, rawItems{tagged{tag: "raw", raw: true, flat: true}},
	}})
	w.begin()
	return w, f
}

// rawItems are all items, each under its own key.
type rawItems struct{ tagged }

func (r rawItems) Traits() *format.Traits {
	t := *r.tagged.Traits()
	t.Reads, t.Containers = nil, []string{"items"}
	return &t
}

func (rawItems) Key(_, id string) (string, error) { return id, nil }

func (rawItems) Parse(key string) (container, id string, exact, ok bool) {
	return "items", key, true, true
}

func (rawItems) Decode(value []byte, _ uint32) (*format.Record, error) {
	r := &format.Record{Data: tree.NewMap(), Timeout: storage.TTLUnknown}
	return r, r.Data.Set("value", string(value))
}

func (rawItems) Encode(r *format.Record, _ *storage.Item) ([]byte, uint32, error) {
	v, _ := r.Data.Get("value")
	return []byte(fmt.Sprint(v)), 0, nil
}

// listed returns the sessions of a listing as CONTAINER/ID, sorted.
func (w *world) listed(container string) []string {
	w.t.Helper()
	var all []string
	for f, err := range sweep.ListFor(context.Background(), w.root, container, false) {
		must(w.t, err)
		if container == "" || f.Container.Name() == container {
			all = append(all, f.Container.Name()+"/"+f.ID)
		}
	}
	slices.Sort(all)
	return all
}

func TestKeyAloneProvesNothing(t *testing.T) {
	t.Parallel()
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
	for peeks, err := range sweep.Scan(context.Background(), w.root, w.tx, "") {
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
	t.Parallel()
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
	if o := w.store.Apply(context.Background(), []storage.Write{{Key: key, Value: []byte(value), Version: item.Version}})[0]; o.State != storage.Applied {
		w.t.Fatal(o)
	}
}

func TestScanReadsContestedItemsOnce(t *testing.T) {
	t.Parallel()
	w, f := contestedWorld(t)
	for i := range 100 {
		w.put(fmt.Sprintf("d.C.%04d", i), doc(fmt.Sprintf("%04d", i), "x"))
	}
	f.Reset()
	n := 0
	for peeks, err := range sweep.Scan(context.Background(), w.root, w.tx, "C") {
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
	t.Parallel()
	w, f := contestedWorld(t)
	w.put("d.C.a", doc("a", "x"))
	w.put("sure.S.b", doc("b", "x"))
	f.LoadKey = func(string) error { return storage.ErrUnreachable }
	var names []string
	var errs []error
	for found, err := range sweep.List(context.Background(), w.root) {
		if err != nil {
			errs = append(errs, err)
			continue
		}
		names = append(names, found.ID)
	}
	if len(errs) != 1 || !errors.Is(errs[0], storage.ErrUnreachable) || strings.Join(names, " ") != "b" {
		t.Errorf("listed are %v, with the errors %v", names, errs)
	}
}

func TestOpeningAnItemOfAnotherFormat(t *testing.T) {
	t.Parallel()
	w, _ := contestedWorld(t)
	w.put("d.C.text", "no document")
	w.put("d.C.hurt", "damaged document")
	c := w.root.ContainerIn("C", tagged{tag: "d", contested: true})
	for id, want := range map[string]struct {
		foreign bool
		text    string
	}{
		"text": {true, "/C/text: it is not a session in format d but /items/d.C.text: no sessh document"},
		"hurt": {false, "/C/hurt: "},
	} {
		s := w.session(c, id)
		_, err := s.Data()
		var e *family.DecodeError
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
	if got := string(w.store.Load(context.Background(), []string{"d.C.text"}, storage.NeedValue)[0].Item.Value); got != "changed" {
		t.Errorf("stored is %q", got)
	}
}

// TestOneItemIsOpenInOneWay opens an item as a session and as a raw item: the one that
// was only looked at gives way, the one with changes does not.
func TestOneItemIsOpenInOneWay(t *testing.T) {
	t.Parallel()
	w, _ := contestedWorld(t)
	w.put("d.C.a", doc("a", "x"))
	c, raw := w.root.ContainerIn("C", tagged{tag: "d", contested: true}), w.root.Container("items")
	s := w.session(c, "a")
	p, err := s.Package("p")
	must(t, err)
	item, err := w.session(raw, "d.C.a").Data()
	must(t, err)
	wantErr(t, p.Set("k", "y"), session.ErrReadOnlySession)
	if again := w.session(c, "a"); again == s {
		t.Error("the session that gave way is open still")
	} else if p, err = again.Package("p"); err != nil {
		t.Fatal(err)
	}
	must(t, p.Set("k", "y"))
	wantErr(t, item.Set("value", "z"), session.ErrReadOnlySession)
	if _, err := raw.Session(context.Background(), w.tx, "d.C.a"); err == nil || !strings.Contains(err.Error(), "/items/d.C.a: its item is open as /C/a, with changes") {
		t.Errorf("an item with pending changes is opened in another way: %v", err)
	}
	if seen, err := raw.View(context.Background(), w.tx, "d.C.a"); err != nil || seen[0].Path().String() != "/items/d.C.a" {
		t.Errorf("it cannot be looked at: %v", err)
	}
	must(t, w.tx.Commit(context.Background()))
}

// TestMendedSession: a session that could not be read is one like any other once another program has
// mended it, and it was refreshed.
func TestMendedSession(t *testing.T) {
	t.Parallel()
	w, _ := contestedWorld(t)
	w.put("d.C.a", "damaged document")
	w.put("d.C.gone", "damaged document")
	lasts := func() time.Duration { return time.Minute }
	c := w.root.ContainerIn("C", tagged{tag: "d", contested: true}).WithLifetime(lasts)
	s, gone := w.session(c, "a"), w.session(c, "gone")
	w.replace("d.C.a", doc("a", "x"))
	was := gone.Item()
	w.store.Apply(t.Context(), []storage.Write{{Key: was.Key, Delete: true, Version: was.Version}})
	_, err := w.root.Work(w.tx).Refresh(t.Context(), diff.Ask)
	must(t, err)
	if d := s.Decoded(); d.Broken != nil || d.Record.Data != nil || s.Timeout() != time.Minute {
		t.Errorf("it is %+v, and lives %v", d, s.Timeout())
	}
	if _, err := gone.Data(); err != nil || gone.Stored() || gone.Exists() {
		t.Errorf("one that is gone: %v", err)
	}
	p, err := s.Package("p")
	must(t, err)
	wantValue(t, p, "k", "x")
	must(t, p.Set("k", "y"))
	wantChanges(t, w.root.Work(w.tx).Changes(), "~/C/a/p/k")
	must(t, w.tx.Commit(t.Context()))
}

// TestReplacedSessionIsClosed: once its item is open in another way, nothing is done with a session
// any more that was only looked at.
func TestReplacedSessionIsClosed(t *testing.T) {
	t.Parallel()
	w, _ := contestedWorld(t)
	ctx, work := t.Context(), w.root.Work(w.tx)
	for _, key := range []string{"d.C.a", "other", "another"} {
		w.put(key, doc(key, "x"))
	}
	c, raw := w.root.ContainerIn("C", tagged{tag: "d", contested: true}), w.root.Container("items")
	w.session(c, "a")
	item := w.session(raw, "d.C.a")
	if open := work.Sessions(); len(open) != 1 || open[0] != item {
		t.Errorf("%d sessions are open", len(open))
	}
	w.replace("d.C.a", "theirs")
	_, err := work.Refresh(ctx, diff.Ask)
	must(t, err)
	data, err := item.Data()
	must(t, err)
	wantValue(t, data, "value", "theirs")
	must(t, data.Set("value", "mine"))
	work.Leave("C")
	if again := w.session(raw, "d.C.a"); again != item {
		t.Error("it is opened again after another container was left")
	}
	_, err = raw.Sessions(ctx, w.tx, "other", "another")
	must(t, err)
	wantChanges(t, work.Changes(), "~/items/d.C.a/value")
}

func TestWatchTellsWhoseAnItemIs(t *testing.T) {
	t.Parallel()
	t.Run("memstore", func(t *testing.T) {
		w, _ := contestedWorld(t)
		watchesWhatItIs(t, w)
	})
	t.Run("memcached", func(t *testing.T) {
		w, _ := contestedWorld(t)
		w.store = openMemcached(t)
		w.root = session.NewRoot(w.store, session.Options{Formats: w.root.Formats()})
		watchesWhatItIs(t, w)
	})
}

func watchesWhatItIs(t *testing.T, w *world) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	began := func() {
		w.put("d.C.text", "no document")
		w.put("other", "x")
		w.put("d.C.new", doc("new", "x"))
		w.put("d.C.hurt", "damaged document")
	}
	var got []string
	for e, err := range watch.Sessions(ctx, w.root, watch.Options{Every: time.Millisecond, Began: began}) {
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

// nameless is a store that can list names alone, and counts how often it does.
type nameless struct {
	storage.Store
	named, listed int
}

func (n *nameless) List(ctx context.Context) iter.Seq2[storage.Listed, error] {
	n.listed++
	return n.Store.List(ctx)
}

func (n *nameless) Abilities() storage.Abilities {
	return storage.Abilities{ListNames: n.ListNames}
}

func (n *nameless) ListNames(ctx context.Context) iter.Seq2[storage.Listed, error] {
	n.named++
	return func(yield func(storage.Listed, error) bool) {
		for l, err := range n.Store.List(ctx) {
			if !yield(storage.Listed{Key: l.Key}, err) {
				return
			}
		}
	}
}

// TestListingsAgree lists and scans items that other programs write meanwhile: every
// item is reported once, in the container that it belongs to by then.
func TestListingsAgree(t *testing.T) {
	t.Parallel()
	keys := []string{"d.C.1", "d.C.2", "d.D.1", "sure.S.1", "other"}
	values := map[string]string{"mine": doc("1", "x"), "text": "no document", "hurt": "damaged document"}
	belongs := func(key, value string) string {
		parts := strings.Split(key, ".")
		if parts[0] == "sure" || parts[0] == "d" && value != "text" {
			return parts[1] + "/" + parts[2]
		}
		return "items/" + key
	}
	for _, many := range []bool{false, true} {
		t.Run(fmt.Sprintf("many %v", many), func(t *testing.T) {
			rapid.Check(t, func(rt *rapid.T) {
				w, f := contestedWorld(t)
				store := &nameless{Store: f}
				w.root = session.NewRoot(store, session.Options{Formats: w.root.Formats()})
				session.ManyVerdicts(w.root, many)
				holds := make(map[string]string)
				for range rapid.IntRange(1, 12).Draw(rt, "rounds") {
					key := rapid.SampledFrom(keys).Draw(rt, "key")
					value := rapid.SampledFrom([]string{"mine", "text", "hurt"}).Draw(rt, "value")
					if _, ok := holds[key]; ok {
						w.replace(key, values[value])
					} else {
						w.put(key, values[value])
					}
					holds[key] = value
					var want []string
					for k, v := range holds {
						want = append(want, belongs(k, v))
					}
					slices.Sort(want)
					var scanned []string
					w.begin()
					for peeks, err := range sweep.Scan(context.Background(), w.root, w.tx, "") {
						must(t, err)
						for _, p := range peeks {
							scanned = append(scanned, p.Container.Name()+"/"+p.ID)
						}
					}
					slices.Sort(scanned)
					var each, names []string
					for _, c := range []string{"C", "D", "S", "items"} {
						each = append(each, w.listed(c)...)
						for found, err := range sweep.ListFor(context.Background(), w.root, c, true) {
							must(t, err)
							if found.Container.Name() == c {
								names = append(names, c+"/"+found.ID)
							}
						}
					}
					slices.Sort(each)
					slices.Sort(names)
					for what, got := range map[string][]string{"all": w.listed(""), "each container": each, "the names": names, "the scan": scanned} {
						if !slices.Equal(got, want) {
							rt.Fatalf("%s: %v, want %v", what, got, want)
						}
					}
				}
				if many && store.named > 0 || !many && store.named == 0 {
					rt.Fatalf("names were listed %d times, items %d times", store.named, store.listed)
				}
			})
		})
	}
}

// openMemcached returns a store on a memcached server of its own.
func openMemcached(t *testing.T) storage.Store {
	store, err := memcached.Open(context.Background(), []string{memcachedtest.Start(t).Addr}, memcached.Options{Timeout: time.Minute})
	must(t, err)
	t.Cleanup(func() { store.Close() })
	return store
}

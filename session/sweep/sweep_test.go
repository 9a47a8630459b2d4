package sweep_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"testing"
	"time"

	"sessh/session"
	"sessh/session/format"
	"sessh/session/format/plain"
	"sessh/session/format/sesshjson"
	"sessh/session/memstore"
	"sessh/session/storage"
	"sessh/session/storetest"
	"sessh/session/sweep"
	"sessh/session/tree"
	"sessh/txn"
)

// floor is a store with sessions and raw items, and a transaction.
type floor struct {
	t     *testing.T
	store *storetest.Faulty
	root  *session.Root
	m     *txn.Manager
}

// newFloor returns a store with n sessions of the container C, whose ids are numbers of four digits.
func newFloor(t *testing.T, n int) *floor {
	t.Helper()
	f := &floor{t: t, store: storetest.Faults(memstore.New(memstore.Options{})), m: txn.NewManager()}
	f.root = session.NewRoot(f.store, session.Options{Formats: []format.Format{sesshjson.Format{}, plain.Raw()}})
	for i := range n {
		f.put(fmt.Sprintf("sessh/C/%04d", i), fmt.Sprintf(`{"version":1,"timeout":3600,"data":{"p":{"k":"value%d"}}}`, i))
	}
	return f
}

// put stores an item as another program would.
func (f *floor) put(key, value string) {
	f.t.Helper()
	if o := f.store.Store.Apply(f.t.Context(), []storage.Write{{Key: key, Value: []byte(value), TTL: time.Hour}})[0]; o.State != storage.Applied {
		f.t.Fatal(o)
	}
}

func (f *floor) c() *session.Container { return f.root.Container("C") }

func (f *floor) tx() *txn.Tx { return f.m.Tx() }

// open opens a session of C in the transaction.
func (f *floor) open(id string) *session.Session {
	f.t.Helper()
	s, err := f.c().Session(f.t.Context(), f.tx(), id)
	must(f.t, err)
	return s
}

// set sets a key of the session in the transaction.
func (f *floor) set(id, value string) {
	f.t.Helper()
	p, err := f.open(id).Package("p")
	must(f.t, err)
	must(f.t, p.Set("k", value))
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestList(t *testing.T) {
	t.Parallel()
	f := newFloor(t, 3)
	f.put("else", "x")
	f.set("new", "pending")
	must(t, f.open("0001").Delete())
	counts := func(all iter.Seq2[sweep.Found, error]) map[string]int {
		n := make(map[string]int)
		for found, err := range all {
			must(t, err)
			if found.Item.Key == "" || !found.Exact {
				t.Errorf("listed: %+v", found)
			}
			n[found.Container.Name()]++
		}
		return n
	}
	for name, got := range map[string]map[string]int{
		"List":      counts(sweep.List(t.Context(), f.root)),
		"ListNames": counts(sweep.ListNames(t.Context(), f.root)),
		"ListFor":   counts(sweep.ListFor(t.Context(), f.root, "", true)),
	} {
		if len(got) != 2 || got["C"] != 3 || got[plain.Items] != 1 {
			t.Errorf("%s has %v, want what is stored", name, got)
		}
	}
	of := make(map[string]*session.Container)
	for found := range sweep.ListFor(t.Context(), f.root, "C", false) {
		if was := of[found.Container.Name()]; was != nil && was != found.Container {
			t.Error("a container is made anew for each of its sessions")
		}
		of[found.Container.Name()] = found.Container
	}
}

func TestScan(t *testing.T) {
	t.Parallel()
	f := newFloor(t, 2500)
	f.put("else", `{"p":{"k":"raw"}}`)
	f.set("0007", "edited")
	f.set("new", "pending")
	must(t, f.open("0008").Delete())
	f.open("looked-at")
	for container, want := range map[string]int{"C": 2500, "": 2501} {
		seen := make(map[string]string)
		passed := 0
		for peeks, err := range sweep.Scan(t.Context(), f.root, f.tx(), container) {
			must(t, err)
			sweep.Prepare(t.Context(), peeks[:len(peeks)/2], nil)
			for _, p := range peeks {
				if p.Excludes("edited") {
					passed++
				}
				s := p.Session()
				data, err := s.Data()
				must(t, err)
				if s != p.Session() || s.ID() != p.ID {
					t.Errorf("%s is decoded as %s, and again", p.ID, s.ID())
				}
				v, _ := data.Get("p")
				if p, ok := v.(*tree.Map); ok {
					k, _ := p.Get("k")
					seen[s.ID()] = fmt.Sprint(k)
				}
			}
		}
		if _, ok := seen["looked-at"]; ok || seen["0007"] != "edited" || seen["new"] != "pending" || seen["0008"] != "" || seen["2499"] != "value2499" {
			t.Errorf("%d sessions: %q %q %q", len(seen), seen["0007"], seen["new"], seen["0008"])
		}
		if len(seen) != want || passed < 2498 || passed > want-2 {
			t.Errorf("%d sessions, want %d; %d can be passed over, want all but the open ones", len(seen), want, passed)
		}
	}
	for range sweep.Scan(t.Context(), f.root, f.tx(), "C") {
		break // the readers ahead end as well
	}
}

// TestScanOfWhatIsGone: a session with pending changes is found, though the store lists it no more.
func TestScanOfWhatIsGone(t *testing.T) {
	t.Parallel()
	for container, want := range map[string]string{"C": "[0000 0002 0001]", "": "[0000 0002 0001]", "D": "[]"} {
		f := newFloor(t, 4)
		f.set("0001", "edited")
		must(t, f.open("0002").Delete())
		f.set("0002", "replaced")
		f.open("0003")
		for _, id := range []string{"0001", "0003"} {
			w := storage.Write{Key: "sessh/C/" + id, Version: f.open(id).Item().Version, Delete: true}
			must(t, f.store.Store.Apply(t.Context(), []storage.Write{w})[0].Err)
		}
		var ids []string
		for peeks, err := range sweep.Scan(t.Context(), f.root, f.tx(), container) {
			must(t, err)
			for _, p := range peeks {
				ids = append(ids, p.Session().ID())
			}
		}
		if got := fmt.Sprint(ids); got != want {
			t.Errorf("in %q there are %s, want %s", container, got, want)
		}
	}
}

func TestPrepareThatIsStopped(t *testing.T) {
	t.Parallel()
	f := newFloor(t, 10)
	for peeks, err := range sweep.Scan(t.Context(), f.root, f.tx(), "C") {
		must(t, err)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		sweep.Prepare(ctx, peeks, func(i int) { t.Errorf("%s is looked at", peeks[i].ID) })
	}
}

func TestEach(t *testing.T) {
	t.Parallel()
	f := newFloor(t, 600)
	f.open("looked-at")
	n := 0
	for s, err := range sweep.All(t.Context(), f.tx(), f.c()) {
		must(t, err)
		if !s.Exists() {
			t.Error("a session that does not exist")
		}
		n++
	}
	if got := f.store.Calls(); n != 600 || got.Load > 4 {
		t.Errorf("%d sessions in %+v", n, got)
	}
	if open := len(f.root.Work(f.tx()).Sessions()); open != 601 {
		t.Errorf("%d are open", open)
	}
	must(t, f.m.Commit(t.Context()))
	for s, err := range sweep.View(t.Context(), f.tx(), f.c()) {
		must(t, err)
		m, err := s.Package("p")
		must(t, err)
		if err := m.Set("k", 0); !errors.Is(err, session.ErrReadOnlySession) {
			t.Errorf("writing to it: %v", err)
		}
		break
	}
	if open := len(f.root.Work(f.tx()).Sessions()); open != 0 {
		t.Errorf("looking has opened %d", open)
	}
	f.set("0001", "pending")
	n = 0
	for peeks, err := range sweep.Stored(t.Context(), f.root, f.c()) {
		must(t, err)
		for _, peek := range peeks {
			s := peek.Session()
			p, err := s.Package("p")
			must(t, err)
			if v, _ := p.Get("k"); s.Tx() != nil || s.Item().TTL <= 0 || v == "pending" {
				t.Fatalf("%s is part of a transaction, or has no time left", s.ID())
			}
			n++
		}
	}
	if n != 600 {
		t.Errorf("%d are stored", n)
	}
}

func TestListingThatFails(t *testing.T) {
	t.Parallel()
	f := newFloor(t, 1)
	f.store.BeforeList = func() error { return storage.ErrUnsupported }
	for name, errs := range map[string][]error{
		"All":    errorsOf(sweep.All(t.Context(), f.tx(), f.c())),
		"View":   errorsOf(sweep.View(t.Context(), f.tx(), f.c())),
		"Stored": errorsOf(sweep.Stored(t.Context(), f.root, f.c())),
		"List":   errorsOf(sweep.List(t.Context(), f.root)),
		"Scan":   errorsOf(sweep.Scan(t.Context(), f.root, f.tx(), "C")),
	} {
		if len(errs) != 1 || !errors.Is(errs[0], storage.ErrUnsupported) {
			t.Errorf("%s yields the errors %v", name, errs)
		}
	}
}

func errorsOf[T any](all iter.Seq2[T, error]) (errs []error) {
	for _, err := range all {
		errs = append(errs, err)
	}
	return errs
}

func TestSessionsThatVanishAreLeftOut(t *testing.T) {
	t.Parallel()
	f := newFloor(t, 3)
	f.store.BeforeLoad = func(context.Context, []string) error {
		f.store.BeforeLoad = nil
		const key = "sessh/C/0001"
		item := f.store.Store.Load(t.Context(), []string{key}, 0)[0].Item
		return f.store.Store.Apply(t.Context(), []storage.Write{{Key: key, Version: item.Version, Delete: true}})[0].Err
	}
	var ids []string
	for s, err := range sweep.All(t.Context(), f.tx(), f.c()) {
		must(t, err)
		ids = append(ids, s.ID())
	}
	if !slices.Equal(ids, []string{"0000", "0002"}) {
		t.Errorf("sessions %q", ids)
	}
}

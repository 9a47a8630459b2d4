package session_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"sessh/session"
	"sessh/session/diff"
	"sessh/session/family"
	"sessh/session/format"
	"sessh/session/format/client"
	"sessh/session/format/framework"
	"sessh/session/format/sesshjson"
	"sessh/session/memstore"
	"sessh/session/storage"
	"sessh/session/stored"
	"sessh/session/sweep"
	"sessh/session/tree"
	"sessh/txn"
)

// tagged is a format like sessh's own, under keys of its own. Its sessions can be
// locked, its keys can be any program's, and it says what it does not hold.
type tagged struct {
	sesshjson.Format
	tag       string
	contested bool
	flat      bool
	raw       bool
}

func (f tagged) Name() string { return f.tag }

func (f tagged) Traits() *format.Traits {
	t := *f.Format.Traits()
	t.Shapes, t.Restarts, t.Flat, t.Raw, t.Containers = nil, false, f.flat, f.raw, []string{"always-" + f.tag}
	t.LockKeys = func(container, id string) []string {
		return []string{f.tag + ".lock." + container + "." + id, f.tag + "." + container + "." + id + ".busy"}
	}
	if f.contested {
		t.Claims = f.claims
	}
	return &t
}

func (f tagged) claims(_ string, item *client.Stored) bool {
	_, err := f.Decode(item.Value, item.Flags)
	return err == nil || strings.HasPrefix(string(item.Value), "damaged ")
}

func (f tagged) Key(container, id string) (string, error) {
	if strings.HasPrefix(id, "bad") {
		return "", errors.New("a bad id")
	}
	return f.tag + "." + container + "." + id, nil
}

func (f tagged) Parse(key string) (container, id string, exact, ok bool) {
	parts := strings.Split(key, ".")
	if len(parts) != 3 || parts[0] != f.tag {
		return "", "", false, false
	}
	return parts[1], parts[2], true, true
}

// world is a store with several formats, and a transaction.
type world struct {
	t     *testing.T
	store storage.Store
	root  *session.Root
	tx    *txn.Tx
	m     *txn.Manager
}

func newWorld(t *testing.T, formats ...format.Format) *world {
	now := time.Now() // so that a lock has as much time left as it was given
	w := &world{t: t, store: memstore.New(memstore.Options{Now: func() time.Time { return now }}), m: txn.NewManager()}
	w.root = session.NewRoot(w.store, session.Options{Formats: formats})
	w.begin()
	return w
}

func (w *world) begin() {
	w.t.Helper()
	tx, err := w.m.Begin(context.Background())
	if err != nil {
		w.t.Fatal(err)
	}
	w.tx = tx
}

// put stores an item as another program would.
func (w *world) put(key, value string) {
	w.t.Helper()
	if o := w.store.Apply(context.Background(), []storage.Write{{Key: key, Value: []byte(value), TTL: time.Hour}})[0]; o.State != storage.Applied {
		w.t.Fatal(o)
	}
}

func doc(id, k string) string {
	return fmt.Sprintf(`{"version":1,"id":%q,"timeout":3600,"data":{"p":{"k":%q}}}`, id, k)
}

func (w *world) session(c *session.Container, id string) *session.Session {
	w.t.Helper()
	s, err := c.Session(context.Background(), w.tx, id)
	if err != nil {
		w.t.Fatal(err)
	}
	return s
}

func TestFormatOfAContainer(t *testing.T) {
	t.Parallel()
	a, b := tagged{tag: "a"}, tagged{tag: "b"}
	w := newWorld(t, a, b)
	w.put("b.C.s", doc("s", "x"))
	if got := w.root.Container("C").Format().Name(); got != "a" {
		t.Errorf("of a container of which nothing is known: %s", got)
	}
	c, err := stored.Locate(context.Background(), w.root, "C", "s")
	if err != nil || c.Format().Name() != "b" {
		t.Errorf("where there is such a session: %v, %v", c.Format().Name(), err)
	}
	if got := w.root.Container("C").Format().Name(); got != "b" {
		t.Errorf("it is not remembered: %s", got)
	}
	w.root.Catalog().Assign("C", a)
	if c, err = stored.Locate(context.Background(), w.root, "C", "s"); err != nil || c.Format().Name() != "a" {
		t.Errorf("what was assigned: %v, %v", c.Format().Name(), err)
	}
	if c, err = stored.Locate(context.Background(), w.root, "D", "bad"); err != nil || c.Format().Name() != "a" {
		t.Errorf("of an id that no format can name: %v, %v", c.Format().Name(), err)
	}
	if got := w.root.Container("always-b").Format().Name(); got != "b" {
		t.Errorf("of a container that is always the same format's: %s", got)
	}
	if _, err := stored.Read(context.Background(), w.root.ContainerIn("C", a), "bad"); err == nil {
		t.Error("an id that cannot be named is read")
	}
	if w.root.FormatNamed("b") == nil || w.root.FormatNamed("none") != nil || len(w.root.Formats()) != 2 {
		t.Error("formats by name")
	}
	w = newWorld(t, a, b)
	w.put("b.L.s", doc("s", "x"))
	for range sweep.List(context.Background(), w.root) {
	}
	if got := w.root.Container("L").Format().Name(); got != "b" {
		t.Errorf("of a container that was listed: %s", got)
	}
	o := w.root.ContainerIn("L", a).WithTimeout(time.Minute)
	if o.Same(w.root.Container("L")) || !o.Same(w.root.ContainerIn("L", a)) || w.session(o, "n").Timeout() != time.Minute {
		t.Error("a container in another format, with another lifetime")
	}
}

func TestLock(t *testing.T) {
	t.Parallel()
	a := tagged{tag: "a"}
	w := newWorld(t, a)
	w.put("a.C.s", doc("s", "x"))
	s := w.session(w.root.ContainerIn("C", a), "s")
	p, err := s.Package("p")
	must(t, err)
	must(t, p.Set("k", "mine"))
	w.put("a.lock.C.s", "1")
	lock, err := stored.Lock(context.Background(), s)
	if err != nil || lock == nil || lock.String() != "expires in 1h" {
		t.Fatalf("the lock is %v, %v", lock, err)
	}
	if err := w.tx.Commit(context.Background()); !errors.Is(err, family.ErrLocked) || w.tx.Status() != txn.Active {
		t.Errorf("a commit while the application has the lock: %v, %v", err, w.tx.Status())
	}
	c := s.Container()
	w.replace("a.lock.C.s", "2")
	if err := c.Unlock(context.Background(), lock); !errors.Is(err, family.ErrLockChanged) {
		t.Errorf("the lock of another request is removed: %v", err)
	}
	if lock, err = stored.Lock(context.Background(), s); err != nil || lock.TTL != storage.TTLNever {
		t.Fatalf("the lock is %v, %v", lock, err)
	}
	must(t, c.Unlock(context.Background(), lock))
	if err := c.Unlock(context.Background(), lock); !errors.Is(err, family.ErrLockChanged) {
		t.Errorf("it is removed twice: %v", err)
	}
	must(t, w.tx.Commit(context.Background()))
	if got := string(w.store.Load(context.Background(), []string{"a.C.s"}, storage.NeedValue)[0].Item.Value); !strings.Contains(got, "mine") {
		t.Errorf("stored is %s", got)
	}
}

type word string

func (w word) String() string { return string(w) }

func TestForms(t *testing.T) {
	t.Parallel()
	tuple := tree.NewListOf(word("tuple"), 1, 2)
	if tuple.Form().String() != "tuple" || tree.TypeName(tuple) != "tuple" || tree.Equal(tuple, tree.NewList(1, 2)) || !tree.Equal(tuple, tree.Clone(tuple)) {
		t.Error("a list's form counts, and is copied")
	}
	ordered := tree.NewMapOf(word("ordered"))
	must(t, ordered.Set("k", 1))
	if ordered.Form().String() != "ordered" || tree.Equal(ordered, tree.NewMap()) || !tree.Equal(ordered, tree.Clone(ordered)) || tree.NewMap().Form() != nil {
		t.Error("a mapping's form counts, and is copied")
	}
	c := newWorld(t, tagged{tag: "a"}).root.Container("C")
	m, n := tree.NewMap(), tree.NewMap()
	must(t, m.Set("p", map[string]any{"t": tuple}))
	must(t, n.Set("p", map[string]any{"t": tree.NewList(1, 2)}))
	if d := c.Diff("s", m, n); len(d) != 1 || d[0].Kind != diff.Changed || c.Diff("s", m, tree.Clone(m).(*tree.Map)) != nil {
		t.Errorf("a list in the place of a tuple: %v", d)
	}
}

func TestSavepointInsideOfAStep(t *testing.T) {
	t.Parallel()
	w := newWorld(t, tagged{tag: "a"})
	s := w.session(w.root.Container("C"), "s")
	p, err := s.Package("p")
	must(t, err)
	work := w.root.Work(w.tx)
	must(t, work.Step("all", func() error {
		must(t, p.Set("a", 1))
		sp, err := w.tx.Savepoint(context.Background())
		must(t, err)
		must(t, p.Set("b", 2))
		must(t, sp.Rollback(context.Background()))
		return p.Set("c", 3)
	}))
	if p.Has("b") || !p.Has("a") || !p.Has("c") {
		t.Errorf("after a rollback inside of a step there are %v", p.Keys())
	}
}

// TestContainersByName: the name of a container names its framework, before anything is listed.
func TestContainersByName(t *testing.T) {
	t.Parallel()
	root := session.NewRoot(memstore.New(memstore.Options{}), session.Options{Formats: framework.All()})
	for name, want := range map[string]string{
		"laravel": "laravel", "laravel:shop_": "laravel", "django:shop:2": "django", "aiohttp:shop_": "aiohttp", "items": "raw", "Shop": "sessh", "shop:laravel_": "sessh",
	} {
		if got := root.Container(name).Format().Name(); got != want {
			t.Errorf("%s is of %s, want %s", name, got, want)
		}
	}
	root.Catalog().Assign("laravel:mine", root.FormatNamed("lovely"))
	if got := root.Container("laravel:mine").Format().Name(); got != "lovely" {
		t.Errorf("an assigned container is of %s", got)
	}
}

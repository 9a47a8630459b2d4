package watch_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"sessh/session"
	"sessh/session/format/sesshjson"
	"sessh/session/memcached"
	"sessh/session/memcached/memcachedtest"
	"sessh/session/memstore"
	"sessh/session/storage"
	"sessh/session/watch"
	"sessh/txn"
)

// edit commits one key of a session as another program would.
func edit(t *testing.T, root *session.Root, id string, value any) {
	t.Helper()
	err := txn.NewManager().Run(context.Background(), func(tx *txn.Tx) error {
		s, err := root.Container("C").Session(context.Background(), tx, id)
		if err != nil {
			return err
		}
		if value == nil {
			return s.Delete()
		}
		p, err := s.Package("p")
		if err != nil {
			return err
		}
		return p.Set("k", value)
	})
	if err != nil {
		t.Error(err)
	}
}

func describeEvent(e watch.Event, err error) string {
	if err != nil {
		return err.Error()
	}
	text := fmt.Sprintf("%s %s", e.ID, e.Kind)
	for _, c := range e.Changes {
		text += fmt.Sprintf(" %v:%v->%v", c.Path.Keys, c.Old, c.New)
	}
	return text
}

// TestWatch changes sessions while they are watched; each change is made when the
// one before it was reported.
func TestWatch(t *testing.T) {
	t.Parallel()
	for _, store := range []struct {
		name  string
		open  func(t *testing.T) storage.Store
		every time.Duration
	}{
		{"memstore", func(*testing.T) storage.Store { return memstore.New(memstore.Options{}) }, 2 * time.Millisecond},
		{"memcached tells", openMemcached, 24 * time.Hour},
		{"memcached is looked at", func(t *testing.T) storage.Store { return hidden{openMemcached(t)} }, 2 * time.Millisecond},
	} {
		for _, scope := range []struct{ name, container, id string }{{"a session", "C", "s"}, {"a container", "C", ""}, {"all", "", ""}} {
			t.Run(store.name+"/"+scope.name, func(t *testing.T) {
				root := rootOf(store.open(t))
				edit(t, root, "s", 1)
				// Of a container only the versions are known at first.
				first := "s changed"
				if scope.id != "" {
					first = "s changed [p k]:1->2"
				}
				steps := []struct {
					value any
					want  string
				}{{2, first}, {3, "s changed [p k]:2->3"}, {nil, "s vanished"}, {4, "s appeared [p]:<nil>->4"}}
				if store.every > time.Hour {
					steps[2].want = "s removed" // by the server's log
				}
				ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
				defer cancel()
				i := -1
				next := func() {
					if i++; i < len(steps) {
						go edit(t, root, "s", steps[i].value)
					}
				}
				watch.Sessions(ctx, root, watch.Options{Container: scope.container, ID: scope.id, Every: store.every, Began: next})(func(e watch.Event, err error) bool {
					want := steps[i].want
					if got := describeEvent(e, err); got != want && got != "s appeared [p k]:<nil>->4" {
						t.Errorf("event %d is %q, want %q", i, got, want)
					}
					next()
					return i < len(steps)
				})
				if i != len(steps) {
					t.Errorf("%d of %d events came", i, len(steps))
				}
			})
		}
	}
}

// hidden is a store that does not report writes.
type hidden struct{ storage.Store }

func (h hidden) Abilities() storage.Abilities {
	a := h.Store.Abilities()
	a.Watch = nil
	return a
}

func openMemcached(t *testing.T) storage.Store {
	srv := memcachedtest.Start(t)
	store, err := memcached.Open(context.Background(), []string{srv.Addr}, memcached.Options{Timeout: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	return store
}

func TestWatchLeavesNoTrace(t *testing.T) {
	t.Parallel()
	store := openMemcached(t)
	root := rootOf(store)
	edit(t, root, "s", 1)
	key, _ := sesshjson.Format{}.Key("C", "s")
	before := store.Load(context.Background(), []string{key}, storage.NeedValue|storage.NeedTTL)[0].Item
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	for e, err := range watch.Sessions(ctx, root, watch.Options{Container: "C", ID: "s", Every: time.Millisecond}) {
		t.Errorf("%v %v", e, err)
	}
	after := store.Load(context.Background(), []string{key}, storage.NeedValue|storage.NeedTTL)[0].Item
	if after.Version != before.Version || string(after.Value) != string(before.Value) || after.TTL > before.TTL {
		t.Errorf("the item was %+v, and is %+v", before, after)
	}
}

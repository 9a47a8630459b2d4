package storage_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"testing"

	"sessh/session/memstore"
	"sessh/session/storage"
	"sessh/session/storetest"
)

func TestNamespaceIsAStore(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(testing.TB) storage.Store {
		return storage.NewNamespace(memstore.New(memstore.Options{}), "a:")
	})
}

// TestNamespaces: items of the same key in two namespaces, and in the store, are three.
func TestNamespaces(t *testing.T) {
	t.Parallel()
	ctx, outer := context.Background(), memstore.New(memstore.Options{})
	a, b := storage.NewNamespace(outer, "a:"), storage.NewNamespace(outer, "b:")
	all := map[string]storage.Store{"outer": outer, "a": a, "b": b}
	for value, s := range all {
		if o := s.Apply(ctx, []storage.Write{{Key: "k", Value: []byte(value)}}); o[0].State != storage.Applied {
			t.Fatal(value, o)
		}
	}
	for value, s := range all {
		l := s.Load(ctx, []string{"k"}, storage.NeedValue)[0]
		if l.Item == nil || string(l.Item.Value) != value || l.Item.Key != "k" {
			t.Errorf("%s: %+v", value, l)
		}
	}
	if n := count(a.List(ctx)); n != 1 {
		t.Errorf("%d items in a", n)
	}
	if err := a.Flush(ctx); err != nil {
		t.Fatal(err)
	}
	if n, m := count(a.List(ctx)), count(outer.List(ctx)); n != 0 || m != 2 {
		t.Errorf("%d items in a, %d in all", n, m)
	}
}

// TestNamespaceFlushes: a server counts the flushes of the namespace, but not its neighbours',
// and no longer says when the last one was.
func TestNamespaceFlushes(t *testing.T) {
	t.Parallel()
	ctx, outer := context.Background(), settled{memstore.New(memstore.Options{})}
	a, b := storage.NewNamespace(outer, "a:"), storage.NewNamespace(outer, "b:")
	says := func(s storage.Store) string {
		oldest, known := storage.AbilitiesOf(s).Counters(ctx, "settings")[0].Stats["oldest"]
		return fmt.Sprintf("%s %s %t", s.Servers(ctx)[0].Stats["cmd_flush"], oldest, known)
	}
	for i, want := range []string{"0 0 true", "1  false", "2  false"} {
		if i > 0 {
			if err := a.Flush(ctx); err != nil {
				t.Fatal(err)
			}
		}
		if got := says(a); got != want {
			t.Errorf("after %d flushes it says %q, want %q", i, got, want)
		}
		if got := says(b) + "; " + says(outer); got != "0 0 true; 0 0 true" {
			t.Errorf("the others say %q", got)
		}
	}
}

// settled is a store with a server that has settings.
type settled struct{ storage.Store }

func (s settled) Abilities() storage.Abilities {
	a := s.Store.Abilities()
	settings := map[string]string{"oldest": "0"}
	a.Counters = func(context.Context, string) []storage.Server { return []storage.Server{{Stats: settings}} }
	return a
}

func count(all iter.Seq2[storage.Listed, error]) (n int) {
	for range all {
		n++
	}
	return n
}

// TestNamespaceUnlisted: what was written is removed even if the server cannot list.
func TestNamespaceUnlisted(t *testing.T) {
	t.Parallel()
	ctx, outer := context.Background(), storetest.Faults(memstore.New(memstore.Options{}))
	outer.BeforeList = func() error { return storage.ErrUnsupported }
	n := storage.NewNamespace(outer, "n:")
	n.Apply(ctx, []storage.Write{{Key: "k"}})
	if err := n.Flush(ctx); err != nil {
		t.Fatal(err)
	}
	if l := n.Load(ctx, []string{"k"}, 0); l[0].Item != nil {
		t.Error("it is still there")
	}
}

func TestGuard(t *testing.T) {
	t.Parallel()
	storetest.RunWrapper(t, func(s storage.Store) storage.Store {
		return storage.Guard(s, func(context.Context) error { return nil })
	})
	storetest.RunWrapper(t, func(s storage.Store) storage.Store {
		return storage.Guard(s, func(context.Context) error { return errors.New("no") })
	}, "Apply", "Flush")
}

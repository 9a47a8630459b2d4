package storage_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"sessh/session/memstore"
	"sessh/session/storage"
	"sessh/session/storetest"
)

func TestTapIsAStore(t *testing.T) {
	t.Parallel()
	storetest.RunWrapper(t, func(s storage.Store) storage.Store { return storage.NewTap(s) })
	storetest.RunWrapper(t, func(s storage.Store) storage.Store {
		tap := storage.NewTap(s)
		tap.Observe(func(string, *storage.Item) {})
		return tap
	})
	storetest.Run(t, func(testing.TB) storage.Store {
		tap := storage.NewTap(memstore.New(memstore.Options{}))
		tap.Observe(func(string, *storage.Item) {})
		return tap
	})
}

// TestTapReports: what is read is reported with its value, whatever the reader needs, and so is
// what is listed.
func TestTapReports(t *testing.T) {
	t.Parallel()
	ctx, inner := context.Background(), memstore.New(memstore.Options{})
	tap := storage.NewTap(inner)
	for _, key := range []string{"a", "b"} {
		tap.Apply(ctx, []storage.Write{{Key: key, Value: []byte("value of " + key)}})
	}
	var got []string
	seen := func(key string, item *storage.Item) {
		text := key
		if item != nil {
			text += fmt.Sprintf("=%s", item.Value)
		}
		got = append(got, text)
	}
	check := func(what string, want ...string) {
		t.Helper()
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s reports %q", what, got)
		}
		got = nil
	}
	tap.Load(ctx, []string{"a"}, 0)
	check("nobody")
	tap.Observe(seen)
	if storage.NewTap(tap) != tap {
		t.Error("a tap has a tap")
	}
	tap.Load(ctx, []string{"a", "none"}, 0)
	check("Load", "a=value of a", "none")
	for range tap.List(ctx) {
		continue
	}
	check("List", "a=value of a", "b=value of b")
	for range storage.AbilitiesOf(tap).ListNames(ctx) {
		break
	}
	if len(got) != 1 {
		t.Errorf("half a listing reports %q", got)
	}
	got = nil
	tap.Observe(nil)
	tap.Load(ctx, []string{"a"}, 0)
	check("nobody")
}

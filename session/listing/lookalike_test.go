package listing_test

import (
	"fmt"
	"strings"
	"testing"

	"sessh/session/format/formattest"
	"sessh/session/format/framework"
	"sessh/session/listing"
	"sessh/session/memstore"
	"sessh/session/storage"
)

// TestLookAlikes lists many sessions of Laravel, and a few items among them of the same prefix, kind of
// name, flags and size that are none: an application's cache and its sessions share all of these. No
// item is taken for a session because the others are, nor because it was one in the listing before.
func TestLookAlikes(t *testing.T) {
	t.Parallel()
	const many = 5000
	session := formattest.Items(t, "../format/framework/testdata/laravel")["plain"]
	other := []byte(strings.Replace(string(session.Value), "_token", "_tokem", 1))
	if string(other) == string(session.Value) {
		t.Fatal("the session has no token")
	}
	store := memstore.New(memstore.Options{})
	key := func(i int) string { return fmt.Sprintf("laravel_cache_%036dAz%02d", i, i%90) }
	put := func(i int, value []byte) {
		w := storage.Write{Key: key(i), Value: value, Flags: session.Flags}
		if old := store.Load(t.Context(), []string{w.Key}, 0)[0].Item; old != nil {
			w.Version = old.Version
		}
		if o := store.Apply(t.Context(), []storage.Write{w})[0]; o.State != storage.Applied {
			t.Fatal(o.Err)
		}
	}
	strange := map[string]bool{key(0): true, key(1700): true, key(many - 1): true}
	for i := range many {
		if strange[key(i)] {
			put(i, other)
		} else {
			put(i, session.Value)
		}
	}
	catalog := listing.NewCatalog(store, framework.All())
	check := func(namesOnly bool) {
		t.Helper()
		listed := 0
		for e, err := range catalog.List(t.Context(), "", namesOnly) {
			if err != nil {
				t.Fatal(err)
			}
			want := "laravel"
			if strange[e.Item.Key] {
				want = "raw"
			}
			if e.Format.Name() != want {
				t.Errorf("%s is listed under %s, want %s", e.Item.Key, e.Format.Name(), want)
			}
			listed++
		}
		if listed != many {
			t.Errorf("%d items are listed", listed)
		}
	}
	check(true)
	put(0, session.Value)
	put(3, other)
	delete(strange, key(0))
	strange[key(3)] = true
	check(true)
	check(false)
}

package framework

import (
	"testing"

	"sessh/session"
	"sessh/session/format/formattest"
	"sessh/session/memstore"
	"sessh/session/storage"
	"sessh/session/sweep"
)

// TestItemsAreOfTheirRows lists the items of all rows together: each is listed as a session
// of the row that it is of, and of no other.
func TestItemsAreOfTheirRows(t *testing.T) {
	t.Parallel()
	store := memstore.New(memstore.Options{})
	type place struct{ format, container, id string }
	want := make(map[string]place)
	for _, f := range rows() {
		for name, item := range formattest.Items(t, "testdata/"+f.Name()) {
			if other, taken := want[item.Key]; taken {
				t.Fatalf("%s has the key of an item of %s", name, other.format)
			}
			o := store.Apply(t.Context(), []storage.Write{{Key: item.Key, Value: item.Value, Flags: item.Flags}})[0]
			if o.State != storage.Applied {
				t.Fatalf("%s: %v", item.Key, o.Err)
			}
			want[item.Key] = place{f.Name(), item.Container, item.ID}
		}
	}
	root := session.NewRoot(store, session.Options{Formats: All()})
	for found, err := range sweep.List(t.Context(), root) {
		if err != nil {
			t.Fatal(err)
		}
		w := want[found.Item.Key]
		delete(want, found.Item.Key)
		if got := (place{found.Container.Format().Name(), found.Container.Name(), found.ID}); got != w {
			t.Errorf("%s is listed as %v, want %v", found.Item.Key, got, w)
		}
	}
	for key, w := range want {
		t.Errorf("%s of %s is not listed", key, w.format)
	}
}

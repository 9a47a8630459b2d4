package framework

import (
	"path/filepath"
	"testing"

	"sessh/session"
	"sessh/session/format/client"
	"sessh/session/format/formattest"
	"sessh/session/memstore"
	"sessh/session/storage"
	"sessh/session/sweep"
	"sessh/txn"
)

// TestTogether lists items of several frameworks: each is a session in the container of its
// own, and reads as its framework reads it.
func TestTogether(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/together/*.json")
	if err != nil || len(files) == 0 {
		t.Fatal("there are no items", err)
	}
	for _, file := range files {
		items := formattest.List(t, file)
		t.Run(filepath.Base(file), func(t *testing.T) {
			store := memstore.New(memstore.Options{})
			want := make(map[string]string)
			for _, item := range items {
				store.Apply(t.Context(), []storage.Write{{Key: item.Key, Value: item.Value, Flags: item.Flags}})
				want[item.Key] = item.Container + " " + item.ID
			}
			root := session.NewRoot(store, session.Options{Formats: All()})
			listed := 0
			for found, err := range sweep.List(t.Context(), root) {
				if err != nil {
					t.Fatal(err)
				}
				listed++
				if got := found.Container.Name() + " " + found.ID; got != want[found.Item.Key] {
					t.Errorf("%s is listed as %s, want %s", found.Item.Key, got, want[found.Item.Key])
				}
			}
			if listed != len(items) {
				t.Errorf("%d of %d items are listed", listed, len(items))
			}
			for _, item := range items {
				err := txn.NewManager().Run(t.Context(), func(tx *txn.Tx) error {
					s, err := root.Container(item.Container).Session(t.Context(), tx, item.ID)
					if err != nil {
						return err
					}
					data, err := s.Data()
					if err == nil {
						formattest.Reads(t, data, item)
					}
					return err
				})
				if err != nil {
					t.Errorf("%s: %v", item.Key, err)
				}
			}
		})
	}
}

// TestItemsAreOfOneFormat: no format takes an item of one after it for a session.
func TestItemsAreOfOneFormat(t *testing.T) {
	t.Parallel()
	for _, own := range rows() {
		for name, item := range formattest.Items(t, "testdata/"+own.Name()) {
			for _, f := range rows() {
				if f == own {
					break
				}
				if _, _, _, fits := f.Parse(item.Key); !fits {
					continue
				}
				if claims := f.Traits().Claims; claims == nil || claims(item.Key, &client.Stored{Value: item.Value, Flags: item.Flags}) {
					t.Errorf("%s takes %s of %s for a session", f.Name(), name, own.Name())
				}
			}
		}
	}
}

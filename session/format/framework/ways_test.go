package framework

import (
	"testing"

	"sessh/session"
	"sessh/session/format/formattest"
	"sessh/session/memstore"
	"sessh/session/storage"
	"sessh/session/stored"
	"sessh/txn"
)

// TestCopyBesideAnotherWay: in a container whose sessions are written in two ways, a copy is
// written as the session that it was made of, and read so.
func TestCopyBesideAnotherWay(t *testing.T) {
	for name, files := range map[string][]string{
		"flask": {"testdata/flask/pickle.json", "testdata/flask/msgpack.json"},
		"rack":  {"testdata/rack/json.json", "testdata/rack/dalli.json"},
	} {
		t.Run(name, func(t *testing.T) {
			store := memstore.New(memstore.Options{})
			var ids []string
			for _, file := range files {
				item := formattest.Read(t, file)
				store.Apply(t.Context(), []storage.Write{{Key: item.Key, Value: item.Value, Flags: item.Flags}})
				ids = append(ids, item.ID)
			}
			root := session.NewRoot(store, session.Options{Formats: All()})
			c := root.ContainerIn(name, Named(name))
			for _, id := range ids {
				err := txn.NewManager().Run(t.Context(), func(tx *txn.Tx) error {
					from, err := c.Session(t.Context(), tx, id)
					if err != nil {
						return err
					}
					data, err := from.Data()
					if err != nil {
						return err
					}
					to, err := c.Session(t.Context(), tx, "copy-of-"+id)
					if err != nil {
						return err
					}
					return to.Fill(data, c)
				})
				if err != nil {
					t.Fatalf("%s: %v", id, err)
				}
				all, err := stored.Read(t.Context(), c, id, "copy-of-"+id)
				if err != nil {
					t.Fatal(err)
				}
				if was, now := stored.Written(all[0]), stored.Written(all[1]); was != now {
					t.Errorf("%s is written as %s, and its copy as %s", id, was, now)
				}
			}
		})
	}
}

package framework

import (
	"context"
	"testing"

	"sessh/session"
	"sessh/session/diff"
	"sessh/session/format"
	"sessh/session/format/graph"
	"sessh/session/format/pickle"
	"sessh/session/format/pickle/object"
	"sessh/session/memstore"
	"sessh/session/storage"
	"sessh/session/tree"
	"sessh/txn"
)

// L = [1]; o.v = L; {'o': o, 'l': L, 'n': 1}, in protocol 2
const heldByObject = "\x80\x02}q\x00(X\x01\x00\x00\x00oq\x01cshop\nObj\nq\x02)\x81q\x03}q\x04X\x01\x00\x00\x00vq\x05]q\x06K\x01asbX\x01\x00\x00\x00lq\x07h\x06X\x01\x00\x00\x00nq\x08K\x01u."

// TestRefreshKeepsSharing edits a list that an object holds, while another program
// changes the session: the object goes on holding the list that was edited, and not one
// that took its place.
func TestRefreshKeepsSharing(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	list := func(m *tree.Map, key string) *tree.List {
		v, _ := m.Get(key)
		return v.(*tree.List)
	}
	for _, test := range []struct {
		name string
		edit func(s *session.Session, data *tree.Map) error
		want string
	}{
		{"edited", func(_ *session.Session, data *tree.Map) error { return list(data, "l").Set(0, 5) },
			`{"o": shop.Obj{v: [5]}, "l": [5], "n": 2}`},
		{"replaced", func(_ *session.Session, data *tree.Map) error { return data.Set("l", []any{9}) },
			`{"o": shop.Obj{v: [1]}, "l": [9], "n": 2}`},
		{"moved and edited", func(s *session.Session, data *tree.Map) error {
			if err := s.Move(data, "l", data, "k"); err != nil {
				return err
			}
			return list(data, "k").Set(0, 5)
		}, `{"o": shop.Obj{v: [5]}, "n": 2, "k": [5]}`},
		{"the object is moved, and the list edited", func(s *session.Session, data *tree.Map) error {
			if err := s.Move(data, "o", data, "p"); err != nil {
				return err
			}
			return list(data, "l").Set(0, 5)
		}, `{"l": [5], "n": 2, "p": shop.Obj{v: [5]}}`},
		{"copied, and the copy edited", func(_ *session.Session, data *tree.Map) error {
			v, _ := data.Get("l")
			if err := data.Set("c", tree.Clone(v)); err != nil {
				return err
			}
			return list(data, "c").Set(0, 5)
		}, `{"o": shop.Obj{v: [1]}, "l": [1], "n": 2, "c": [5]}`},
	} {
		t.Run(test.name, func(t *testing.T) {
			store := memstore.New(memstore.Options{})
			key, err := Named("django").Key("django", "abc")
			must(err)
			store.Apply(ctx, []storage.Write{{Key: key, Value: []byte(heldByObject), Flags: 1}})
			open := func(tx *txn.Tx) (*session.Root, *session.Session, *tree.Map) {
				root := session.NewRoot(store, session.Options{Formats: []format.Format{Named("django")}})
				s, err := root.Container("django").Session(ctx, tx, "abc")
				must(err)
				data, err := s.Data()
				must(err)
				return root, s, data
			}
			must(txn.NewManager().Run(ctx, func(mine *txn.Tx) error {
				root, s, data := open(mine)
				must(test.edit(s, data))
				must(txn.NewManager().Run(ctx, func(theirs *txn.Tx) error {
					_, _, data := open(theirs)
					return data.Set("n", 2)
				}))
				_, err := root.Work(mine).Refresh(ctx, diff.Ask)
				return err
			}))
			value := store.Load(ctx, []string{key}, storage.NeedValue)[0].Item.Value
			n, _, err := pickle.Decode(value, graph.Limits{})
			must(err)
			if got := object.Repr(n); got != test.want {
				t.Errorf("Python reads %s, want %s", got, test.want)
			}
		})
	}
}

// TestRefreshTakesSharing takes in what another program has written: a list, and an
// object that holds it. Edited then, they are still one.
func TestRefreshTakesSharing(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	store := memstore.New(memstore.Options{})
	key, err := Named("django").Key("django", "abc")
	if err != nil {
		t.Fatal(err)
	}
	write := func(value string) {
		w := storage.Write{Key: key, Value: []byte(value), Flags: 1}
		if l := store.Load(ctx, []string{key}, 0)[0]; l.Item != nil {
			w.Version = l.Item.Version
		}
		if o := store.Apply(ctx, []storage.Write{w})[0]; o.State != storage.Applied {
			t.Fatal(o)
		}
	}
	write("\x80\x02}q\x00X\x01\x00\x00\x00nq\x01K\x01s.") // {'n': 1}
	err = txn.NewManager().Run(ctx, func(tx *txn.Tx) error {
		root := session.NewRoot(store, session.Options{Formats: []format.Format{Named("django")}})
		s, err := root.Container("django").Session(ctx, tx, "abc")
		if err != nil {
			return err
		}
		data, err := s.Data()
		if err != nil {
			return err
		}
		if err := data.Set("mine", true); err != nil {
			return err
		}
		write(heldByObject)
		if _, err := root.Work(tx).Refresh(ctx, diff.Ask); err != nil {
			return err
		}
		l, _ := data.Get("l")
		return l.(*tree.List).Set(0, 5)
	})
	if err != nil {
		t.Fatal(err)
	}
	n, _, err := pickle.Decode(store.Load(ctx, []string{key}, storage.NeedValue)[0].Item.Value, graph.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := object.Repr(n), `{"n": 1, "mine": true, "o": shop.Obj{v: [5]}, "l": [5]}`; got != want {
		t.Errorf("Python reads %s, want %s", got, want)
	}
}

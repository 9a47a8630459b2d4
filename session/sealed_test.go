package session_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"sessh/session"
	"sessh/session/diff"
	"sessh/session/format/framework"
	"sessh/session/memstore"
	"sessh/session/storage"
	"sessh/session/tree"
	"sessh/txn"
)

// TestSealed: a session that only the application can write is not changed, but it can be given
// another lifetime, and deleted.
func TestSealed(t *testing.T) {
	t.Parallel()
	const key, value = "laravel_cache_abcdefghijabcdefghijabcdefghijabcdefghij", "eyJpdiI6InVqWmlRYlFKS25mTVFIaEUiLCJ2YWx1ZSI6IkpJZElmWEhNRjBKbk50REVtcjJTIn0="
	store := memstore.New(memstore.Options{})
	store.Apply(t.Context(), []storage.Write{{Key: key, Value: []byte(value)}})
	root := session.NewRoot(store, session.Options{Formats: framework.All()})
	in := func(do func(s *session.Session, data *tree.Map)) error {
		return txn.NewManager().Run(t.Context(), func(tx *txn.Tx) error {
			s, err := root.Container("laravel").Session(t.Context(), tx, strings.TrimPrefix(key, "laravel_cache_"))
			must(t, err)
			data, err := s.Data()
			must(t, err)
			do(s, data)
			return nil
		})
	}
	must(t, in(func(s *session.Session, data *tree.Map) {
		for what, err := range map[string]error{
			"set": data.Set("x", 1), "move": s.Move(data, "encrypted", data, "y"),
		} {
			if !errors.Is(err, session.ErrReadOnlySession) || !strings.Contains(err.Error(), "Laravel alone has the key") {
				t.Errorf("%s: %v", what, err)
			}
		}
		if _, err := data.Delete("encrypted"); !errors.Is(err, session.ErrReadOnlySession) {
			t.Errorf("delete: %v", err)
		}
		must(t, s.SetTimeout(time.Hour))
	}))
	if l := store.Load(t.Context(), []string{key}, storage.NeedValue|storage.NeedTTL)[0]; l.Item == nil || string(l.Item.Value) != value || l.Item.TTL <= 0 {
		t.Errorf("the item is %+v", l.Item)
	}
	must(t, in(func(s *session.Session, _ *tree.Map) { must(t, s.Delete()) }))
	if l := store.Load(t.Context(), []string{key}, 0)[0]; l.Item != nil {
		t.Error("it is there still")
	}
}

// TestSealedIsTakenOver: what another program has made of a session that only the application can write
// is taken over, and a pending change of it is dropped, like those of other sessions.
func TestSealedIsTakenOver(t *testing.T) {
	t.Parallel()
	const id, first, second = "abcdefghijabcdefghijabcdefghijabcdefghij", "eyJpdiI6ImEiLCJ2YWx1ZSI6ImIifQ==", "eyJpdiI6ImEiLCJ2YWx1ZSI6ImMifQ=="
	remove := func(s *session.Session) error { return s.Delete() }
	for _, test := range []struct {
		name   string
		change func(s *session.Session) error // nil: none
		drop   bool
		theirs string // "" for none
		want   string
		ttl    time.Duration
	}{
		{"looked at", nil, false, second, second, 0},
		{"looked at, and gone", nil, false, "", "", 0},
		{"with another lifetime", func(s *session.Session) error { return s.SetTimeout(time.Hour) }, false, second, second, time.Hour},
		{"removed, and taken as it is now", remove, false, second, second, 0},
		{"removed, and not after all", remove, true, first, first, 0},
	} {
		store := memstore.New(memstore.Options{})
		put := func(value string, version uint64) {
			w := storage.Write{Key: "laravel_cache_" + id, Value: []byte(value), Version: version, Delete: value == ""}
			must(t, store.Apply(t.Context(), []storage.Write{w})[0].Err)
		}
		put(first, 0)
		root, m := session.NewRoot(store, session.Options{Formats: framework.All()}), txn.NewManager()
		w := root.Work(m.Tx())
		s, err := root.Container("laravel").Session(t.Context(), m.Tx(), id)
		must(t, err)
		if test.change != nil {
			must(t, test.change(s))
		}
		if test.drop {
			must(t, w.Drop("drop", w.Parts()))
		}
		if test.theirs != first {
			put(test.theirs, s.Item().Version)
		}
		if _, err = w.Refresh(t.Context(), diff.Theirs); err != nil {
			t.Errorf("%s: refresh: %v", test.name, err)
		}
		must(t, m.Commit(t.Context()))
		got := ""
		item := store.Load(t.Context(), []string{"laravel_cache_" + id}, storage.NeedValue|storage.NeedTTL)[0].Item
		if item != nil {
			got = string(item.Value)
		}
		if got != test.want || item != nil && item.TTL.Round(time.Hour) != test.ttl {
			t.Errorf("%s: stored is %+v", test.name, item)
		}
	}
}

// TestFilledFromAnItem makes sessions of items: they are stored byte for byte until their data
// change, even if only the application can write such data.
func TestFilledFromAnItem(t *testing.T) {
	t.Parallel()
	const id = "abcdefghijabcdefghijabcdefghijabcdefghij"
	for _, test := range []struct {
		format, container, id, key, value string
		flags                             uint32
		edited                            string // the value once x is set to 1; or else the error
	}{
		{"laravel", "laravel", id, "laravel_cache_" + id, "eyJpdiI6InVqWmlRYlFKS25mTVFIaEUiLCJ2YWx1ZSI6IkpJZElmWEhNRjBKbk50REVtcjJTIn0=", 0, "Laravel alone has the key"},
		{"express", "express", id[:32], id[:32], `{"ct":"b652a77e459cd8d55090c17db6211f8f","at":"c","hmac":"e"}`, 0, "the application alone has the secret"},
		{"raw", "items", "a", "a", `{ "a" : 1.0, "b":[1,2 ,3] }`, 7, ""},
		{"raw", "items", "a", "a", `a:1:{s:1:"a";i:1;}`, 4, `a:2:{s:1:"a";i:1;s:1:"x";i:1;}`},
		{"raw", "items", "a", "a", "", 3, ""},
	} {
		f := framework.Named(test.format)
		fill := func(edit bool) (*storage.Item, error) {
			store := memstore.New(memstore.Options{})
			c := session.NewRoot(store, session.Options{Formats: framework.All()}).ContainerIn(test.container, f)
			err := txn.NewManager().Run(t.Context(), func(tx *txn.Tx) error {
				s, err := c.Session(t.Context(), tx, test.id)
				must(t, err)
				r, err := c.DecodeAs("", &storage.Item{Value: []byte(test.value), Flags: test.flags})
				must(t, err)
				must(t, s.Fill(r.Data, c))
				if edit {
					data, err := s.Data()
					must(t, err)
					return data.Set("x", 1)
				}
				return s.SetTimeout(time.Hour)
			})
			return store.Load(t.Context(), []string{test.key}, storage.NeedValue|storage.NeedTTL)[0].Item, err
		}
		item, err := fill(false)
		must(t, err)
		if item == nil || string(item.Value) != test.value || item.Flags != test.flags || item.TTL <= 0 {
			t.Errorf("%s: %q is stored as %+v", test.format, test.value, item)
		}
		switch item, err := fill(true); {
		case test.edited == "":
		case err != nil && !strings.Contains(err.Error(), test.edited):
			t.Errorf("%s: edited: %v", test.format, err)
		case err == nil && (item == nil || string(item.Value) != test.edited || item.Flags != test.flags):
			t.Errorf("%s: edited, it is stored as %+v", test.format, item)
		}
	}
}

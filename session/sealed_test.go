package session_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"sessh/session"
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

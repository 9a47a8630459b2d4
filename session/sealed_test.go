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

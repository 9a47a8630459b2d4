package framework

import (
	"errors"
	"testing"

	"sessh/session"
	"sessh/session/memstore"
	"sessh/session/storage"
	"sessh/txn"
)

// TestLocksThatStay edits sessions of PHP's extension memcache, whose locks stay when they are
// free.
func TestLocksThatStay(t *testing.T) {
	t.Parallel()
	const id = "r53gmc9g4k4bgnnoik37t7s4pl"
	for lock, want := range map[string]string{"": "a|i:2;", "0": "a|i:2;", "1": "a|i:1;"} {
		store := memstore.New(memstore.Options{})
		store.Apply(t.Context(), []storage.Write{{Key: id, Value: []byte("a|i:1;")}})
		if lock != "" {
			store.Apply(t.Context(), []storage.Write{{Key: id + ".lock", Value: []byte(lock), Flags: 768}})
		}
		root := session.NewRoot(store, session.Options{Formats: All()})
		c := root.ContainerIn("php-memcache", Named("php-memcache"))
		err := txn.NewManager().Run(t.Context(), func(tx *txn.Tx) error {
			s, err := c.Session(t.Context(), tx, id)
			if err != nil {
				return err
			}
			data, err := s.Data()
			if err != nil {
				return err
			}
			return data.Set("a", 2)
		})
		if held := lock == "1"; held != errors.Is(err, session.ErrLocked) || !held && err != nil {
			t.Errorf("with the lock %q: %v", lock, err)
		}
		locks, err := c.LocksOn(t.Context(), id)
		if err != nil || (locks[0] != nil) != (lock == "1") {
			t.Errorf("the lock %q is %v, %v", lock, locks, err)
		}
		if l := store.Load(t.Context(), []string{id}, storage.NeedValue)[0]; string(l.Item.Value) != want {
			t.Errorf("with the lock %q it is %s", lock, l.Item.Value)
		}
		if of, ok := c.LockOf(id + ".lock"); !ok || of != id {
			t.Errorf("the lock is of %q, %v", of, ok)
		}
	}
}

package framework

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"sessh/session"
	"sessh/session/family"
	"sessh/session/format"
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
		err := setA(t.Context(), c, id)
		if held := lock == "1"; held != errors.Is(err, family.ErrLocked) || !held && err != nil {
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

// TestLocksOfBothExtensions edits sessions of PHP that may be of the extension memcached or of
// memcache: the lock of either counts.
func TestLocksOfBothExtensions(t *testing.T) {
	t.Parallel()
	const id = "r53gmc9g4k4bgnnoik37t7s4pl"
	prefixed, err := With(Own{Prefixes: []string{"st_=php"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		format, container, key string
		locks                  []string
	}{
		{"php-memcache", "php-memcache", id, []string{id + ".lock", "lock." + id}},
		{"php-prefix", "php-prefix:st_", "st_" + id, []string{"st_lock." + id, "st_" + id + ".lock"}},
	} {
		f := prefixed[slices.IndexFunc(prefixed, func(f format.Format) bool { return f.Name() == test.format })]
		if got := f.Traits().LockKeys(test.container, id); !slices.Equal(got, test.locks) {
			t.Errorf("%s: the locks are %q, want %q", test.format, got, test.locks)
		}
		for _, lock := range test.locks {
			if _, _, _, ok := f.Parse(lock); ok {
				t.Errorf("%s: %s is a session", test.format, lock)
			}
			for _, value := range []string{"0", "1"} {
				store := memstore.New(memstore.Options{})
				store.Apply(t.Context(), []storage.Write{{Key: test.key, Value: []byte("a|i:1;")}, {Key: lock, Value: []byte(value)}})
				c := session.NewRoot(store, session.Options{Formats: prefixed}).ContainerIn(test.container, f)
				err := setA(t.Context(), c, id)
				if held := value == "1"; held != errors.Is(err, family.ErrLocked) || !held && err != nil {
					t.Errorf("%s: %s is %s: %v", test.format, lock, value, err)
				}
				locks, err := c.LocksOn(t.Context(), id)
				if err != nil || (locks[0] != nil) != (value == "1") || locks[0] != nil && locks[0].Key() != lock {
					t.Errorf("%s: %s is %s: the lock is %v, %v", test.format, lock, value, locks[0], err)
				}
				if of, ok := c.LockOf(lock); !ok || of != id {
					t.Errorf("%s: %s is the lock of %q, %v", test.format, lock, of, ok)
				}
			}
		}
	}
}

// setA sets a key of a session.
func setA(ctx context.Context, c *session.Container, id string) error {
	return txn.NewManager().Run(ctx, func(tx *txn.Tx) error {
		s, err := c.Session(ctx, tx, id)
		if err != nil {
			return err
		}
		data, err := s.Data()
		if err != nil {
			return err
		}
		return data.Set("a", 2)
	})
}

// TestLocksInAFile reads rows with a lock, with two and with a wrong one.
func TestLocksInAFile(t *testing.T) {
	t.Parallel()
	const head = "[[framework]]\nname = 'shop'\nkey = 'shop:{id}'\nclient = 'dalli'\ncodec = 'json'\n"
	for lock, want := range map[string][]string{
		"": nil, "lock = 'lock:{id}'\n": {"lock:s1"}, "lock = ['lock:{id}', '{key}.lock']\n": {"lock:s1", "shop:s1.lock"},
	} {
		rows, err := ReadRows("rows.toml", strings.NewReader(head+lock))
		if err != nil {
			t.Fatal(err)
		}
		f, err := New(rows[0])
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		if f.Traits().LockKeys != nil {
			got = f.Traits().LockKeys("shop", "s1")
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: the locks are %q", lock, got)
		}
		again, err := ReadRows("rows.toml", strings.NewReader(rows[0].Text()))
		if err != nil || !slices.Equal(again[0].Manners.Locks, rows[0].Manners.Locks) {
			t.Errorf("%q: it is written as %s", lock, rows[0].Text())
		}
	}
	for lock, want := range map[string]string{
		"lock = 5\n": "rows.toml:6: framework \"shop\": 5 is neither a text nor a list of texts", "lock = ['x:{id}', '{key}']\n": "the pattern {key} of a lock",
	} {
		if _, err := ReadRows("rows.toml", strings.NewReader(head+lock)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", lock, err, want)
		}
	}
}

package memcached_test

import (
	"testing"
	"time"

	"sessh/session/memcached"
	"sessh/session/memcached/memcachedtest"
	"sessh/session/storage"
	"sessh/session/storetest"
)

// open opens a store on servers, and closes it with the test. Unless the test is about waiting in
// vain, it waits as long as a busy machine needs.
func open(t testing.TB, o memcached.Options, servers ...string) *memcached.Store {
	t.Helper()
	if o.Timeout == 0 {
		o.Timeout = time.Minute
	}
	s, err := memcached.Open(t.Context(), servers, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func TestStore(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t testing.TB) storage.Store {
		return open(t, memcached.Options{}, memcachedtest.Start(t).Addr)
	})
}

func TestStoreOnSeveralServers(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t testing.TB) storage.Store {
		return open(t, memcached.Options{}, memcachedtest.Start(t).Addr, memcachedtest.StartSocket(t).Addr, memcachedtest.Start(t).Addr)
	})
}

// TestStoreOnOtherVersions is the same on memcacheds of other versions, which are
// played. See [TestVersions] for what differs between them.
func TestStoreOnOtherVersions(t *testing.T) {
	t.Parallel()
	for _, version := range []string{"1.4.39", "1.6.0"} {
		t.Run(version, func(t *testing.T) {
			if testing.Short() && version != "1.4.39" {
				t.Skip("the oldest stands for all of them; memcached itself is new")
			}
			t.Parallel()
			storetest.Run(t, func(t testing.TB) storage.Store {
				return open(t, memcached.Options{}, memcachedtest.StartModel(t, version).Addr)
			})
		})
	}
}

package health_test

import (
	"context"
	"testing"
	"time"

	"sessh/session/health"
	"sessh/session/memcached"
	"sessh/session/memcached/memcachedtest"
	"sessh/session/memstore"
	"sessh/session/storage"
)

// TestLook measures a real server, one that is down, and a store that counts little.
func TestLook(t *testing.T) {
	t.Parallel()
	store, err := memcached.Open(t.Context(), []string{memcachedtest.Start(t, "-m", "16").Addr, "127.0.0.1:1"}, memcached.Options{Timeout: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	for range 2 { // the second look finds the item of the first
		servers := health.Look(t.Context(), store)
		if len(servers) != 2 || servers[0].Err != nil || servers[1].Err == nil {
			t.Fatalf("the servers are %+v", servers)
		}
		s := &servers[0]
		if n, ok := s.Setting("maxbytes"); !ok || n != 16<<20 {
			t.Errorf("the memory is %d, %v", n, ok)
		}
		if d, ok := s.Uptime(); !ok || d < 0 || d > time.Hour {
			t.Errorf("it is up for %v, %v", d, ok)
		}
		if d := time.Since(s.Clock()); d < -2*time.Second || d > time.Minute {
			t.Errorf("its clock is %v behind", d)
		}
		if len(s.Classes) > 0 {
			c, ok := s.ClassOf(80)
			if chunk, _ := c.Counter("chunk_size"); !ok || chunk < 80 {
				t.Errorf("the class is %+v, %v", c, ok)
			}
			if n, ok := c.Counter("number"); !ok || n != 1 {
				t.Errorf("it has %d items, %v", n, ok)
			}
			return
		}
		var key string
		for _, k := range []string{"a", "b", "c", "d", "e", "f"} {
			if store.Home(k) == s.Name {
				key = k
			}
		}
		if out := store.Apply(t.Context(), []storage.Write{{Key: key, Value: make([]byte, 20), TTL: time.Hour}}); out[0].State != storage.Applied {
			t.Fatal(out)
		}
	}
	t.Error("the server has no size classes")
}

func TestLookAtLittle(t *testing.T) {
	t.Parallel()
	s := health.Look(context.Background(), memstore.New(memstore.Options{}))[0]
	if _, ok := s.Uptime(); !ok || s.Err != nil || len(s.Classes) != 0 || !s.Clock().IsZero() {
		t.Errorf("it is %+v", s)
	}
	if c, ok := s.ClassOf(1); ok {
		t.Errorf("it has the class %+v", c)
	}
}

// TestListsAll: a version that is not known may list less.
func TestListsAll(t *testing.T) {
	t.Parallel()
	for version, want := range map[string]bool{"1.4.39": false, "1.5.22": false, "1.6.0": false, "1.6.8": false, "1.6.9": true, "1.6.18": true, "1.10": true, "2": true, "": false, "1.6.9-beta": false} {
		if got := (&health.Server{Version: version}).ListsAll(); got != want {
			t.Errorf("%q: %v", version, got)
		}
	}
}

package faulttest

import (
	"cmp"
	"testing"
	"time"

	"sessh/session/memcached"
	mct "sessh/session/memcached/memcachedtest"
	"sessh/session/storage"
)

const day = 24 * time.Hour

// near reports whether two spans differ by what a slow test takes.
func near(a, b time.Duration) bool { return (a - b).Abs() < 5*time.Minute }

// TestClocks: a server's clock is set otherwise than ours, from the beginning or
// while it runs. Lifetimes are kept, listings report them correctly, and what was
// read before can still be written.
func TestClocks(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name          string
		before, after time.Duration // how far the server is ahead of us
		old           bool
	}{
		{"ahead", 100 * day, 100 * day, false},
		{"behind", -100 * day, -100 * day, false},
		{"ahead, a server without meta commands", 100 * day, 100 * day, true},
		{"set forward", 0, 100 * day, false},
		{"set back", 0, -100 * day, false},
		{"set right", 3 * 365 * day, 0, false},
		{"set back, a server without meta commands", 0, -100 * day, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			server := mct.StartAhead(t, tt.before)
			proxy := mct.NewProxy(t, server.Addr)
			if tt.old {
				proxy.Old()
			}
			mine := openStore(t, memcached.Options{}, proxy.Addr)
			other := openStore(t, memcached.Options{}, server.Addr)
			ttls := map[string]time.Duration{"hour": time.Hour, "forty days": 40 * day, "year": 365 * day, "never": storage.TTLNever}
			check := func(when string) {
				t.Helper()
				for name, want := range ttls {
					l := other.Load(t.Context(), []string{key(name)}, storage.NeedTTL)[0]
					if l.Item == nil || !near(l.Item.TTL, want) && l.Item.TTL != want {
						t.Errorf("%s: %s is %+v, %v", when, name, l.Item, l.Err)
					}
				}
				seen := 0
				for item, err := range other.List(t.Context()) {
					if err != nil {
						t.Fatal(err)
					}
					seen++
					for name, want := range ttls {
						if item.Key == key(name) && want > 0 && !near(time.Until(item.Expires), want) {
							t.Errorf("%s: %s is listed as having %v left", when, name, time.Until(item.Expires))
						}
					}
					if !near(time.Since(item.LastAccess), 0) {
						t.Errorf("%s: %s is listed as used %v ago", when, item.Key, time.Since(item.LastAccess))
					}
				}
				if seen != len(ttls) {
					t.Errorf("%s: %d items are listed, of %d", when, seen, len(ttls))
				}
			}
			write := func(s *memcached.Store, versions map[string]uint64) {
				t.Helper()
				var writes []storage.Write
				for name, ttl := range ttls {
					writes = append(writes, storage.Write{Key: key(name), Value: []byte("v"), TTL: ttl, Version: versions[name]})
				}
				for i, o := range s.Apply(t.Context(), writes) {
					if o.State != storage.Applied {
						t.Errorf("%s: %+v", writes[i].Key, o)
					}
				}
			}
			versions := func() map[string]uint64 {
				all := make(map[string]uint64)
				for name := range ttls {
					if l := mine.Load(t.Context(), []string{key(name)}, 0)[0]; l.Item != nil {
						all[name] = l.Item.Version
					}
				}
				return all
			}

			write(mine, nil)
			check("written")
			read := versions()
			server.SetClock(tt.after)
			check("read again")
			write(mine, read) // over the connection that there is
			check("written again")
			read = versions()
			third := openStore(t, memcached.Options{}, proxy.Addr)
			write(third, read) // over one that was made after the clock was set
			check("written by another")
			for i, o := range mine.Apply(t.Context(), []storage.Write{{Key: key("year"), Value: []byte("lost"), Version: read["year"]}}) {
				if o.State != storage.Overtaken {
					t.Errorf("what somebody else has written is written over: %d %+v", i, o)
				}
			}
		})
	}
}

func key(name string) string { return "k:" + name[:2] }

// openStore opens a store. Unless a test is about silence, what does not come within a minute is taken
// for an answer that never comes.
func openStore(t testing.TB, o memcached.Options, servers ...string) *memcached.Store {
	t.Helper()
	o.Timeout = cmp.Or(o.Timeout, time.Minute)
	store, err := memcached.Open(t.Context(), servers, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	return store
}

package health_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"sessh/session"
	"sessh/session/format/framework"
	"sessh/session/health"
	"sessh/session/memcached"
	"sessh/session/memcached/memcachedtest"
	"sessh/session/memstore"
	"sessh/session/storage"
)

// TestClassOf compares the classes that sessions are taken to be in with those that a server counts them
// in, whatever the settings of these are.
func TestClassOf(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{
		nil, {"-f", "1.1"}, {"-f", "1.07"}, {"-n", "100", "-f", "2"}, {"-n", "5"}, {"-I", "8m"}, {"-C"}, {"-o", "slab_chunk_max=256"},
	} {
		t.Run(strings.Join(args, " "), func(t *testing.T) {
			t.Parallel()
			server := memcachedtest.Start(t, append([]string{"-m", "512"}, args...)...)
			store, err := memcached.Open(t.Context(), []string{server.Addr}, memcached.Options{Timeout: time.Minute})
			if err != nil {
				t.Fatal(err)
			}
			defer store.Close()
			empty := health.Look(t.Context(), store)[0]
			for i, size := 0, 1; size < 1_000_000; i, size = i+1, size*21/20+3 {
				server.Ask(fmt.Sprintf("set sessh/Shop/s%d 0 3600 %d\r\n%s\r\n", i, size, strings.Repeat("x", size)), "STORED")
			}
			s := health.Look(t.Context(), store)[0]
			census, err := health.Count(t.Context(), session.NewRoot(store, session.Options{Formats: framework.All()}), nil)
			if err != nil {
				t.Fatal(err)
			}
			want := make(map[int]int)
			for i := range s.Classes {
				if n, ok := s.Classes[i].Counter("number"); ok && n > 0 {
					want[s.Classes[i].ID] = int(n)
				}
			}
			for _, look := range []*health.Server{&s, &empty} { // whose classes have no memory yet
				if got, ok := census.ByClass(look); !ok || !maps.Equal(got, want) {
					t.Errorf("the classes have %v, %v; want %v", got, ok, want)
				}
			}
		})
	}
}

// TestClassesOfOldServers compares the classes of versions that are not installed: what memcached -vv
// prints.
func TestClassesOfOldServers(t *testing.T) {
	t.Parallel()
	old := health.Server{Settings: map[string]string{"chunk_size": "48", "growth_factor": "1.25", "slab_chunk_max": "1048576"}} // 1.4.39
	for size, want := range map[int][2]int64{1: {1, 96}, 96: {1, 96}, 97: {2, 120}, 52984: {29, 52984}, 394841: {39, 493552}, 500000: {40, 616944}, 771185: {42, 1048576}, 2 << 20: {42, 1048576}} {
		c, ok := old.ClassOf(size)
		if chunk, _ := c.Counter("chunk_size"); !ok || c.ID != int(want[0]) || chunk != want[1] {
			t.Errorf("%d is in %+v, %v; want %v", size, c, ok, want)
		}
	}
	// Sizes that the settings do not tell.
	own := health.Server{Settings: old.Settings, Classes: []health.Class{
		{ID: 1, Counters: map[string]string{"chunk_size": "100"}}, {ID: 2, Counters: map[string]string{"chunk_size": "200"}}, {ID: 9, Counters: map[string]string{"chunk_size": "900"}},
	}}
	for size, want := range map[int]int{100: 1, 101: 2, 201: 0, 901: 0} {
		if c, ok := own.ClassOf(size); ok != (want > 0) || ok && c.ID != want {
			t.Errorf("%d is in %+v, %v; want %v", size, c, ok, want)
		}
	}
}

// TestLifetime counts sessions of several lifetimes, some of which were read since.
func TestLifetime(t *testing.T) {
	t.Parallel()
	for _, want := range []time.Duration{5 * time.Second, 90 * time.Second, 24 * time.Minute, time.Hour, 14 * 24 * time.Hour} {
		now := time.Unix(1790000000, 0)
		store := memstore.New(memstore.Options{Now: func() time.Time { return now }})
		for i := range 5 {
			if o := store.Apply(t.Context(), []storage.Write{{Key: fmt.Sprint("sessh/Shop/s", i), Value: []byte("{}"), TTL: want}}); o[0].State != storage.Applied {
				t.Fatal(o)
			}
		}
		now = now.Add(want / 2)
		store.Load(t.Context(), []string{"sessh/Shop/s1", "sessh/Shop/s2"}, storage.NeedValue)
		root := session.NewRoot(store, session.Options{Formats: framework.All(), Now: func() time.Time { return now }})
		census, err := health.Count(t.Context(), root, nil)
		if err != nil {
			t.Fatal(err)
		}
		p := census.Sessions["Shop"]
		if got, n, ok := p.Lifetime(); !ok || got != want || n != 3 || p.LongestLifetime != want || p.Count != 5 {
			t.Errorf("the lifetime is %v of %d, %v; want %v", got, n, ok, want)
		}
	}
}

// TestCensus counts sessions, locks, and other items.
func TestCensus(t *testing.T) {
	t.Parallel()
	store := memstore.New(memstore.Options{})
	put := func(key, value string, ttl time.Duration) {
		t.Helper()
		if o := store.Apply(t.Context(), []storage.Write{{Key: key, Value: []byte(value), TTL: ttl}}); o[0].State != storage.Applied {
			t.Fatal(o)
		}
	}
	put("memc.sess.key.lock.s1", "1", 0) // listed before any session
	put("memc.sess.key.lock.s2", "1", time.Minute)
	put("unlocked", "<html>", 0)
	put("page", "<html>", time.Minute)
	for i := range 200 {
		put(fmt.Sprint("memc.sess.key.s", i), `name|s:3:"Bob";`, time.Hour)
	}
	put("memc.sess.key.never", `name|s:300:"`+strings.Repeat("x", 300)+`";`, 0)
	put("sessh/php/other", `{"version":1,"data":{}}`, time.Hour)
	root := session.NewRoot(store, session.Options{Formats: framework.All()})
	seen := 0
	census, err := health.Count(t.Context(), root, func() { seen++ })
	if err != nil {
		t.Fatal(err)
	}
	php := census.Sessions["php"]
	if php.Count != 201 || php.Never != 1 || php.LargestID != "never" || php.LargestOn != memstore.Name || census.Count() != 201 || seen != 205 {
		t.Errorf("%d sessions: %+v", seen, php)
	}
	if o := census.Others[memstore.Name]; o.Count != 2 || o.Never != 1 {
		t.Errorf("the others are %+v", o)
	}
	if len(census.Namesakes) != 1 || census.Namesakes[0].Format.Name() != "sessh" {
		t.Errorf("the namesakes are %+v", census.Namesakes)
	}
	locks := census.Locks["php"]
	if locks.Count != 2 || len(locks.Longest) != 2 {
		t.Fatalf("the locks are %+v", locks)
	}
	if err := locks.Read(t.Context()); err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(locks.Longest, func(a, b health.Lock) int { return strings.Compare(a.ID, b.ID) })
	if l := locks.Longest; l[0].ID != "s1" || !l[0].Endless || !l[0].Held || l[1].Endless {
		t.Errorf("the locks are %+v", l)
	}
	ways, err := census.Ways(t.Context(), root)
	if n := ways["php"]["php"]; err != nil || n == 0 || n > 64 || len(ways["php"]) != 1 {
		t.Errorf("the ways are %v, %v", ways, err)
	}
}

// TestManyLocks counts more locks than are remembered, of a framework that leaves one for each session.
func TestManyLocks(t *testing.T) {
	t.Parallel()
	store := memstore.New(memstore.Options{})
	var writes []storage.Write
	const sessions = 20_000
	for i := range sessions {
		id := fmt.Sprintf("ni49mie8bj7d5scrmn5tn%05d", i)
		writes = append(writes, storage.Write{Key: id, Value: []byte(`name|s:3:"Bob";`), TTL: time.Hour}, storage.Write{Key: id + ".lock", Value: []byte("0")})
	}
	store.Apply(t.Context(), writes)
	census, err := health.Count(t.Context(), session.NewRoot(store, session.Options{Formats: framework.All()}), nil)
	if err != nil {
		t.Fatal(err)
	}
	locks := census.Locks["php-memcache"]
	if census.Count() != sessions || len(census.Others) > 0 || locks == nil || locks.Count != sessions || len(locks.Longest) != 1000 {
		t.Fatalf("%d sessions, others %+v, locks %+v", census.Count(), census.Others, locks)
	}
	if err := locks.Read(t.Context()); err != nil || slices.ContainsFunc(locks.Longest, func(l health.Lock) bool { return l.Held }) {
		t.Errorf("some are held: %v, %+v", err, locks.Longest[0])
	}
}

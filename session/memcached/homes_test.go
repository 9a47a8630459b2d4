package memcached_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"sessh/session/memcached"
	mct "sessh/session/memcached/memcachedtest"
	"sessh/session/storage"
)

// TestItemsOfAnotherScheme keeps items where an application's client has put
// them, whatever scheme the store has for new ones.
func TestItemsOfAnotherScheme(t *testing.T) {
	t.Parallel()
	var addrs []string
	for range 3 {
		addrs = append(addrs, mct.Start(t).Addr)
	}
	byLast := func(key string, n int) int { return int(key[len(key)-1]) % n }
	app := open(t, memcached.Options{Pick: byLast}, addrs...)
	const n = 60
	var keys []string
	var writes []storage.Write
	for i := range n {
		keys = append(keys, fmt.Sprintf("key%03d", i))
		writes = append(writes, storage.Write{Key: keys[i], Value: []byte("old")})
	}
	for _, o := range app.Apply(context.Background(), writes) {
		if o.State != storage.Applied {
			t.Fatal(o)
		}
	}
	for _, listed := range []bool{false, true} {
		t.Run(fmt.Sprintf("listed %v", listed), func(t *testing.T) {
			s := open(t, memcached.Options{}, addrs...)
			if listed {
				found := 0
				for _, err := range s.List(context.Background()) {
					if err != nil {
						t.Fatal(err)
					}
					found++
				}
				if found != n {
					t.Errorf("%d of %d are listed", found, n)
				}
			}
			var edits []storage.Write
			for i, l := range s.Load(context.Background(), keys, storage.NeedValue) {
				if l.Item == nil {
					t.Fatalf("%s is not found: %v", keys[i], l.Err)
				}
				edits = append(edits, storage.Write{Key: keys[i], Value: []byte("new"), Version: l.Item.Version})
			}
			for _, o := range s.Apply(context.Background(), edits) {
				if o.State != storage.Applied {
					t.Fatal(o)
				}
			}
			for i, l := range app.Load(context.Background(), keys, storage.NeedValue) {
				if l.Item == nil || string(l.Item.Value) != "new" {
					t.Errorf("the application reads %v of %s", l.Item, keys[i])
				}
			}
			items := 0
			for range s.List(context.Background()) {
				items++
			}
			if items != n {
				t.Errorf("there are %d items, want %d: some are there twice", items, n)
			}
		})
	}
}

// TestNewItemsGoByTheScheme writes what is nowhere.
func TestNewItemsGoByTheScheme(t *testing.T) {
	t.Parallel()
	addrs := []string{mct.Start(t).Addr, mct.Start(t).Addr}
	second := func(string, int) int { return 1 }
	s := open(t, memcached.Options{Pick: second}, addrs...)
	first := open(t, memcached.Options{}, addrs[0])
	if o := first.Apply(context.Background(), []storage.Write{{Key: "k", Value: []byte("x")}})[0]; o.State != storage.Applied {
		t.Fatal(o)
	}
	item := s.Load(context.Background(), []string{"k"}, 0)[0].Item
	if item == nil {
		t.Fatal("it is not found on the first server")
	}
	if o := s.Apply(context.Background(), []storage.Write{{Key: "k", Delete: true, Version: item.Version}})[0]; o.State != storage.Applied {
		t.Fatal(o)
	}
	if l := s.Load(context.Background(), []string{"k"}, 0)[0]; l.Item != nil || l.Err != nil {
		t.Fatal(l)
	}
	if o := s.Apply(context.Background(), []storage.Write{{Key: "k", Value: []byte("y")}})[0]; o.State != storage.Applied {
		t.Fatal(o)
	}
	if l := first.Load(context.Background(), []string{"k"}, 0)[0]; l.Item != nil {
		t.Error("a new item is where an old one was")
	}
}

// TestSchemesServerWins reads, writes and removes what the application does, where
// another server holds an older item under the same key: whatever was listed before.
func TestSchemesServerWins(t *testing.T) {
	t.Parallel()
	for _, listed := range []string{"nothing", "all", "names"} {
		for _, remove := range []bool{false, true} {
			t.Run(fmt.Sprintf("listed %s, remove %v", listed, remove), func(t *testing.T) {
				x := startSeveral(t)
				s := open(t, memcached.Options{Pick: byDigit}, x.addrs...)
				x.put(0, []string{"k1"}, "old")
				x.put(2, []string{"k1"}, "old")
				if l := s.Load(t.Context(), []string{"k1"}, storage.NeedValue)[0]; l.Item == nil || l.Item.Server != x.addrs[0] {
					t.Fatalf("before the application wrote it anew, there is %+v", l)
				}
				x.put(1, []string{"k1"}, "new")
				switch listed {
				case "all":
					expectListed(t, s.List(t.Context()), map[string]string{"k1": x.addrs[1]})
				case "names":
					expectListed(t, s.ListNames(t.Context()), map[string]string{"k1": x.addrs[1]})
				}
				l := s.Load(t.Context(), []string{"k1"}, storage.NeedValue)[0]
				if l.Item == nil || string(l.Item.Value) != "new" || l.Item.Server != x.addrs[1] {
					t.Fatalf("what is read is %+v", l)
				}
				w, want := storage.Write{Key: "k1", Value: []byte("edited"), Version: l.Item.Version}, "old edited old"
				if remove {
					w, want = storage.Write{Key: "k1", Delete: true, Version: l.Item.Version}, "old - old"
				}
				if o := s.Apply(t.Context(), []storage.Write{w})[0]; o.State != storage.Applied {
					t.Fatal(o)
				}
				if got := x.values("k1"); got != want {
					t.Errorf("the servers hold %s, want %s", got, want)
				}
			})
		}
	}
}

// TestWritesElsewhere writes items that are not where the scheme puts them, in a
// store that read them and in one that never has, as long as the scheme's server
// does not hold them.
func TestWritesElsewhere(t *testing.T) {
	t.Parallel()
	x := startSeveral(t)
	keys := []string{"a1", "b1", "c1", "d1"}
	x.put(2, keys, "old")
	reader := open(t, memcached.Options{Pick: byDigit}, x.addrs...)
	for _, test := range []struct {
		name      string
		writer    *memcached.Store
		meanwhile bool
		want      storage.State
		values    string
	}{
		{"by who read it", reader, false, storage.Applied, "- - edited"},
		{"by another", open(t, memcached.Options{Pick: byDigit}, x.addrs...), false, storage.Applied, "- - edited"},
		{"by who read it, and the application writes it anew", reader, true, storage.Overtaken, "- new old"},
		{"by another, and the application writes it anew", open(t, memcached.Options{Pick: byDigit}, x.addrs...), true, storage.Overtaken, "- new old"},
	} {
		key := keys[0]
		keys = keys[1:]
		t.Run(test.name, func(t *testing.T) {
			l := reader.Load(t.Context(), []string{key}, storage.NeedValue)[0]
			if l.Item == nil {
				t.Fatal(l)
			}
			if test.meanwhile {
				x.put(1, []string{key}, "new")
			}
			o := test.writer.Apply(t.Context(), []storage.Write{{Key: key, Value: []byte("edited"), Version: l.Item.Version}})[0]
			if o.State != test.want {
				t.Errorf("it is %v (%v), want %v", o.State, o.Err, test.want)
			}
			if got := x.values(key); got != test.values {
				t.Errorf("the servers hold %s, want %s", got, test.values)
			}
		})
	}
	t.Run("and the scheme's server is down", func(t *testing.T) {
		x.put(2, []string{"e1"}, "old")
		l := reader.Load(t.Context(), []string{"e1"}, 0)[0]
		x.servers[1].Kill()
		o := reader.Apply(t.Context(), []storage.Write{{Key: "e1", Value: []byte("edited"), Version: l.Item.Version}})[0]
		if o.State != storage.Failed || !errors.Is(o.Err, storage.ErrUnreachable) {
			t.Errorf("whether the application's server has it cannot be told, and the write is %v (%v)", o.State, o.Err)
		}
	})
}

// TestServersStartedAlike distinguishes the versions of two servers whose processes
// have the same number and were started in the same second, as in containers.
func TestServersStartedAlike(t *testing.T) {
	t.Parallel()
	var addrs []string
	var alone []*memcached.Store
	for range 2 {
		proxy := mct.NewProxy(t, mct.Start(t).Addr)
		proxy.Every("stats", mct.Answer("STAT pid 1\r\nSTAT uptime 10\r\nSTAT time 2000000000\r\nEND\r\n"))
		addrs = append(addrs, proxy.Addr)
		alone = append(alone, open(t, memcached.Options{}, proxy.Addr))
	}
	s := open(t, memcached.Options{Pick: byDigit}, addrs...)
	put := func(server int) {
		if o := alone[server].Apply(t.Context(), []storage.Write{{Key: "k1", Value: []byte("v")}})[0]; o.State != storage.Applied {
			t.Fatal(o)
		}
	}
	put(0)
	stray := s.Load(t.Context(), []string{"k1"}, 0)[0].Item
	put(1)
	item := s.Load(t.Context(), []string{"k1"}, 0)[0].Item
	if stray == nil || item == nil || stray.CAS != item.CAS {
		t.Fatalf("%+v and %+v, want the same number of the servers' own", stray, item)
	}
	if o := s.Apply(t.Context(), []storage.Write{{Key: "k1", Value: []byte("edited"), Version: stray.Version}})[0]; o.State != storage.Overtaken {
		t.Errorf("a write over what was never read is %v", o.State)
	}
}

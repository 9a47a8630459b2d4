package memcached_test

import (
	"context"
	"fmt"
	"testing"

	"sessh/session"
	"sessh/session/memcached"
	mct "sessh/session/memcached/memcachedtest"
)

// TestItemsOfAnotherScheme keeps items where an application's client has put
// them, whatever scheme the store has for new ones.
func TestItemsOfAnotherScheme(t *testing.T) {
	var addrs []string
	for range 3 {
		addrs = append(addrs, mct.Start(t).Addr)
	}
	byLast := func(key string, n int) int { return int(key[len(key)-1]) % n }
	app := open(t, memcached.Options{Pick: byLast}, addrs...)
	const n = 60
	var keys []string
	var writes []session.Write
	for i := range n {
		keys = append(keys, fmt.Sprintf("key%03d", i))
		writes = append(writes, session.Write{Key: keys[i], Value: []byte("old")})
	}
	for _, o := range app.Apply(context.Background(), writes) {
		if o.State != session.Applied {
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
			var edits []session.Write
			for i, l := range s.Load(context.Background(), keys, session.NeedValue) {
				if l.Item == nil {
					t.Fatalf("%s is not found: %v", keys[i], l.Err)
				}
				edits = append(edits, session.Write{Key: keys[i], Value: []byte("new"), Version: l.Item.Version})
			}
			for _, o := range s.Apply(context.Background(), edits) {
				if o.State != session.Applied {
					t.Fatal(o)
				}
			}
			for i, l := range app.Load(context.Background(), keys, session.NeedValue) {
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
	addrs := []string{mct.Start(t).Addr, mct.Start(t).Addr}
	second := func(string, int) int { return 1 }
	s := open(t, memcached.Options{Pick: second}, addrs...)
	first := open(t, memcached.Options{}, addrs[0])
	if o := first.Apply(context.Background(), []session.Write{{Key: "k", Value: []byte("x")}})[0]; o.State != session.Applied {
		t.Fatal(o)
	}
	item := s.Load(context.Background(), []string{"k"}, 0)[0].Item
	if item == nil {
		t.Fatal("it is not found on the first server")
	}
	if o := s.Apply(context.Background(), []session.Write{{Key: "k", Delete: true, Version: item.Version}})[0]; o.State != session.Applied {
		t.Fatal(o)
	}
	if l := s.Load(context.Background(), []string{"k"}, 0)[0]; l.Item != nil || l.Err != nil {
		t.Fatal(l)
	}
	if o := s.Apply(context.Background(), []session.Write{{Key: "k", Value: []byte("y")}})[0]; o.State != session.Applied {
		t.Fatal(o)
	}
	if l := first.Load(context.Background(), []string{"k"}, 0)[0]; l.Item != nil {
		t.Error("a new item is where an old one was")
	}
}

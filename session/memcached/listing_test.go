package memcached_test

import (
	"errors"
	"fmt"
	"iter"
	"maps"
	"testing"

	"sessh/session/memcached"
	"sessh/session/storage"
)

func expectListed(t *testing.T, listing iter.Seq2[storage.Listed, error], want map[string]string) {
	t.Helper()
	got := make(map[string]string)
	for l, err := range listing {
		if err != nil {
			t.Fatal(err)
		}
		if _, twice := got[l.Key]; twice {
			t.Errorf("%s is listed twice", l.Key)
		}
		got[l.Key] = l.Server
	}
	for key, server := range want {
		if got[key] != server {
			t.Errorf("%s is listed on %q, want %q", key, got[key], server)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d keys are listed, want %d", len(got), len(want))
	}
}

// TestListsEachKeyOnce puts keys on every choice of servers, more than are asked for
// at once, and lists each once: as it is read.
func TestListsEachKeyOnce(t *testing.T) {
	t.Parallel()
	x := startSeveral(t)
	want := make(map[string]string)
	var all []string
	for on := 1; on < 1<<3; on++ {
		var keys []string
		for i := range 1200 {
			chosen := i % 3
			key := fmt.Sprintf("k%d-%d-%d", on, i, chosen)
			keys = append(keys, key)
			for at := 2; at >= 0; at-- {
				if on&(1<<at) != 0 {
					want[key] = x.addrs[at]
				}
			}
			if on&(1<<chosen) != 0 {
				want[key] = x.addrs[chosen]
			}
		}
		for at := range 3 {
			if on&(1<<at) != 0 {
				x.put(at, keys, fmt.Sprint(at))
			}
		}
		all = append(all, keys...)
	}
	s := open(t, memcached.Options{Pick: byDigit}, x.addrs...)
	expectListed(t, s.List(t.Context()), want)
	expectListed(t, s.ListNames(t.Context()), want)
	for i, l := range open(t, memcached.Options{Pick: byDigit}, x.addrs...).Load(t.Context(), all, 0) {
		if l.Item == nil || l.Item.Server != want[all[i]] {
			t.Fatalf("%s is read as %+v, want that of %s", all[i], l, want[all[i]])
		}
	}
}

// TestListingWhileTheSchemesServerIsDown shows what the others have, and says what
// is missing.
func TestListingWhileTheSchemesServerIsDown(t *testing.T) {
	t.Parallel()
	x := startSeveral(t)
	x.put(0, []string{"k0", "k1"}, "v")
	x.put(2, []string{"k1", "k2"}, "v")
	s := open(t, memcached.Options{Pick: byDigit}, x.addrs...)
	x.servers[1].Kill()
	got, errs := map[string]int{}, 0
	for l, err := range s.List(t.Context()) {
		if err != nil {
			errs++
			if !errors.Is(err, storage.ErrUnreachable) {
				t.Error(err)
			}
			continue
		}
		got[l.Key]++
	}
	if want := map[string]int{"k0": 1, "k1": 1, "k2": 1}; !maps.Equal(got, want) || errs != 1 {
		t.Errorf("%v are listed, with %d errors", got, errs)
	}
	if l := s.Load(t.Context(), []string{"k1"}, 0)[0]; !errors.Is(l.Err, storage.ErrUnreachable) {
		t.Errorf("the application's server is down, and what is read is %+v", l)
	}
}

package storetest

import (
	"fmt"
	"sync"
	"testing"

	"sessh/session/storage"
)

func checkBatches(t testing.TB, s storage.Store) {
	if l := s.Load(t.Context(), nil, storage.NeedValue); len(l) != 0 {
		t.Errorf("no keys are answered by %d", len(l))
	}
	if o := s.Apply(t.Context(), nil); len(o) != 0 {
		t.Errorf("no writes are answered by %d", len(o))
	}
	a, c := put(t, s, "a", "1"), put(t, s, "c", "3")
	keys := []string{"c", "c", "nothing", "a", "b"}
	want := []string{"3", "3", "", "1", ""}
	for i, l := range s.Load(t.Context(), keys, storage.NeedValue) {
		switch {
		case l.Err != nil:
			t.Errorf("%q fails: %v", keys[i], l.Err)
		case want[i] == "" && l.Item != nil:
			t.Errorf("%q is answered by %q, want nothing there", keys[i], l.Item.Value)
		case want[i] != "" && (l.Item == nil || l.Item.Key != keys[i] || string(l.Item.Value) != want[i]):
			t.Errorf("%q is answered by %+v, want %q", keys[i], l.Item, want[i])
		}
	}
	writes := []storage.Write{
		{Key: "c", Value: []byte("4"), Version: c.Version},
		{Key: "a", Value: []byte("x")}, // exists
		{Key: "b", Value: []byte("2")},
		{Key: "a", Delete: true, Version: a.Version + 1<<40}, // never was
		{Key: "nothing", Delete: true, Version: c.Version},
	}
	states := []storage.State{storage.Applied, storage.Overtaken, storage.Applied, storage.Overtaken, storage.Overtaken}
	for i, o := range s.Apply(t.Context(), writes) {
		expectOutcome(t, writes[i], o, states[i])
	}
	expectValue(t, s, "a", "1")
	expectValue(t, s, "b", "2")
	expectValue(t, s, "c", "4")
}

func checkAdd(t testing.TB, s storage.Store) {
	put(t, s, "k", "first")
	apply(t, s, storage.Write{Key: "k", Value: []byte("second")}, storage.Overtaken)
	expectValue(t, s, "k", "first")
}

func checkReplace(t testing.TB, s storage.Store) {
	item := put(t, s, "k", "first")
	apply(t, s, storage.Write{Key: "k", Value: []byte("second"), Version: item.Version}, storage.Applied)
	apply(t, s, storage.Write{Key: "k", Value: []byte("third"), Version: item.Version}, storage.Overtaken)
	expectValue(t, s, "k", "second")
	apply(t, s, storage.Write{Key: "k", Delete: true, Version: load(t, s, "k").Version}, storage.Applied)
	apply(t, s, storage.Write{Key: "k", Value: []byte("fourth"), Version: item.Version}, storage.Overtaken)
	expectGone(t, s, "k")
}

func checkDelete(t testing.TB, s storage.Store) {
	item := put(t, s, "k", "first")
	apply(t, s, storage.Write{Key: "k", Value: []byte("second"), Version: item.Version}, storage.Applied)
	apply(t, s, storage.Write{Key: "k", Delete: true, Version: item.Version}, storage.Overtaken)
	expectValue(t, s, "k", "second")
	version := load(t, s, "k").Version
	apply(t, s, storage.Write{Key: "k", Delete: true, Version: version}, storage.Applied)
	expectGone(t, s, "k")
	apply(t, s, storage.Write{Key: "k", Delete: true, Version: version}, storage.Overtaken)
	apply(t, s, storage.Write{Key: "k", Delete: true}, storage.Failed)
}

func checkVersions(t testing.TB, s storage.Store) {
	seen := make(map[uint64]bool)
	var version uint64
	for round := range 6 {
		w := storage.Write{Key: "k", Value: []byte("the same"), Version: version}
		o := apply(t, s, w, storage.Applied)
		item := load(t, s, "k")
		if item.Version == 0 || seen[item.Version] {
			t.Errorf("round %d: version %d, want a new one that is not 0", round, item.Version)
		}
		if o.Version != 0 && o.Version != item.Version {
			t.Errorf("round %d: the write returns version %d, and the item has %d", round, o.Version, item.Version)
		}
		if again := load(t, s, "k"); again.Version != item.Version {
			t.Errorf("round %d: reading changes the version from %d to %d", round, item.Version, again.Version)
		}
		seen[item.Version], version = true, item.Version
		if round == 3 { // a new item under the key has a new version, too
			apply(t, s, storage.Write{Key: "k", Delete: true, Version: version}, storage.Applied)
			version = 0
		}
	}
}

func checkConcurrentUpdates(t testing.TB, s storage.Store) {
	const workers, rounds = 6, 25
	put(t, s, "sum", "0")
	var wg, read sync.WaitGroup
	read.Add(workers)
	for range workers {
		wg.Go(func() {
			first := sync.OnceFunc(func() { read.Done(); read.Wait() })
			for done := 0; done < rounds; {
				l := s.Load(t.Context(), []string{"sum"}, storage.NeedValue)[0]
				first() // all have read the same version before the first write
				if l.Err != nil || l.Item == nil {
					t.Errorf("load: %+v", l)
					return
				}
				var n int
				fmt.Sscan(string(l.Item.Value), &n)
				w := storage.Write{Key: "sum", Value: fmt.Append(nil, n+1), Version: l.Item.Version}
				switch o := s.Apply(t.Context(), []storage.Write{w})[0]; o.State {
				case storage.Applied:
					done++
				case storage.Overtaken:
				default:
					t.Errorf("apply: %+v", o)
					return
				}
			}
		})
	}
	wg.Wait()
	expectValue(t, s, "sum", fmt.Sprint(workers*rounds))
}

func checkConcurrentAdds(t testing.TB, s storage.Store) {
	const workers, keys = 6, 40
	var mu sync.Mutex
	winner := make(map[string]string)
	var wg sync.WaitGroup
	for worker := range workers {
		wg.Go(func() {
			me := fmt.Sprint("worker ", worker)
			writes := make([]storage.Write, keys)
			for i := range writes {
				writes[i] = storage.Write{Key: fmt.Sprint("k", i), Value: []byte(me)}
			}
			outcomes := s.Apply(t.Context(), writes)
			mu.Lock()
			defer mu.Unlock()
			for i, o := range outcomes {
				if o.State != storage.Applied {
					continue
				}
				if other, ok := winner[writes[i].Key]; ok {
					t.Errorf("%q was added by %s and by %s", writes[i].Key, other, me)
				}
				winner[writes[i].Key] = me
			}
		})
	}
	wg.Wait()
	for i := range keys {
		key := fmt.Sprint("k", i)
		expectValue(t, s, key, winner[key])
	}
}

package storetest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"sessh/session/storage"
)

func checkList(t testing.TB, s storage.Store) {
	if n := len(list(t, s)); n != 0 {
		t.Errorf("an empty store lists %d items", n)
	}
	const n = 300
	began := time.Now()
	writes := make([]storage.Write, n)
	for i := range writes {
		writes[i] = storage.Write{Key: fmt.Sprint("k", i), Value: make([]byte, i), TTL: time.Duration(i) * time.Hour}
	}
	for i, o := range s.Apply(t.Context(), writes) {
		expectOutcome(t, writes[i], o, storage.Applied)
	}
	apply(t, s, storage.Write{Key: "k7", Delete: true, Version: load(t, s, "k7").Version}, storage.Applied)
	apply(t, s, storage.Write{Key: "k8", TTL: time.Minute, Version: load(t, s, "k8").Version}, storage.Applied)
	all := list(t, s)
	if len(all) != n-1 {
		t.Errorf("%d items are listed, want %d", len(all), n-1)
	}
	for i, w := range writes {
		l, ok := all[w.Key]
		if ok == (i == 7) {
			t.Errorf("%s is listed: %v", w.Key, ok)
		}
		if !ok || i == 8 {
			continue
		}
		if l.Server == "" || l.Size < 0 || l.Size > 0 && l.Size < i {
			t.Errorf("%s of %d bytes is listed with %d, on %q", w.Key, i, l.Size, l.Server)
		}
		if l.Expires.IsZero() {
			continue // never, or not known
		}
		if late := l.Expires.Sub(began.Add(w.TTL)); w.TTL == storage.TTLNever || late < -3*time.Second || late > patience {
			t.Errorf("%s with a lifetime of %v expires %v after that", w.Key, w.TTL, late)
		}
	}
}

func checkListStops(t testing.TB, s storage.Store) {
	writes := make([]storage.Write, 2000)
	for i := range writes {
		writes[i] = storage.Write{Key: fmt.Sprint("k", i)}
	}
	s.Apply(t.Context(), writes)
	list(t, s) // skips where it is not supported
	for range 5 {
		for range s.List(t.Context()) {
			break
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var last error
	n := 0
	for _, err := range s.List(ctx) {
		if n++; n == 3 {
			cancel()
		}
		last = err
	}
	if n < len(writes) && !errors.Is(last, context.Canceled) {
		t.Errorf("a cancelled listing ends after %d items with %v, want that it was cancelled", n, last)
	}
	if n := len(list(t, s)); n != len(writes) {
		t.Errorf("after interrupted listings %d items are listed, want %d", n, len(writes))
	}
}

func checkFlush(t testing.TB, s storage.Store) {
	item := put(t, s, "a", "1")
	put(t, s, "b", "2")
	if err := s.Flush(t.Context()); err != nil {
		t.Fatalf("flush: %v", err)
	}
	expectGone(t, s, "a")
	expectGone(t, s, "b")
	apply(t, s, storage.Write{Key: "a", Value: []byte("3"), Version: item.Version}, storage.Overtaken)
	put(t, s, "a", "4")
	expectValue(t, s, "a", "4")
}

func checkCancelled(t testing.TB, s storage.Store) {
	item := put(t, s, "k", "old")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, need := range []storage.Need{0, storage.NeedValue, storage.NeedTTL} {
		for _, l := range s.Load(ctx, []string{"k", "nothing"}, need) {
			if l.Item != nil || !errors.Is(l.Err, context.Canceled) {
				t.Errorf("need %b: a cancelled read is answered by %+v", need, l)
			}
		}
	}
	for _, writes := range [][]storage.Write{
		{{Key: "k", Value: []byte("new"), Version: item.Version}},
		{{Key: "k", Value: []byte("new"), Version: item.Version}, {Key: "added"}, {Key: "k", Delete: true, Version: item.Version}},
	} {
		for i, o := range s.Apply(ctx, writes) {
			expectOutcome(t, writes[i], o, storage.Failed)
			if !errors.Is(o.Err, context.Canceled) {
				t.Errorf("a cancelled write fails with %v", o.Err)
			}
		}
	}
	ended := false
	for _, err := range s.List(ctx) {
		ended = errors.Is(err, context.Canceled) || errors.Is(err, storage.ErrUnsupported)
	}
	if !ended {
		t.Error("a cancelled listing ends without the context's error")
	}
	if err := s.Flush(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled flush: %v", err)
	}
	expectValue(t, s, "k", "old")
	expectGone(t, s, "added")
}

func checkLargeBatches(t testing.TB, s storage.Store) {
	const n = 10_000
	writes, keys := make([]storage.Write, n), make([]string, n)
	for i := range writes {
		keys[i] = fmt.Sprintf("session:%020d", i)
		writes[i] = storage.Write{Key: keys[i], Value: fmt.Appendf(nil, "value %d %0*d", i, i%100, 0), TTL: time.Hour}
	}
	for i, o := range s.Apply(t.Context(), writes) {
		expectOutcome(t, writes[i], o, storage.Applied)
	}
	loaded := s.Load(t.Context(), keys, storage.NeedValue)
	for i, l := range loaded {
		if l.Err != nil || l.Item == nil || string(l.Item.Value) != string(writes[i].Value) {
			t.Fatalf("%s is answered by %+v, want %q", keys[i], l, writes[i].Value)
		}
		writes[i] = storage.Write{Key: keys[i], Value: []byte("second"), Version: l.Item.Version, Delete: i%3 == 0}
		if i%3 == 1 {
			writes[i].Version += 1 << 40
		}
	}
	states := []storage.State{storage.Applied, storage.Overtaken, storage.Applied}
	for i, o := range s.Apply(t.Context(), writes) {
		expectOutcome(t, writes[i], o, states[i%3])
	}
	for i, l := range s.Load(t.Context(), keys, storage.NeedTTL) {
		if l.Err != nil || (l.Item == nil) != (i%3 == 0) {
			t.Fatalf("%s is answered by %+v", keys[i], l)
		}
	}
}

func checkServers(t testing.TB, s storage.Store) {
	servers := s.Servers(t.Context())
	if len(servers) == 0 {
		t.Fatal("there are no servers")
	}
	for _, server := range servers {
		if server.Name == "" || server.Err != nil || len(server.Stats) == 0 {
			t.Errorf("the server is %+v, want a name and counters", server)
		}
	}
}

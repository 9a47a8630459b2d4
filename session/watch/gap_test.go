package watch_test

import (
	"context"
	"errors"
	"iter"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sessh/session/memcached/memcachedtest"
	"sessh/session/storage"
	"sessh/session/watch"
)

// forgetful is a store whose server leaves lines out of its log. It does so when it is told, before the
// next line, and says so, or shows it only in its counter.
type forgetful struct {
	storage.Store
	skip    atomic.Bool
	dropped atomic.Int64
}

func (f *forgetful) Servers(ctx context.Context) []storage.Server {
	all := f.Store.Servers(ctx)
	for i := range all {
		if all[i].Err == nil {
			all[i].Stats["log_worker_dropped"] = strconv.FormatInt(f.dropped.Load(), 10)
		}
	}
	return all
}

func (f *forgetful) Abilities() storage.Abilities {
	a := f.Store.Abilities()
	a.Counters = func(ctx context.Context, _ string) []storage.Server { return f.Servers(ctx) }
	inner := a.Watch
	a.Watch = func(ctx context.Context, what storage.Log) iter.Seq2[storage.Report, error] {
		return func(yield func(storage.Report, error) bool) {
			for r, err := range inner(ctx, what) {
				if f.skip.CompareAndSwap(true, false) && !yield(storage.Report{Kind: storage.Skipped, Server: r.Server, Lines: 7}, nil) {
					return
				}
				if !yield(r, err) {
					return
				}
			}
		}
	}
	return a
}

// TestGaps: nothing is concluded from a log that is not complete, and it is said how much is missing.
func TestGaps(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		gap  func(*forgetful)
	}{
		{"said in the log", func(f *forgetful) { f.skip.Store(true) }},
		{"counted", func(f *forgetful) { f.dropped.Store(7) }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			addr := memcachedtest.Start(t).Addr
			inner := open(t, addr)
			store := &forgetful{Store: inner}
			root := rootOf(store)
			a, b := visit(t, addr), visit(t, addr)
			var one sync.Mutex // the gap may be seen before the turn that it is in has ended
			turn := func(key string, between func()) {
				one.Lock()
				defer one.Unlock()
				a.read("s")
				b.read("s")
				a.data[key] = 1
				a.write("s")
				between()
				b.data["b"] = len(b.data)
				b.write("s")
			}
			ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
			defer cancel()
			o := watch.RaceOptions{Container: "C", ID: "s", Within: time.Minute}
			var turns sync.WaitGroup
			defer turns.Wait()
			o.Began = func() { turns.Go(func() { turn("a", func() { tt.gap(store) }) }) }
			gaps := 0
			for r, err := range watch.Races(ctx, root, o) {
				var gap *watch.GapError
				switch {
				case errors.As(err, &gap) && gap.Lines == 7 && gap.Server == addr && gaps == 0:
					gaps++
					turns.Go(func() { turn("c", func() {}) })
				case err != nil:
					t.Fatal(err)
				case gaps == 0:
					t.Fatalf("in spite of the gap: %+v", r)
				default: // what comes afterwards is found
					cancel()
				}
			}
			if gaps != 1 {
				t.Errorf("%d gaps", gaps)
			}
		})
	}
}

// TestRacesAfterRestart: once the server is there again, lost updates are found.
func TestRacesAfterRestart(t *testing.T) {
	t.Parallel()
	server := memcachedtest.Start(t)
	store := open(t, server.Addr)
	root := rootOf(store)
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	o := watch.RaceOptions{Container: "C", ID: "s", Within: time.Minute}
	began := 0
	var turn sync.WaitGroup
	defer turn.Wait()
	o.Began = func() {
		if began++; began == 1 {
			server.Restart()
			return
		}
		turn.Go(func() {
			a, b := visit(t, server.Addr), visit(t, server.Addr)
			a.read("s")
			b.read("s")
			a.data["a"], b.data["b"] = 1, 2
			a.write("s")
			b.write("s")
		})
	}
	found, errs := 0, 0
	for r, err := range watch.Races(ctx, root, o) {
		if err != nil {
			errs++
			continue
		}
		if found++; r.Perhaps {
			t.Errorf("%+v", r)
		}
		cancel()
	}
	if found != 1 || began != 2 || errs > 3 {
		t.Errorf("found %d after %d beginnings, with %d errors", found, began, errs)
	}
}

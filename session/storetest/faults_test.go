package storetest_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"sessh/session/memstore"
	"sessh/session/storage"
	"sessh/session/storetest"
)

// TestFaultsWithoutHooks: a store that is not told to fail is a store.
func TestFaultsWithoutHooks(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(testing.TB) storage.Store {
		return storetest.Faults(memstore.New(memstore.Options{}))
	})
}

var errMadeUp = errors.New("made up")

// three returns a store with the items a, b and c, and their versions.
func three(t *testing.T) (f *storetest.Faulty, versions []uint64) {
	t.Helper()
	f = storetest.Faults(memstore.New(memstore.Options{}))
	for _, o := range f.Apply(t.Context(), []storage.Write{{Key: "a"}, {Key: "b"}, {Key: "c"}}) {
		versions = append(versions, o.Version)
	}
	f.Reset()
	return f, versions
}

// holds reports which items are in the store underneath, by their values.
func holds(t *testing.T, f *storetest.Faulty) string {
	t.Helper()
	text := ""
	for _, l := range f.Store.Load(t.Context(), []string{"a", "b", "c"}, storage.NeedValue) {
		if l.Item == nil {
			text += "-"
			continue
		}
		text += fmt.Sprintf("<%s>", l.Item.Value)
	}
	return text
}

func TestFaultsOfLoad(t *testing.T) {
	t.Parallel()
	keys := []string{"a", "b", "c", "nothing"}
	remove := func(f *storetest.Faulty, versions []uint64) func(context.Context) {
		return func(ctx context.Context) {
			f.Store.Apply(ctx, []storage.Write{{Key: "b", Delete: true, Version: versions[1]}})
		}
	}
	for _, tt := range []struct {
		name  string
		hook  func(f *storetest.Faulty, versions []uint64)
		want  string // per key: i(tem), - for nothing, e(rror)
		holds string
	}{
		{"all keys fail", func(f *storetest.Faulty, _ []uint64) {
			f.BeforeLoad = func(context.Context, []string) error { return errMadeUp }
		}, "eeee", "<><><>"},
		{"one key fails", func(f *storetest.Faulty, _ []uint64) {
			f.LoadKey = func(key string) error {
				if key == "b" {
					return errMadeUp
				}
				return nil
			}
		}, "iei-", "<><><>"},
		{"somebody else is there before", func(f *storetest.Faulty, versions []uint64) {
			f.BeforeLoad = func(ctx context.Context, _ []string) error { remove(f, versions)(ctx); return nil }
		}, "i-i-", "<>-<>"},
		{"somebody else comes after", func(f *storetest.Faulty, versions []uint64) {
			f.AfterLoad = func(ctx context.Context, _ []string) { remove(f, versions)(ctx) }
		}, "iii-", "<>-<>"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f, versions := three(t)
			tt.hook(f, versions)
			got := ""
			for i, l := range f.Load(t.Context(), keys, storage.NeedValue) {
				switch {
				case errors.Is(l.Err, errMadeUp) && l.Item == nil:
					got += "e"
				case l.Err == nil && l.Item != nil && l.Item.Key == keys[i]:
					got += "i"
				case l.Err == nil && l.Item == nil:
					got += "-"
				}
			}
			if got != tt.want || holds(t, f) != tt.holds {
				t.Errorf("answered by %s, and the store holds %s; want %s and %s", got, holds(t, f), tt.want, tt.holds)
			}
			if c := f.Calls(); c != (storetest.Calls{Load: 1, LoadKeys: 4}) {
				t.Errorf("the calls are %+v", c)
			}
		})
	}
}

func TestFaultsOfApply(t *testing.T) {
	t.Parallel()
	elsewhere := func(ctx context.Context, f *storetest.Faulty, versions []uint64) {
		f.Store.Apply(ctx, []storage.Write{{Key: "b", Value: []byte("theirs"), Version: versions[1]}})
	}
	unknown := storage.Outcome{State: storage.Unknown, Err: errMadeUp}
	for _, tt := range []struct {
		name  string
		hook  func(f *storetest.Faulty, versions []uint64)
		want  []storage.State
		holds string
	}{
		{"nothing", func(*storetest.Faulty, []uint64) {}, states(storage.Applied, storage.Applied, storage.Applied), "<1><2>-"},
		{"all fail", func(f *storetest.Faulty, _ []uint64) {
			f.BeforeApply = func(context.Context, []storage.Write) error { return errMadeUp }
		}, states(storage.Failed, storage.Failed, storage.Failed), "<><><>"},
		{"a late conflict", func(f *storetest.Faulty, versions []uint64) {
			f.BeforeApply = func(ctx context.Context, _ []storage.Write) error { elsewhere(ctx, f, versions); return nil }
		}, states(storage.Applied, storage.Overtaken, storage.Applied), "<1><theirs>-"},
		{"lost before it arrives", func(f *storetest.Faulty, _ []uint64) {
			f.ApplyWrite = func(w storage.Write) *storage.Outcome {
				if w.Key == "b" {
					return &unknown
				}
				return nil
			}
		}, states(storage.Applied, storage.Unknown, storage.Applied), "<1><>-"},
		{"lost after it arrived", func(f *storetest.Faulty, _ []uint64) {
			f.AfterWrite = func(w storage.Write, o storage.Outcome) storage.Outcome {
				if w.Key == "b" {
					return unknown
				}
				return o
			}
		}, states(storage.Applied, storage.Unknown, storage.Applied), "<1><2>-"},
		{"outcomes are changed after all", func(f *storetest.Faulty, _ []uint64) {
			f.AfterApply = func(_ context.Context, _ []storage.Write, outcomes []storage.Outcome) { outcomes[0] = unknown }
		}, states(storage.Unknown, storage.Applied, storage.Applied), "<1><2>-"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f, v := three(t)
			tt.hook(f, v)
			outcomes := f.Apply(t.Context(), []storage.Write{
				{Key: "a", Value: []byte("1"), Version: v[0]}, {Key: "b", Value: []byte("2"), Version: v[1]}, {Key: "c", Delete: true, Version: v[2]},
			})
			for i, o := range outcomes {
				if o.State != tt.want[i] {
					t.Errorf("write %d is %+v, want %v", i, o, tt.want[i])
				}
			}
			if got := holds(t, f); got != tt.holds {
				t.Errorf("the store holds %s, want %s", got, tt.holds)
			}
			if c := f.Calls(); c != (storetest.Calls{Apply: 1, ApplyWrites: 3}) {
				t.Errorf("the calls are %+v", c)
			}
		})
	}
}

func states(all ...storage.State) []storage.State { return all }

func TestFaultsOfOtherCalls(t *testing.T) {
	t.Parallel()
	f, _ := three(t)
	items := func() (n int, last error) {
		for _, err := range f.List(t.Context()) {
			if last = err; err == nil {
				n++
			}
		}
		return n, last
	}
	for _, want := range []int{3, 0, 1} {
		n, err := items()
		if n != want || errors.Is(err, errMadeUp) != (want < 3) {
			t.Errorf("%d items are listed, and then %v; want %d", n, err, want)
		}
		if want == 3 {
			f.BeforeList = func() error { return errMadeUp }
			continue
		}
		f.BeforeList = nil
		f.ListItem = func(l storage.Listed) error {
			if l.Key == "b" {
				return errMadeUp
			}
			return nil
		}
	}
	for range f.List(t.Context()) {
		break
	}
	f.BeforeFlush = func() error { return errMadeUp }
	f.BeforeMaxValue = func() error { return errMadeUp }
	f.ServersAnswer = func(all []storage.Server) []storage.Server { return append(all, storage.Server{Err: errMadeUp}) }
	if err := f.Flush(t.Context()); !errors.Is(err, errMadeUp) || holds(t, f) != "<><><>" {
		t.Errorf("flush: %v, and the store holds %s", err, holds(t, f))
	}
	if _, err := f.MaxValue(t.Context(), "k"); !errors.Is(err, errMadeUp) {
		t.Errorf("largest value: %v", err)
	}
	if servers := f.Servers(t.Context()); len(servers) != 2 || servers[0].Err != nil || servers[1].Err == nil {
		t.Errorf("the servers are %+v", servers)
	}
	if c := f.Calls(); c != (storetest.Calls{List: 4, Flush: 1, MaxValue: 1, Servers: 1}) {
		t.Errorf("the calls are %+v", c)
	}
}

func TestCallsAreCountedAtOnce(t *testing.T) {
	t.Parallel()
	f, _ := three(t)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 50 {
				f.Load(t.Context(), []string{"a", "b"}, 0)
				f.Apply(t.Context(), []storage.Write{{Key: "a"}})
			}
		})
	}
	wg.Wait()
	if c := f.Calls(); c != (storetest.Calls{Load: 400, LoadKeys: 800, Apply: 400, ApplyWrites: 400}) {
		t.Errorf("the calls are %+v", c)
	}
}

package storetest

import (
	"context"
	"fmt"
	"iter"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"sessh/session/memstore"
	"sessh/session/storage"
)

// watched is a test that may fail or skip without the real one doing so.
type watched struct {
	testing.TB
	mu      sync.Mutex
	said    []string
	failed  bool
	skipped bool
}

func (w *watched) note(failed bool, text string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.failed = w.failed || failed
	w.said = append(w.said, text)
}

func (w *watched) Helper()                      {}
func (w *watched) Error(args ...any)            { w.note(true, fmt.Sprint(args...)) }
func (w *watched) Errorf(f string, args ...any) { w.note(true, fmt.Sprintf(f, args...)) }
func (w *watched) Fatal(args ...any)            { w.Error(args...); runtime.Goexit() }
func (w *watched) Fatalf(f string, args ...any) { w.Errorf(f, args...); runtime.Goexit() }
func (w *watched) Fail()                        { w.note(true, "") }
func (w *watched) FailNow()                     { w.Fail(); runtime.Goexit() }
func (w *watched) Failed() bool                 { w.mu.Lock(); defer w.mu.Unlock(); return w.failed }
func (w *watched) Log(args ...any)              {}
func (w *watched) Logf(string, ...any)          {}
func (w *watched) Skip(args ...any)             { w.skipped = true; runtime.Goexit() }
func (w *watched) Skipf(string, ...any)         { w.Skip() }

// watch runs a check on a store.
func watch(t *testing.T, c check, s storage.Store) *watched {
	w := &watched{TB: t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		c.run(w, s)
	}()
	<-done
	return w
}

func named(t *testing.T, name string) check {
	t.Helper()
	for _, c := range checks {
		if c.name == name {
			return c
		}
	}
	t.Fatalf("there is no check %q", name)
	return check{}
}

// broken is a store in memory, parts of which are replaced.
type broken struct {
	storage.Store
	load  func(s storage.Store, ctx context.Context, keys []string, need storage.Need) []storage.Loaded
	apply func(s storage.Store, ctx context.Context, writes []storage.Write) []storage.Outcome
	list  func(s storage.Store, ctx context.Context) iter.Seq2[storage.Listed, error]
	flush func() error
	limit func(n int) int
}

func (b *broken) Load(ctx context.Context, keys []string, need storage.Need) []storage.Loaded {
	if b.load == nil {
		return b.Store.Load(ctx, keys, need)
	}
	return b.load(b.Store, ctx, keys, need)
}

func (b *broken) Apply(ctx context.Context, writes []storage.Write) []storage.Outcome {
	if b.apply == nil {
		return b.Store.Apply(ctx, writes)
	}
	return b.apply(b.Store, ctx, writes)
}

func (b *broken) List(ctx context.Context) iter.Seq2[storage.Listed, error] {
	if b.list == nil {
		return b.Store.List(ctx)
	}
	return b.list(b.Store, ctx)
}

func (b *broken) Flush(ctx context.Context) error {
	if b.flush == nil {
		return b.Store.Flush(ctx)
	}
	return b.flush()
}

func (b *broken) MaxValue(ctx context.Context, key string) (int, error) {
	n, err := b.Store.MaxValue(ctx, key)
	if b.limit != nil {
		n = b.limit(n)
	}
	return n, err
}

// writing changes each write before it is made.
func writing(change func(s storage.Store, w *storage.Write)) *broken {
	return &broken{apply: func(s storage.Store, ctx context.Context, writes []storage.Write) []storage.Outcome {
		changed := make([]storage.Write, len(writes))
		for i, w := range writes {
			change(s, &w)
			changed[i] = w
		}
		return s.Apply(ctx, changed)
	}}
}

// reading changes each item that was read.
func reading(change func(s storage.Store, item *storage.Item, need storage.Need)) *broken {
	return &broken{load: func(s storage.Store, ctx context.Context, keys []string, need storage.Need) []storage.Loaded {
		loaded := s.Load(ctx, keys, need)
		for _, l := range loaded {
			if l.Item != nil {
				change(s, l.Item, need)
			}
		}
		return loaded
	}}
}

// current returns the version that an item has.
func current(s storage.Store, key string) uint64 {
	if l := s.Load(context.Background(), []string{key}, 0)[0]; l.Item != nil {
		return l.Item.Version
	}
	return 0
}

// TestChecksNoticeBrokenStores: for each check there is a store that fails it.
func TestChecksNoticeBrokenStores(t *testing.T) {
	t.Parallel()
	unconditional := func() *broken {
		return writing(func(s storage.Store, w *storage.Write) {
			if w.Version != 0 || !w.Delete {
				w.Version = current(s, w.Key)
			}
		})
	}
	var mu sync.Mutex
	for name, b := range map[string]*broken{
		"answers a batch in its order": {load: func(s storage.Store, ctx context.Context, keys []string, need storage.Need) []storage.Loaded {
			loaded := s.Load(ctx, keys, need)
			for i := range len(loaded) / 2 {
				loaded[i], loaded[len(loaded)-1-i] = loaded[len(loaded)-1-i], loaded[i]
			}
			return loaded
		}},
		"adds only what is not there":             unconditional(),
		"replaces only the version that was read": unconditional(),
		"deletes only the version that was read": writing(func(s storage.Store, w *storage.Write) {
			if w.Delete && w.Version != 0 {
				w.Version = max(current(s, w.Key), w.Version)
			}
		}),
		"changes the version with every write": reading(func(_ storage.Store, item *storage.Item, _ storage.Need) { item.Version = 7 }),
		"keeps any bytes and flags": writing(func(_ storage.Store, w *storage.Write) {
			w.Value = []byte(strings.ReplaceAll(string(w.Value), "END\r\n", ""))
		}),
		"shares no memory with its user": func() *broken {
			kept := make(map[string][]byte)
			return &broken{
				apply: func(s storage.Store, ctx context.Context, writes []storage.Write) []storage.Outcome {
					for _, w := range writes {
						kept[w.Key] = w.Value
					}
					return s.Apply(ctx, writes)
				},
				load: func(s storage.Store, ctx context.Context, keys []string, need storage.Need) []storage.Loaded {
					loaded := s.Load(ctx, keys, need)
					for i, l := range loaded {
						if l.Item != nil {
							l.Item.Value = kept[keys[i]]
						}
					}
					return loaded
				},
			}
		}(),
		"takes any legal key": {list: func(s storage.Store, ctx context.Context) iter.Seq2[storage.Listed, error] {
			return func(yield func(storage.Listed, error) bool) {
				for l, err := range s.List(ctx) {
					l.Key = strings.ReplaceAll(l.Key, "%", "%25")
					if !yield(l, err) {
						return
					}
				}
			}
		}},
		"refuses illegal keys by name": writing(func(_ storage.Store, w *storage.Write) { w.Key = strings.TrimRight("x"+w.Key, "\x7f") }),
		"returns what was asked for": reading(func(_ storage.Store, item *storage.Item, need storage.Need) {
			if need&storage.NeedTTL == 0 {
				item.TTL = storage.TTLNever
			}
		}),
		"keeps lifetimes":             writing(func(_ storage.Store, w *storage.Write) { w.TTL = min(w.TTL, 30*day) }),
		"refuses what is no lifetime": writing(func(_ storage.Store, w *storage.Write) { w.TTL = max(w.TTL, 0) }),
		"knows the largest value":     {limit: func(n int) int { return n - 1 }},
		"lists each key once": {list: func(s storage.Store, ctx context.Context) iter.Seq2[storage.Listed, error] {
			return func(yield func(storage.Listed, error) bool) {
				for l, err := range s.List(ctx) {
					if !yield(l, err) || l.Key == "k9" && !yield(l, err) {
						return
					}
				}
			}
		}},
		"stops listing when asked to": {list: func(s storage.Store, ctx context.Context) iter.Seq2[storage.Listed, error] {
			return func(yield func(storage.Listed, error) bool) {
				for l, err := range s.List(ctx) {
					if err != nil || !yield(l, nil) {
						return
					}
				}
			}
		}},
		"flushes everything": {flush: func() error { return nil }},
		"does nothing when cancelled": {apply: func(s storage.Store, _ context.Context, writes []storage.Write) []storage.Outcome {
			return s.Apply(context.Background(), writes)
		}},
		"loses no update": {apply: func(s storage.Store, ctx context.Context, writes []storage.Write) []storage.Outcome {
			mu.Lock()
			defer mu.Unlock()
			writes[0].Version = current(s, writes[0].Key)
			return s.Apply(ctx, writes)
		}},
		"lets only one of many add": {apply: func(s storage.Store, ctx context.Context, writes []storage.Write) []storage.Outcome {
			outcomes := s.Apply(ctx, writes)
			outcomes[0].State = storage.Applied
			return outcomes
		}},
		"takes large batches": {apply: func(s storage.Store, ctx context.Context, writes []storage.Write) []storage.Outcome {
			outcomes := make([]storage.Outcome, len(writes))
			copy(outcomes, s.Apply(ctx, writes[:min(len(writes), 9000)]))
			return outcomes
		}},
	} {
		t.Run(name, func(t *testing.T) {
			b.Store = memstore.New(memstore.Options{})
			if w := watch(t, named(t, name), b); !w.Failed() {
				t.Errorf("it does not notice; it says %q, skipped: %v", w.said, w.skipped)
			}
		})
	}
}

// TestChecksOfTime: checks that wait, on a store whose time flies.
func TestChecksOfTime(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	now := time.Now()
	fast := func() storage.Store {
		return memstore.New(memstore.Options{Now: func() time.Time {
			mu.Lock()
			defer mu.Unlock()
			now = now.Add(20 * time.Millisecond)
			return now
		}})
	}
	for _, name := range []string{"extends no lifetime by reading", "lets items expire"} {
		if w := watch(t, named(t, name), fast()); w.Failed() || w.skipped {
			t.Errorf("%s: %q, skipped: %v", name, w.said, w.skipped)
		}
	}
}

func TestChecksThatNeedMoreAreSkipped(t *testing.T) {
	t.Parallel()
	dumb := &broken{
		Store: memstore.New(memstore.Options{}),
		list: func(storage.Store, context.Context) iter.Seq2[storage.Listed, error] {
			return func(yield func(storage.Listed, error) bool) { yield(storage.Listed{}, storage.ErrUnsupported) }
		},
		load: func(s storage.Store, ctx context.Context, keys []string, need storage.Need) []storage.Loaded {
			return s.Load(ctx, keys, need&^storage.NeedTTL)
		},
	}
	for _, name := range []string{"lists each key once", "keeps lifetimes", "extends no lifetime by reading"} {
		dumb.Store = memstore.New(memstore.Options{})
		if w := watch(t, named(t, name), dumb); w.Failed() || !w.skipped {
			t.Errorf("%s: %q, want it skipped", name, w.said)
		}
	}
}

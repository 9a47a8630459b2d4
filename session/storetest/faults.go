package storetest

import (
	"context"
	"iter"
	"sync"

	"sessh/session/storage"
)

// A Faulty is a store that wraps another one. It fails as its hooks say, and counts the calls.
// A nil hook does nothing. Set hooks before the calls that they are for. They may use the
// inner store, but not the Faulty. Calls are safe for concurrent use if the hooks are.
type Faulty struct {
	storage.Store

	// BeforeLoad runs before each call of Load. An error is the result for all keys.
	BeforeLoad func(ctx context.Context, keys []string) error
	// LoadKey runs for each key of a Load. An error replaces what was read.
	LoadKey func(key string) error
	// AfterLoad runs after each call of Load: for what another program does next.
	AfterLoad func(ctx context.Context, keys []string)

	// BeforeApply runs before each call of Apply; an item that it changes makes a late
	// conflict. With an error, the outcome of all writes is Failed.
	BeforeApply func(ctx context.Context, writes []storage.Write) error
	// ApplyWrite runs before each write. If it returns an outcome, the write is not
	// made.
	ApplyWrite func(w storage.Write) *storage.Outcome
	// AfterWrite runs after each write that was made, and returns its outcome: Unknown
	// stands for a reply that was lost.
	AfterWrite func(w storage.Write, o storage.Outcome) storage.Outcome
	// AfterApply runs after each call of Apply.
	AfterApply func(ctx context.Context, writes []storage.Write, outcomes []storage.Outcome)

	// BeforeList runs before each listing. An error is all that the listing yields.
	BeforeList func() error
	// ListItem runs for each item of a listing. An error ends the listing in the place
	// of the item.
	ListItem func(l storage.Listed) error
	// BeforeMaxValue and BeforeFlush run before these calls. An error is the result.
	BeforeMaxValue, BeforeFlush func() error
	// ServersAnswer changes what Servers returns.
	ServersAnswer func([]storage.Server) []storage.Server

	mu    sync.Mutex
	calls Calls
}

// Calls counts the calls of a store.
type Calls struct {
	Load, Apply, List, MaxValue, Flush, Servers int

	LoadKeys    int // keys of all Loads
	ApplyWrites int // writes of all Applys
}

// Faults returns a store that does what s does until a hook is set.
func Faults(s storage.Store) *Faulty { return &Faulty{Store: s} }

// Calls returns the number of calls since the last [Faulty.Reset].
func (f *Faulty) Calls() Calls {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.calls
}

// Reset sets the counters to zero and keeps the hooks.
func (f *Faulty) Reset() { f.count(func(c *Calls) { *c = Calls{} }) }

func (f *Faulty) count(add func(*Calls)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	add(&f.calls)
}

// Load reads items or fails.
func (f *Faulty) Load(ctx context.Context, keys []string, need storage.Need) []storage.Loaded {
	return f.load(ctx, keys, func() []storage.Loaded { return f.Store.Load(ctx, keys, need) })
}

func (f *Faulty) load(ctx context.Context, keys []string, read func() []storage.Loaded) []storage.Loaded {
	f.count(func(c *Calls) { c.Load++; c.LoadKeys += len(keys) })
	if f.BeforeLoad != nil {
		if err := f.BeforeLoad(ctx, keys); err != nil {
			loaded := make([]storage.Loaded, len(keys))
			for i := range loaded {
				loaded[i].Err = err
			}
			return loaded
		}
	}
	loaded := read()
	if f.LoadKey != nil {
		for i, key := range keys {
			if err := f.LoadKey(key); err != nil {
				loaded[i] = storage.Loaded{Err: err}
			}
		}
	}
	if f.AfterLoad != nil {
		f.AfterLoad(ctx, keys)
	}
	return loaded
}

// Apply makes the writes or fails.
func (f *Faulty) Apply(ctx context.Context, writes []storage.Write) []storage.Outcome {
	f.count(func(c *Calls) { c.Apply++; c.ApplyWrites += len(writes) })
	if f.BeforeApply != nil {
		if err := f.BeforeApply(ctx, writes); err != nil {
			outcomes := make([]storage.Outcome, len(writes))
			for i := range outcomes {
				outcomes[i] = storage.Outcome{State: storage.Failed, Err: err}
			}
			return outcomes
		}
	}
	outcomes := f.applyAll(ctx, writes)
	if f.AfterApply != nil {
		f.AfterApply(ctx, writes, outcomes)
	}
	return outcomes
}

func (f *Faulty) applyAll(ctx context.Context, writes []storage.Write) []storage.Outcome {
	outcomes := make([]storage.Outcome, len(writes))
	var made []storage.Write
	var at []int
	for i, w := range writes {
		if f.ApplyWrite != nil {
			if o := f.ApplyWrite(w); o != nil {
				outcomes[i] = *o
				continue
			}
		}
		made, at = append(made, w), append(at, i)
	}
	for i, o := range f.Store.Apply(ctx, made) {
		if f.AfterWrite != nil {
			o = f.AfterWrite(made[i], o)
		}
		outcomes[at[i]] = o
	}
	return outcomes
}

// List streams the items or fails.
func (f *Faulty) List(ctx context.Context) iter.Seq2[storage.Listed, error] {
	return f.list(func() iter.Seq2[storage.Listed, error] { return f.Store.List(ctx) })
}

func (f *Faulty) list(all func() iter.Seq2[storage.Listed, error]) iter.Seq2[storage.Listed, error] {
	return func(yield func(storage.Listed, error) bool) {
		f.count(func(c *Calls) { c.List++ })
		if f.BeforeList != nil {
			if err := f.BeforeList(); err != nil {
				yield(storage.Listed{}, err)
				return
			}
		}
		for l, err := range all() {
			if f.ListItem != nil && err == nil {
				if err := f.ListItem(l); err != nil {
					yield(storage.Listed{}, err)
					return
				}
			}
			if !yield(l, err) {
				return
			}
		}
	}
}

// MaxValue returns the limit of the inner store or fails.
func (f *Faulty) MaxValue(ctx context.Context, key string) (int, error) {
	f.count(func(c *Calls) { c.MaxValue++ })
	if f.BeforeMaxValue != nil {
		if err := f.BeforeMaxValue(); err != nil {
			return 0, err
		}
	}
	return f.Store.MaxValue(ctx, key)
}

// Flush removes all items or fails.
func (f *Faulty) Flush(ctx context.Context) error {
	f.count(func(c *Calls) { c.Flush++ })
	if f.BeforeFlush != nil {
		if err := f.BeforeFlush(); err != nil {
			return err
		}
	}
	return f.Store.Flush(ctx)
}

// Abilities returns the inner store's. The hooks and counters of Load and List apply to LoadAt
// and ListNames as well.
func (f *Faulty) Abilities() storage.Abilities {
	a := f.Store.Abilities()
	if a.Locator != nil {
		a.Locator = faultyLocator{a.Locator, f}
	}
	if names := a.ListNames; names != nil {
		a.ListNames = func(ctx context.Context) iter.Seq2[storage.Listed, error] {
			return f.list(func() iter.Seq2[storage.Listed, error] { return names(ctx) })
		}
	}
	return a
}

type faultyLocator struct {
	storage.Locator
	f *Faulty
}

func (l faultyLocator) LoadAt(ctx context.Context, items []*storage.Item, need storage.Need) []storage.Loaded {
	keys := make([]string, len(items))
	for i, item := range items {
		keys[i] = item.Key
	}
	return l.f.load(ctx, keys, func() []storage.Loaded { return l.Locator.LoadAt(ctx, items, need) })
}

// Servers returns the inner store's servers, or what the hook makes of them.
func (f *Faulty) Servers(ctx context.Context) []storage.Server {
	f.count(func(c *Calls) { c.Servers++ })
	servers := f.Store.Servers(ctx)
	if f.ServersAnswer != nil {
		return f.ServersAnswer(servers)
	}
	return servers
}

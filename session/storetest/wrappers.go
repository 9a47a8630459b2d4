package storetest

import (
	"context"
	"errors"
	"iter"
	"slices"
	"sync"
	"testing"

	"sessh/session/storage"
)

// RunWrapper checks a store that wraps another one: whatever is asked of it, ability or
// method, must reach the inner store. The calls named in refused must not, because the
// wrapper answers these itself.
//
//	func TestReadOnly(t *testing.T) {
//		storetest.RunWrapper(t, storage.ReadOnly, "Apply", "Flush", "Refuses")
//	}
func RunWrapper(t *testing.T, wrap func(storage.Store) storage.Store, refused ...string) {
	for name := range calls {
		t.Run(name, func(t *testing.T) { checkPassedOn(t, wrap, name, slices.Contains(refused, name)) })
	}
}

func checkPassedOn(t testing.TB, wrap func(storage.Store) storage.Store, name string, refused bool) {
	inner := &probe{}
	calls[name](t.Context(), wrap(inner))
	switch reached := slices.Contains(inner.called, name); {
	case refused && len(inner.called) > 0:
		t.Errorf("%s is refused, and all the same %v of the inner store is called", name, inner.called)
	case !refused && !reached:
		t.Errorf("%s does not reach the inner store, whose called methods are %v", name, inner.called)
	}
}

// calls hold one call of each method of a store, and of each ability that it has.
var calls = map[string]func(context.Context, storage.Store){
	"Load":     func(ctx context.Context, s storage.Store) { s.Load(ctx, []string{"k"}, 0) },
	"Apply":    func(ctx context.Context, s storage.Store) { s.Apply(ctx, []storage.Write{{Key: "k"}}) },
	"List":     func(ctx context.Context, s storage.Store) { drain(s.List(ctx)) },
	"MaxValue": func(ctx context.Context, s storage.Store) { _, _ = s.MaxValue(ctx, "k") },
	"Flush":    func(ctx context.Context, s storage.Store) { _ = s.Flush(ctx) },
	"Servers":  func(ctx context.Context, s storage.Store) { s.Servers(ctx) },
	"Close":    func(_ context.Context, s storage.Store) { _ = s.Close() },

	"Home":   located(func(_ context.Context, l storage.Locator) { l.Home("k") }),
	"Chosen": located(func(_ context.Context, l storage.Locator) { l.Chosen("k") }),
	"Copies": located(func(ctx context.Context, l storage.Locator) { _, _ = l.Copies(ctx, []*storage.Item{{Key: "k"}}, 0) }),
	"LoadAt": located(func(ctx context.Context, l storage.Locator) { l.LoadAt(ctx, []*storage.Item{{Key: "k"}}, 0) }),

	"ListNames": able(func(ctx context.Context, a storage.Abilities) {
		if a.ListNames != nil {
			drain(a.ListNames(ctx))
		}
	}),
	"Watch": able(func(ctx context.Context, a storage.Abilities) {
		if a.Watch != nil {
			drain(a.Watch(ctx, storage.LogWrites))
		}
	}),
	"Counters": able(func(ctx context.Context, a storage.Abilities) {
		if a.Counters != nil {
			a.Counters(ctx, "items")
		}
	}),
	"CanRemove": able(func(ctx context.Context, a storage.Abilities) {
		if a.CanRemove != nil {
			_ = a.CanRemove(ctx, "k")
		}
	}),
	"Refuses": able(func(_ context.Context, a storage.Abilities) {
		if a.Refuses != nil {
			_ = a.Refuses()
		}
	}),
	"Notes": able(func(_ context.Context, a storage.Abilities) {
		if a.Notes != nil {
			a.Notes()
		}
	}),
}

func able(call func(context.Context, storage.Abilities)) func(context.Context, storage.Store) {
	return func(ctx context.Context, s storage.Store) { call(ctx, s.Abilities()) }
}

func located(call func(context.Context, storage.Locator)) func(context.Context, storage.Store) {
	return able(func(ctx context.Context, a storage.Abilities) {
		if a.Locator != nil {
			call(ctx, a.Locator)
		}
	})
}

func drain[V any](all iter.Seq2[V, error]) {
	for range all {
	}
}

// probe is a store with every ability, which notes what is called.
type probe struct {
	mu     sync.Mutex
	called []string
}

func (p *probe) note(name string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.called = append(p.called, name)
}

func (p *probe) Load(_ context.Context, keys []string, _ storage.Need) []storage.Loaded {
	p.note("Load")
	return make([]storage.Loaded, len(keys))
}

func (p *probe) Apply(_ context.Context, writes []storage.Write) []storage.Outcome {
	p.note("Apply")
	outcomes := make([]storage.Outcome, len(writes))
	for i := range outcomes {
		outcomes[i] = storage.Outcome{State: storage.Failed, Err: errProbe}
	}
	return outcomes
}

var errProbe = errors.New("a probe holds nothing")

func (p *probe) List(context.Context) iter.Seq2[storage.Listed, error] {
	return func(func(storage.Listed, error) bool) { p.note("List") }
}

func (p *probe) MaxValue(context.Context, string) (int, error) {
	p.note("MaxValue")
	return 0, errProbe
}
func (p *probe) Flush(context.Context) error              { p.note("Flush"); return nil }
func (p *probe) Servers(context.Context) []storage.Server { p.note("Servers"); return nil }
func (p *probe) Close() error                             { p.note("Close"); return nil }

func (p *probe) Abilities() storage.Abilities {
	return storage.Abilities{
		Locator: p,
		ListNames: func(context.Context) iter.Seq2[storage.Listed, error] {
			return func(func(storage.Listed, error) bool) { p.note("ListNames") }
		},
		Watch: func(context.Context, storage.Log) iter.Seq2[storage.Report, error] {
			return func(func(storage.Report, error) bool) { p.note("Watch") }
		},
		Counters:  func(context.Context, string) []storage.Server { p.note("Counters"); return nil },
		CanRemove: func(context.Context, string) error { p.note("CanRemove"); return nil },
		Refuses:   func() error { p.note("Refuses"); return nil },
		Notes:     func() []string { p.note("Notes"); return nil },
	}
}

func (p *probe) Home(string) string   { p.note("Home"); return "" }
func (p *probe) Chosen(string) string { p.note("Chosen"); return "" }

func (p *probe) Copies(_ context.Context, items []*storage.Item, _ storage.Need) ([][]*storage.Item, error) {
	p.note("Copies")
	return make([][]*storage.Item, len(items)), nil
}

func (p *probe) LoadAt(_ context.Context, items []*storage.Item, _ storage.Need) []storage.Loaded {
	p.note("LoadAt")
	return make([]storage.Loaded, len(items))
}

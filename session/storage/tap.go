package storage

import (
	"context"
	"iter"
	"sync/atomic"
)

// A Tap is a [Store] that can report what is read from the one that it wraps.
type Tap struct {
	Store
	seen atomic.Pointer[func(key string, item *Item)]
}

// NewTap returns a Tap on s; s itself if it is one.
func NewTap(s Store) *Tap {
	if t, ok := s.(*Tap); ok {
		return t
	}
	return &Tap{Store: s}
}

// Observe calls seen for each item that is read or listed from now on, with its value, and for
// each key without an item (nil); it may be called from several goroutines at once. Of a
// listing, it reports the first items only. A nil seen ends that.
func (t *Tap) Observe(seen func(key string, item *Item)) {
	if seen == nil {
		t.seen.Store(nil)
		return
	}
	t.seen.Store(&seen)
}

// Load loads items, and reports them.
func (t *Tap) Load(ctx context.Context, keys []string, need Need) []Loaded {
	seen := t.seen.Load()
	if seen == nil {
		return t.Store.Load(ctx, keys, need)
	}
	all := t.Store.Load(ctx, keys, need|NeedValue)
	for i, l := range all {
		if l.Err == nil {
			(*seen)(keys[i], l.Item)
		}
	}
	return all
}

// List lists items, and reports them.
func (t *Tap) List(ctx context.Context) iter.Seq2[Listed, error] {
	return t.listing(ctx, t.Store.List(ctx))
}

// maxTapped is how many items of a listing are reported.
const maxTapped = 10_000

func (t *Tap) listing(ctx context.Context, all iter.Seq2[Listed, error]) iter.Seq2[Listed, error] {
	if t.seen.Load() == nil {
		return all
	}
	return func(yield func(Listed, error) bool) {
		var keys []string
		defer func() {
			if len(keys) > 0 {
				t.Load(ctx, keys, NeedValue)
			}
		}()
		for l, err := range all {
			if err == nil && len(keys) < maxTapped {
				keys = append(keys, l.Key)
			}
			if !yield(l, err) {
				return
			}
		}
	}
}

// Abilities returns the abilities of the store.
func (t *Tap) Abilities() Abilities {
	a := t.Store.Abilities()
	if names := a.ListNames; names != nil {
		a.ListNames = func(ctx context.Context) iter.Seq2[Listed, error] { return t.listing(ctx, names(ctx)) }
	}
	if a.Locator != nil {
		a.Locator = tappedLocator{a.Locator, t}
	}
	return a
}

type tappedLocator struct {
	Locator
	tap *Tap
}

func (l tappedLocator) LoadAt(ctx context.Context, items []*Item, need Need) []Loaded {
	seen := l.tap.seen.Load()
	if seen == nil {
		return l.Locator.LoadAt(ctx, items, need)
	}
	all := l.Locator.LoadAt(ctx, items, need|NeedValue)
	for i, x := range all {
		if x.Item != nil {
			(*seen)(items[i].Key, x.Item)
		}
	}
	return all
}

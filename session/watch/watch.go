package watch

import (
	"context"
	"fmt"
	"iter"
	"time"

	"sessh/session"
	"sessh/session/diff"
	"sessh/session/storage"
	"sessh/session/tree"
)

// An Event is something that happened to a watched session.
type Event struct {
	Time      time.Time
	Container *session.Container
	ID        string
	Kind      Kind
	// Changes are the keys that differ, if the session appeared or was written.
	Changes []diff.Change
	// Item is the item as it is now, if the session appeared or was written.
	Item *storage.Item
	// Broken is the reason why the new value cannot be decoded, or nil.
	Broken error
}

// A Kind is what happened to a session.
type Kind uint8

const (
	// Appeared: the session did not exist before.
	Appeared Kind = iota + 1
	// Rewritten: the session was written, whether or not its data changed.
	Rewritten
	// Expired: the lifetime of the session was over.
	Expired
	// Vanished: the session was removed or evicted.
	Vanished
)

// String returns the word for the kind.
func (k Kind) String() string {
	return [...]string{"?", "appeared", "changed", "expired", "vanished"}[k]
}

// Options say what to watch. Container and ID limit it to the sessions of one container, or to one
// session; "" means all.
type Options struct {
	Container, ID string
	// Every is the interval at which to poll.
	Every time.Duration
	// Began is called once the watch has looked at everything and hears of writes, if the store
	// reports them; it may be nil.
	Began func()
	// First keeps what the sessions are when they are seen first; it may be nil.
	First *Record
}

// Sessions yields what happens to sessions until ctx ends. It polls and, if the store can watch
// (see [storage.Abilities]), reads what was written at once. Reading leaves no trace in the store.
//
// What cannot be read yields an error, once until it can be read again, and the watch goes on. It
// ends by itself if no server can list items or report writes.
func Sessions(ctx context.Context, root *session.Root, o Options) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		w := &watcher{scope: scope{root, o.Container, o.ID}, seen: make(map[string]*watched), first: o.First}
		w.first.begin()
		w.yield = w.onlyNewErrors(yield)
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		written, reported := w.listen(ctx) // before the first look, so that nothing is missed
		tick := time.NewTicker(o.Every)
		defer tick.Stop()
		if !w.look(ctx, true) {
			return
		}
		if err := w.blind; err != nil {
			if !reported {
				err = fmt.Errorf("%w: %w", ErrUnwatchable, err)
			}
			if !w.yield(Event{Time: root.Now()}, err) || !reported {
				return
			}
		}
		if o.Began != nil {
			o.Began()
		}
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				if !w.look(ctx, false) {
					return
				}
			case key, ok := <-written:
				if !ok {
					written = nil // only poll from here on
					continue
				}
				if !w.writtenTo(ctx, key) {
					return
				}
			}
		}
	}
}

// watcher is the state of one watch.
type watcher struct {
	scope
	seen    map[string]*watched // by key
	first   *Record             // nil: nothing is kept
	yield   func(Event, error) bool
	failing map[string]bool // errors of the previous look
	failed  map[string]bool // errors of this look
	blind   error           // set if the last look saw nothing because no server can list
}

// watched is a session as it was last seen. If more than one is watched, only the version is kept
// at first, and the data is read when the session is written.
type watched struct {
	container *session.Container
	id        string
	version   uint64
	expires   time.Time
	data      *tree.Map // nil: not read yet
}

// look compares all watched sessions with what the store holds.
func (w *watcher) look(ctx context.Context, first bool) bool {
	w.failing, w.failed = w.failed, make(map[string]bool)
	if w.id != "" {
		return w.lookAtOne(ctx, first)
	}
	there := make(map[string]bool)
	var changed []string
	var errs []error
	for f, err := range w.root.List(ctx) {
		switch {
		case ctx.Err() != nil:
			return true
		case err != nil:
			errs = append(errs, err)
			continue
		case !w.watches(f.Container.Name(), f.Container.Format()):
			continue
		}
		key := f.Item.Key
		there[key] = true
		if old := w.seen[key]; old != nil && old.version == f.Item.Version {
			continue
		}
		if first {
			w.seen[key] = &watched{container: f.Container, id: f.ID, version: f.Item.Version, expires: f.Item.Expires}
			continue
		}
		changed = append(changed, key)
	}
	w.blind = w.unlisted(ctx, errs)
	for _, err := range errs {
		if (w.blind == nil || !first) && !w.yield(Event{Time: w.root.Now()}, err) {
			return false
		}
	}
	for key := range w.seen {
		if !there[key] && len(errs) == 0 { // with errors, it may exist and not be listed
			changed = append(changed, key)
		}
	}
	return w.read(ctx, changed)
}

// lookAtOne reads the only session that is watched.
func (w *watcher) lookAtOne(ctx context.Context, first bool) bool {
	c, err := w.root.Locate(ctx, w.container, w.id)
	if ctx.Err() != nil {
		return true
	}
	if err != nil {
		return w.yield(Event{Time: w.root.Now()}, err)
	}
	key, err := w.key(c)
	if err != nil {
		w.yield(Event{Time: w.root.Now()}, err)
		return false
	}
	if first {
		l := w.root.Store().Load(ctx, []string{key}, storage.NeedValue|storage.NeedTTL)[0]
		if ctx.Err() != nil {
			return true
		}
		if l.Err != nil {
			return w.yield(Event{Time: w.root.Now()}, l.Err)
		}
		if l.Item != nil {
			w.seen[key], _ = w.note(c, w.id, l.Item)
		}
		return true
	}
	return w.read(ctx, []string{key})
}

func (w *watcher) note(c *session.Container, id string, item *storage.Item) (x *watched, broken error) {
	data, broken := c.Content(item)
	w.first.note(First{Time: w.root.Now(), Container: c, Item: item}, id)
	x = &watched{container: c, id: id, version: item.Version, data: data}
	if item.TTL > 0 {
		x.expires = w.root.Now().Add(item.TTL)
	}
	return x, broken
}

// writtenTo reads an item that was written.
func (w *watcher) writtenTo(ctx context.Context, key string) bool {
	if !w.mayBe(key) {
		return true
	}
	return w.read(ctx, []string{key})
}

// read yields what became of items.
func (w *watcher) read(ctx context.Context, keys []string) bool {
	if len(keys) == 0 {
		return true
	}
	for i, l := range w.root.Store().Load(ctx, keys, storage.NeedValue|storage.NeedTTL) {
		if ctx.Err() != nil {
			return true
		}
		if !w.compare(ctx, keys[i], l) {
			return false
		}
	}
	return true
}

func (w *watcher) compare(ctx context.Context, key string, l storage.Loaded) bool {
	old, now := w.seen[key], w.root.Now()
	switch {
	case l.Err != nil:
		return w.yield(Event{Time: now}, l.Err)
	case l.Item == nil && old == nil:
		return true
	case l.Item == nil:
		delete(w.seen, key)
		e := Event{Time: now, Container: old.container, ID: old.id, Kind: Vanished}
		if !old.expires.IsZero() && !now.Before(old.expires.Add(-time.Second)) {
			e.Kind = Expired
		}
		return w.yield(e, nil)
	case old != nil && old.version == l.Item.Version:
		return true
	}
	c, id, ok := w.named(l.Item)
	if old != nil {
		c, id, ok = old.container, old.id, true
	}
	if !ok {
		return true
	}
	x, broken := w.note(c, id, l.Item)
	e := Event{Time: now, Container: c, ID: id, Kind: Rewritten, Item: l.Item, Broken: broken}
	if old == nil {
		e.Kind = Appeared
	}
	if broken == nil && (old == nil || old.data != nil) {
		var was *tree.Map
		if old != nil {
			was = old.data
		}
		e.Changes = c.Diff(id, was, x.data)
	}
	w.seen[key] = x
	return w.yield(e, nil)
}

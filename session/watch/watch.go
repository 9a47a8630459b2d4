package watch

import (
	"context"
	"fmt"
	"iter"
	"time"

	"sessh/session"
	"sessh/session/storage"
	"sessh/session/stored"
	"sessh/session/sweep"
	"sessh/session/tree"
)

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
// Of a session that is gone, it yields how that happened, as far as the server's log, its counters
// and the session's lifetime show it.
//
// What cannot be read yields an error, once until it can be read again, and the watch goes on. It
// ends by itself if no server can list items or report writes.
func Sessions(ctx context.Context, root *session.Root, o Options) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		w := &watcher{scope: scope{root, o.Container, o.ID}, seen: make(map[string]*watched), first: o.First, gone: make(map[string]lost)}
		w.first.begin()
		w.yield = w.onlyNewErrors(yield)
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		reports, reported := w.listen(ctx) // before the first look, so that nothing is missed
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
				w.settle(ctx, 0)
				return
			case <-tick.C:
				if !w.look(ctx, false) {
					return
				}
			case l, ok := <-reports:
				if !ok {
					reports = nil // only poll from here on
					continue
				}
				if !w.hear(ctx, l) {
					return
				}
			case <-w.due:
				if !w.settle(ctx, logLate) {
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

	logs   logs
	gone   map[string]lost  // by key, until it is certain how
	due    <-chan time.Time // when the first of these are settled; nil: none
	before counters         // when the latest look that has ended began
	since  time.Time        // when that was
	now    counters         // nil: not asked for yet
	unread bool             // something could not be read in this look
}

// watched is a session as it was last seen. If more than one is watched, only the version is kept
// at first, and the data is read when the session is written.
type watched struct {
	container *session.Container
	id        string
	version   uint64
	expires   time.Time
	endless   bool      // it is known not to expire; else expires is zero if that is not known
	data      *tree.Map // nil: not read yet
	between   bool      // it was written since the latest look
}

// look compares all watched sessions with what the store holds.
func (w *watcher) look(ctx context.Context, first bool) bool {
	w.failing, w.failed = w.failed, make(map[string]bool)
	began, counted := w.root.Now(), w.count(ctx)
	if first {
		w.before, w.since = counted, began
	}
	w.now, w.unread = nil, false
	defer func() {
		if !w.unread && len(counted) >= len(w.before) {
			w.before, w.since = counted, began
		}
	}()
	if w.id != "" {
		return w.lookAtOne(ctx, first)
	}
	there := make(map[string]bool)
	var changed []string
	var errs []error
	for f, err := range sweep.List(ctx, w.root) {
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
			if old.between = false; !f.Item.Expires.IsZero() {
				old.expires, old.endless = f.Item.Expires, false
			}
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
	return w.read(ctx, changed, false)
}

// lookAtOne reads the only session that is watched.
func (w *watcher) lookAtOne(ctx context.Context, first bool) bool {
	c, err := stored.Locate(ctx, w.root, w.container, w.id)
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
	return w.read(ctx, []string{key}, false)
}

func (w *watcher) note(c *session.Container, id string, item *storage.Item) (x *watched, broken error) {
	data, broken := c.Content(item)
	w.first.note(First{Time: w.root.Now(), Container: c, Item: item}, id)
	x = &watched{container: c, id: id, version: item.Version, data: data}
	x.lives(item.TTL, w.root.Now())
	return x, broken
}

// lives notes what is left of the lifetime of a session.
func (x *watched) lives(ttl time.Duration, now time.Time) {
	switch {
	case ttl == storage.TTLNever:
		x.expires, x.endless = time.Time{}, true
	case ttl > 0:
		x.expires, x.endless = now.Add(ttl), false
	}
}

// mayLive notes a lifetime that the session may have been given since it was seen. Of two, the longer one counts:
// only when that is over is it certain that the session has expired.
func (x *watched) mayLive(ttl time.Duration, now time.Time) {
	switch {
	case x.expires.IsZero():
	case ttl == storage.TTLNever:
		x.expires, x.endless = time.Time{}, true
	case ttl == storage.TTLUnknown:
		x.expires = time.Time{}
	case now.Add(ttl).After(x.expires):
		x.expires = now.Add(ttl)
	}
}

// read yields what became of items. reported is set if they are read between looks.
func (w *watcher) read(ctx context.Context, keys []string, reported bool) bool {
	if len(keys) == 0 {
		return true
	}
	for i, l := range w.root.Store().Load(ctx, keys, storage.NeedValue|storage.NeedTTL) {
		if ctx.Err() != nil {
			return true
		}
		if !w.compare(ctx, keys[i], l, reported) {
			return false
		}
	}
	return true
}

func (w *watcher) compare(ctx context.Context, key string, l storage.Loaded, reported bool) bool {
	old, now := w.seen[key], w.root.Now()
	switch {
	case l.Err != nil:
		return w.yield(Event{Time: now}, l.Err)
	case l.Item == nil && old == nil:
		return true
	case l.Item == nil:
		return w.isGone(ctx, key, old)
	case old != nil && old.version == l.Item.Version:
		old.between = old.between && reported
		old.lives(l.Item.TTL, now)
		return true
	}
	if _, gone := w.gone[key]; gone && !w.conclude(ctx, key) {
		return false
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
	x.between = reported
	w.seen[key] = x
	return w.yield(e, nil)
}

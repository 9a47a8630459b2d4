package watch

import (
	"context"
	"time"

	"sessh/session/storage"
)

// logLate is how late a server's log may be: it is looked at once a second or more often.
const logLate = 1200 * time.Millisecond

// lost is a session that is gone, while its server may still say how.
type lost struct {
	*watched
	time    time.Time // by the clock of the root
	noticed time.Time // by ours
	counted counters  // when the look began that it was last seen in
	sure    time.Time
}

func (w *watcher) lose(old *watched) lost {
	return lost{old, w.root.Now(), time.Now(), w.before, w.since}
}

// ending returns how a session goes by what is reported of it; 0 if it stays.
func ending(r storage.Report) Kind {
	const small = 2 // bytes: it is not stored for what is in it
	switch {
	case r.Kind == storage.Evicted:
		return Evicted
	case r.Kind == storage.Removed:
		return Removed
	case r.TTL >= 0 || r.TTL == storage.TTLUnknown:
		return 0
	case r.Size >= 0 && r.Size <= small, r.Size < 0 && r.Command == "cas":
		return Removed
	}
	return OverAtOnce
}

// ended yields that a session is gone, as a server reports. It may be there again.
func (w *watcher) ended(ctx context.Context, r storage.Report, kind Kind) bool {
	l := w.root.Store().Load(ctx, []string{r.Key}, storage.NeedValue|storage.NeedTTL)[0]
	if ctx.Err() != nil {
		return true
	}
	old := w.seen[r.Key]
	if waits, ok := w.gone[r.Key]; ok {
		delete(w.gone, r.Key)
		old = waits.watched
	}
	if old == nil && kind != Removed {
		old = w.unseen(r.Key, kind)
	}
	if old == nil {
		return w.compare(ctx, r.Key, l, true)
	}
	if l.Err == nil && storage.VersionOf(l.Item) != old.version {
		delete(w.seen, r.Key)
	}
	return w.over(w.lose(old), kind, &r) && w.compare(ctx, r.Key, l, true)
}

// unseen returns a session that was never seen, by its key; nil if that is not certain.
func (w *watcher) unseen(key string, kind Kind) *watched {
	if w.id != "" {
		return &watched{container: w.root.Container(w.container), id: w.id}
	}
	if kind == OverAtOnce {
		for _, e := range w.root.Catalog().May(key) {
			if w.watches(e.Container, e.Format) {
				return &watched{container: w.root.ContainerOf(e), id: e.ID}
			}
		}
	}
	return nil
}

// isGone yields that a session is gone, or waits until the server has said how.
func (w *watcher) isGone(ctx context.Context, key string, old *watched) bool {
	delete(w.seen, key)
	gone := w.lose(old)
	if !old.expires.IsZero() && !gone.time.Before(old.expires.Add(-time.Second)) {
		return w.over(gone, Expired, nil)
	}
	if kind := w.emptied(ctx, key, gone); kind != 0 {
		return w.over(gone, kind, nil)
	}
	if _, reports := w.logs.get(w.server(key)); !reports {
		return w.over(gone, Vanished, nil)
	}
	if len(w.gone) == 0 {
		w.due = time.After(logLate)
	}
	w.gone[key] = gone
	return true
}

// over yields how a session went.
func (w *watcher) over(gone lost, kind Kind, r *storage.Report) bool {
	return w.yield(Event{Time: gone.time, Container: gone.container, ID: gone.id, Kind: kind, Report: r}, nil)
}

// emptied returns what emptied the server of a session since it was last seen; 0 if nothing did, or if
// the session may have been written after that.
func (w *watcher) emptied(ctx context.Context, key string, gone lost) Kind {
	if gone.between {
		return 0
	}
	if w.now == nil {
		w.now = w.count(ctx)
	}
	server := w.server(key)
	switch {
	case gone.counted[server] == nil || w.now[server] == nil:
		return 0
	case gone.counted.restarted(w.now, server):
		return Restarted
	case !gone.counted.same(w.now, server, "cmd_flush"):
		return Flushed
	}
	return 0
}

// settle yields how the sessions went of which the servers have said nothing until now. Those that went
// less than late ago are kept.
func (w *watcher) settle(ctx context.Context, late time.Duration) bool {
	now, next := time.Now(), time.Duration(0)
	w.now = nil
	w.due = nil
	for key, gone := range w.gone {
		if left := gone.noticed.Add(late).Sub(now); left > 0 {
			if next == 0 || left < next {
				next = left
			}
			continue
		}
		if !w.conclude(ctx, key) {
			return false
		}
	}
	if next > 0 {
		w.due = time.After(next)
	}
	return true
}

// conclude yields how a session went that the server has said nothing of: a client removed it, if all
// else would have been noticed.
func (w *watcher) conclude(ctx context.Context, key string) bool {
	gone := w.gone[key]
	delete(w.gone, key)
	kind := Vanished
	if w.removed(ctx, key, gone) {
		kind = Removed
	}
	return w.over(gone, kind, nil)
}

func (w *watcher) removed(ctx context.Context, key string, gone lost) bool {
	server := w.server(key)
	l, ok := w.logs.get(server)
	mayExpire := !gone.endless && gone.expires.IsZero()
	if mayExpire || gone.between || !ok || l.removals || !l.broken.Before(gone.sure) {
		return false
	}
	if w.now == nil {
		w.now = w.count(ctx)
	}
	if w.now[server] == nil || gone.counted.restarted(w.now, server) {
		return false
	}
	for _, name := range []string{"cmd_flush", "log_worker_dropped", "log_watcher_skipped"} {
		if !gone.counted.same(w.now, server, name) {
			return false
		}
	}
	return true
}

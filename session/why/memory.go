package why

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"sessh/session/figure"
	"sessh/session/health"
	"sessh/session/storage"
)

// Causes that have to do with the memory of the server.

// evicted: the server dropped it to make room for other items.
func evicted(e *evidence) *health.Finding {
	if e.server == nil {
		return nil
	}
	all, ok := e.server.Counter("evictions")
	if !ok {
		return nil
	}
	if says, ok := e.cannotEvict(); ok {
		return e.ruledOut("evicted", says, map[string]any{"evictions": all})
	}
	if all == 0 {
		return &health.Finding{Cause: "evicted", Where: e.home, Weight: e.uncounted(), Says: e.home + " counts no eviction", Figures: map[string]any{"evictions": all}}
	}
	c, where := e.evicting()
	if c == nil {
		return &health.Finding{
			Cause: "evicted", Where: e.home, Weight: 45, Figures: map[string]any{"evictions": all},
			Says: fmt.Sprintf("%s has evicted %s; of which sizes is not known", e.home, figure.Count(int(all), "item")),
		}
	}
	keeps, figures := keeping(c)
	f := &health.Finding{Cause: "evicted", Where: e.home, Weight: 66, Figures: figures}
	f.Says = fmt.Sprintf("%s has evicted %d items of class %d, which keeps an item for about %s", e.home, figures["evicted"], c.ID, age(keeps))
	f.Means = "a server drops what was not asked for the longest when it needs room"
	f.Advice = "give the server more memory (-m), or sessions a server of their own"
	if n, _ := c.Counter("evicted_active"); n > 0 {
		f.Says += fmt.Sprintf("; %d of them had been in use shortly before", n)
	}
	l, known := e.lifetime()
	ago, seen := e.ago()
	switch {
	case known && keeps >= l.Duration:
		f.Weight, f.Says = 15, f.Says+"; "+l.how+", and expire before that at today's rate"
	case seen && ago+slack < keeps:
		f.Weight, f.Says = 20, f.Says+"; "+e.sighting()
	case seen:
		f.Weight, f.Says = 88, f.Says+"; "+e.sighting()
	case known:
		f.Weight, f.Says = 85, f.Says+"; "+l.how
	}
	n, split := c.Counter("evicted_nonzero")
	switch {
	case split && n == 0 && !e.mayLiveForever():
		f.Weight, f.Says = min(f.Weight, 15), f.Says+"; all of them were items without an expiry"
	case where == anotherSize:
		f.Weight = min(f.Weight, 62)
		f.Says += fmt.Sprintf("; the sessions that are left are of other sizes, and all of this size may be gone: %d had an expiry", n)
	case where == neighboursSize:
		f.Weight -= 10
	}
	return f
}

// mayLiveForever reports whether the session may be one that does not expire.
func (e *evidence) mayLiveForever() bool {
	p, was := e.population(), e.seen.Item
	return p != nil && p.Never > 0 || was != nil && was.TTL == storage.TTLNever
}

// cannotEvict returns why the server can have evicted nothing since it was started. The counter of
// evictions does not prove that, since counters can be reset; the memory of a server only grows.
func (e *evidence) cannotEvict() (says string, ok bool) {
	for _, name := range []string{"evictions", "slab_reassign_evictions_nomem", "slab_reassign_busy_deletes", "extstore_io_queue", "extstore_page_allocs"} {
		if n, known := e.server.Counter(name); known && (n > 0 || strings.HasPrefix(name, "extstore")) {
			return "", false
		}
	}
	if e.server.Settings["evictions"] == "off" {
		return e.home + " evicts nothing (-M)", true
	}
	up, _ := e.uptime()
	limit, ok1 := e.server.Counter("limit_maxbytes")
	page, ok2 := e.server.Setting("item_size_max")
	if !ok1 || !ok2 || limit <= 0 {
		return "", false
	}
	page = max(page, 1<<20)
	pages, _ := e.server.Counter("slab_global_page_pool")
	for i := range e.server.Classes {
		pages += count(&e.server.Classes[i], "total_pages")
	}
	if (pages+1)*page > limit {
		return "", false
	}
	return fmt.Sprintf("%s has evicted nothing since it was started %s ago: its memory was never full (%s of %s)", e.home, age(up), figure.Bytes(pages*page), figure.Bytes(limit)), true
}

// What is known of the size of a session that may have been evicted.
const (
	ownSize        = iota // it is of the class
	neighboursSize        // other sessions of the container are
	anotherSize           // none that is left is
)

// evicting returns the class of the session, or if nothing is evicted from it, the one with the most evictions
// of items with an expiry, those with sessions of the container first.
func (e *evidence) evicting() (c *health.Class, size int) {
	own := e.class()
	if own != nil && count(own, "evicted") > 0 {
		return own, ownSize
	}
	rank := func(c *health.Class) []int64 {
		return []int64{min(int64(e.kin.classes[c.ID]), 1), count(c, "evicted_nonzero"), count(c, "evicted")}
	}
	for i := range e.server.Classes {
		other := &e.server.Classes[i]
		if count(other, "evicted") > 0 && (c == nil || slices.Compare(rank(other), rank(c)) > 0) {
			c = other
		}
	}
	if c != nil && own != nil && e.kin.classes[c.ID] == 0 {
		return c, anotherSize
	}
	return c, neighboursSize
}

func count(c *health.Class, name string) int64 {
	n, _ := c.Counter(name)
	return n
}

// keeping returns how long a class keeps an item that is not asked for, and the figures for that: the
// age of the item that was evicted last, or if evictions have ceased since, of the next one.
func keeping(c *health.Class) (time.Duration, map[string]any) {
	keeps := time.Duration(max(count(c, "evicted_time"), count(c, "age"))) * time.Second
	figures := map[string]any{"class": c.ID}
	for _, name := range []string{"evicted", "evicted_time", "evicted_unfetched", "evicted_active", "age", "outofmemory", "chunk_size"} {
		figures[name] = count(c, name)
	}
	return max(keeps, time.Second), figures
}

// noMemory: the server had no memory to store it again, and then drops what it had of it.
func noMemory(e *evidence) *health.Finding {
	if e.server == nil {
		return nil
	}
	refused, _ := e.server.Counter("store_no_memory")
	class := 0
	for i := range e.server.Classes {
		if n := count(&e.server.Classes[i], "outofmemory"); n > 0 && class == 0 {
			class = e.server.Classes[i].ID
			refused = max(refused, n)
		}
	}
	if refused == 0 {
		return nil
	}
	f := &health.Finding{
		Cause: "no-memory", Where: e.home, Weight: 83, Figures: map[string]any{"store_no_memory": refused, "class": class},
		Says:   fmt.Sprintf("%s had no memory for %s that clients wanted to store", e.home, figure.Count(int(refused), "item")),
		Means:  "a session that is not stored for that reason is gone, the one that was there before included",
		Advice: "give the server more memory (-m), and let it evict (no -M)",
	}
	return f
}

// tooLarge: the session was too large to be stored.
func tooLarge(e *evidence) *health.Finding {
	if e.server == nil {
		return nil
	}
	limit, known := e.server.Setting("item_size_max")
	refused, ok := e.server.Counter("store_too_large")
	if !ok || !known {
		return nil
	}
	largest := int64(max(e.kin.largest, e.size()))
	figures := map[string]any{"store_too_large": refused, "item_size_max": limit, "largest": largest}
	if refused == 0 {
		return nil
	}
	f := &health.Finding{
		Cause: "too-large", Where: e.home, Weight: 48, Figures: figures,
		Says:   fmt.Sprintf("%s has refused %s larger than its limit of %s", e.home, figure.Count(int(refused), "item"), figure.Bytes(limit)),
		Means:  "a session that is refused is gone, the one that was there before included",
		Advice: "keep less in the session, or raise the limit (-I)",
	}
	switch {
	case largest >= limit/2:
		f.Weight = 82
		f.Says += fmt.Sprintf("; the largest session in the container has %s", figure.Bytes(largest))
	case largest == 0:
		f.Weight = 81
	default:
		f.Says += fmt.Sprintf("; the largest session in the container has only %s", figure.Bytes(largest))
	}
	return f
}

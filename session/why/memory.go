package why

import (
	"fmt"
	"time"

	"sessh/session/figure"
	"sessh/session/health"
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
	if all == 0 {
		up, _ := e.uptime()
		return e.against("evicted", fmt.Sprintf("%s has evicted nothing since it was started %s ago", e.home, age(up)), map[string]any{"evictions": all})
	}
	c, certain := e.evicting()
	if c == nil {
		return e.against("evicted", fmt.Sprintf("%s has evicted %s, none in a class with sessions of the container", e.home, figure.Count(int(all), "item")), map[string]any{"evictions": all})
	}
	keeps, figures := keeping(c)
	f := &health.Finding{Cause: "evicted", Where: e.home, Weight: 66, Figures: figures}
	f.Says = fmt.Sprintf("%s has evicted %d items of class %d, which keeps an item for about %s", e.home, figures["evicted"], c.ID, age(keeps))
	f.Means = "a server drops what was not asked for the longest when it needs room"
	f.Advice = "give the server more memory (-m), or sessions a server of their own"
	if n, _ := c.Counter("evicted_active"); n > 0 {
		f.Says += fmt.Sprintf("; %d of them had been in use shortly before", n)
	}
	life, how, known := e.lifetime()
	ago, seen := e.ago()
	switch {
	case known && keeps >= life:
		return e.against("evicted", f.Says+"; "+how+", and expire before that", figures)
	case seen && ago+slack < keeps:
		f.Weight, f.Says = 20, f.Says+"; "+e.sighting()
	case seen:
		f.Weight, f.Says = 88, f.Says+"; "+e.sighting()
	case known:
		f.Weight, f.Says = 85, f.Says+"; "+how
	}
	if !certain {
		f.Weight -= 10
	}
	return f
}

// evicting returns the class of the session, or if nothing is evicted from it another one with sessions
// of the container, or any if there are none; certain reports that it is the first.
func (e *evidence) evicting() (c *health.Class, certain bool) {
	own := e.class()
	if own != nil && count(own, "evicted") > 0 {
		return own, true
	}
	for i := range e.server.Classes {
		other := &e.server.Classes[i]
		if own != nil && e.kin.classes[other.ID] == 0 {
			continue
		}
		if count(other, "evicted") > 0 && (c == nil || count(other, "evicted") > count(c, "evicted")) {
			c = other
		}
	}
	return c, false
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

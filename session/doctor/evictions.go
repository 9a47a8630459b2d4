package doctor

import (
	"fmt"
	"slices"
	"time"

	"sessh/session/figure"
	"sessh/session/health"
	"sessh/session/storage"
	"sessh/session/tree"
)

// A squeezed class is one that has evicted items although they had time left.
type squeezed struct {
	class   *health.Class
	evicted counted
	keeps   time.Duration // after the last use of an item; 0: not known
}

// squeezed returns the classes of a server that have evicted items: those that sessions are in, or may be
// in as far as is known, and those without sessions, which is what a class is, too, of which all
// sessions were evicted.
func (f *Facts) squeezed(s *health.Server) (with, without []squeezed) {
	var sessions map[int]int
	known := false
	if f.Census != nil && f.Unlisted == nil {
		if f.isCache(s) {
			return nil, nil
		}
		sessions, known = f.Census.ByClass(s)
		known = known || f.Census.Others[s.Name] != nil && f.sessionsOn(s) == 0
	}
	for i := range s.Classes {
		c := &s.Classes[i]
		n, ok := f.ofClass(s, c, "evicted")
		switch {
		case !ok || n.total == 0:
		case known && sessions[c.ID] == 0:
			without = append(without, squeezed{c, n, keeps(c)})
		default:
			with = append(with, squeezed{c, n, keeps(c)})
		}
	}
	return with, without
}

// isCache reports whether nothing speaks for sessions on a server, or on one that shares them with it.
func (f *Facts) isCache(s *health.Server) bool {
	return f.Census.Count() == 0 && f.Census.Others[s.Name] != nil
}

// keeps returns how long a class that evicts items keeps those that are not asked for; 0: not known.
func keeps(c *health.Class) time.Duration {
	for _, name := range []string{"age", "evicted_time"} {
		if n, ok := c.Counter(name); ok && n > 0 {
			return time.Duration(n) * time.Second
		}
	}
	if _, ok := c.Counter("age"); ok {
		return time.Second
	}
	return 0
}

// evictions finds servers that have evicted sessions.
func evictions(f *Facts) (found []health.Finding) {
	for _, s := range f.up() {
		all, _ := f.squeezed(s)
		if len(all) == 0 {
			continue
		}
		worst, total := all[0], counted{watched: all[0].evicted.watched}
		var classes []any
		for _, q := range all {
			total.total, total.grown = total.total+q.evicted.total, total.grown+q.evicted.grown
			if q.evicted.total > worst.evicted.total {
				worst = q
			}
			figures := map[string]any{"class": q.class.ID, "keepsSeconds": q.keeps.Seconds()}
			q.evicted.figures(figures, "evicted")
			for counter, name := range map[string]string{"chunk_size": "itemSize", "evicted_time": "evictedTime", "evicted_unfetched": "evictedUnfetched", "evicted_active": "evictedActive", "number": "items"} {
				if n, ok := q.class.Counter(counter); ok {
					figures[name] = n
				}
			}
			classes = append(classes, figures)
		}
		x := health.Finding{
			Cause: "evicted", Where: s.Name,
			Means:   "A session that is evicted is gone before it expires: its user is logged out.",
			Advice:  "Give the server more memory (memcached -m), and keep what is no session on another server.",
			Figures: map[string]any{"classes": classes},
		}
		total.figures(x.Figures, "evicted")
		x.Says = fmt.Sprintf("%s evicted with time left%s%s", figure.Count(int(total.total), "item"), since(s), total.rate())
		if worst.keeps > 0 {
			x.Says += fmt.Sprintf("; class %d keeps items for about %s after their last use", worst.class.ID, figure.Duration(worst.keeps))
			if meant, ok := f.lifetime(s); ok {
				x.Says += fmt.Sprintf(", and sessions are meant to live %s", figure.Duration(meant))
				x.Figures["lifetimeSeconds"] = meant.Seconds()
			}
		}
		found = append(found, x)
	}
	return found
}

// perhapsEvicted finds servers that have evicted items with a lifetime, as sessions have one, in classes
// without sessions.
func perhapsEvicted(f *Facts) (found []health.Finding) {
	for _, s := range f.up() {
		_, all := f.squeezed(s)
		var sum counted
		var worst *health.Class
		var classes []any
		most := int64(0)
		for _, q := range all {
			n, ok := f.ofClass(s, q.class, "evicted_nonzero")
			if !ok || f.immortal(s) {
				n = q.evicted
			}
			if n.total == 0 {
				continue
			}
			sum = counted{sum.total + n.total, sum.grown + n.grown, n.watched}
			if n.total > most {
				worst, most = q.class, n.total
			}
			figures := map[string]any{"class": q.class.ID}
			n.figures(figures, "evicted")
			classes = append(classes, figures)
		}
		if worst == nil {
			continue
		}
		size := ""
		if n, ok := worst.Counter("chunk_size"); ok {
			size = " (items of up to " + figure.Bytes(n) + ")"
		}
		x := health.Finding{
			Cause: "perhaps-evicted", Where: s.Name,
			Says: fmt.Sprintf("%s that had a lifetime, with time left, evicted%s%s, most in class %d%s; no session is listed in such a class now",
				figure.Count(int(sum.total), "item"), since(s), sum.rate(), worst.ID, size),
			Means:   "They were cached items, or all sessions of that size: what is evicted leaves no name. watch shows the next one.",
			Advice:  "Keep what is no session on another server, or give the server more memory (memcached -m).",
			Figures: map[string]any{"classes": classes},
		}
		sum.figures(x.Figures, "evicted")
		found = append(found, x)
	}
	return found
}

// immortal reports whether any session on a server does not expire, as an item without a lifetime.
func (f *Facts) immortal(s *health.Server) bool {
	return slices.ContainsFunc(f.containers(), func(name string) bool {
		p := f.Census.Sessions[name]
		return p.Never > 0 && p.Servers[s.Name] > 0
	})
}

// evictedNow finds sessions that were evicted while the logs were read.
func evictedNow(f *Facts) (found []health.Finding) {
	for _, name := range f.events() {
		e := f.Log.Events[name]
		if e.Evicted == 0 {
			continue
		}
		left := "which were never to expire"
		if e.Left != storage.TTLNever {
			left = "with up to " + figure.Duration(e.Left) + " left"
		}
		found = append(found, health.Finding{
			Cause: "session-evicted", Where: tree.ContainerPath(name).String(),
			Says:    f.least() + fmt.Sprintf("%s evicted in the last %s, %s", figure.Count(e.Evicted, "session"), figure.Duration(f.Watched), left),
			Means:   "Their users are logged out.",
			Advice:  "Give the servers more memory (memcached -m).",
			Figures: map[string]any{"evicted": e.Evicted, "leftSeconds": e.Left.Seconds(), "watchedSeconds": f.Watched.Seconds()},
		})
	}
	return found
}

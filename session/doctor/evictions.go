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

// squeezed returns the classes of a server that have evicted items, and that sessions may be in; the
// classes without sessions are left out if it is known where these are.
func (f *Facts) squeezed(s *health.Server) (all []squeezed) {
	var sessions map[int]int
	known := false
	if f.Census != nil && f.Unlisted == nil {
		sessions, known = f.Census.ByClass(s)
		if f.sessionsOn(s) == 0 && f.Census.Others[s.Name] != nil {
			known = true // it is a cache
		}
	}
	for i := range s.Classes {
		c := &s.Classes[i]
		n, ok := f.ofClass(s, c, "evicted")
		if !ok || n.total == 0 || known && sessions[c.ID] == 0 {
			continue
		}
		all = append(all, squeezed{c, n, keeps(c)})
	}
	return all
}

// keeps returns how long a class that evicts items keeps those that nobody asks for; 0: not known.
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
		all := f.squeezed(s)
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
		least := ""
		if slices.ContainsFunc(f.up(), f.isLeaky) {
			least = "at least "
		}
		found = append(found, health.Finding{
			Cause: "session-evicted", Where: tree.ContainerPath(name).String(),
			Says:    least + fmt.Sprintf("%s evicted in the last %s, %s", figure.Count(e.Evicted, "session"), figure.Duration(f.Watched), left),
			Means:   "Their users are logged out.",
			Advice:  "Give the servers more memory (memcached -m).",
			Figures: map[string]any{"evicted": e.Evicted, "leftSeconds": e.Left.Seconds(), "watchedSeconds": f.Watched.Seconds()},
		})
	}
	return found
}

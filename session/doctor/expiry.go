package doctor

import (
	"fmt"
	"maps"
	"slices"

	"sessh/session/figure"
	"sessh/session/health"
	"sessh/session/tree"
)

const (
	overMeans  = "They are gone before they can be read: memcached takes a lifetime above 30 days for a time since 1970, which is over."
	overAdvice = "Set the lifetime to 30 days (2592000 s) or less, or to the time of expiry in seconds since 1970."
)

// overAtOnce finds servers on which most items were never found again: they have expired, and none was read.
// An item whose lifetime is over at once leaves no other trace. One that was flushed leaves the same.
func overAtOnce(f *Facts) (found []health.Finding) {
	for _, s := range f.up() {
		if f.Before != nil {
			s = f.before(s) // as it was when the sessions were listed
		}
		if s == nil || f.Census == nil || f.Unlisted != nil || f.sessionsOn(s) > 0 || s.EverFlushed() || s.WasReset() {
			continue // the items of other lifetimes make the counters mean less
		}
		stored := int64(0)
		var classes []int
		for i := range s.Classes {
			c := &s.Classes[i]
			if n, ok := c.Counter("cmd_set"); ok && n > 0 && !wasUsed(c) {
				stored, classes = stored+n, append(classes, c.ID)
			}
		}
		// Classes do not count these when they are empty. An item that was asked for when it had
		// expired is not one of those that were not asked for.
		unread, _ := s.Counter("expired_unfetched")
		late, _ := s.Counter("get_expired")
		there := int64(0)
		if others := f.Census.Others[s.Name]; others != nil {
			there = int64(others.Count)
		}
		left, _ := s.Counter("curr_items") // in memory; what is not listed has expired
		if left = max(left-there, 0); there > 0 && !s.ListsAll() {
			left = 0
		}
		// A session that was removed leaves the same trace, and a second item, stored by a cas.
		removed, _ := s.Counter("cas_hits")
		if n := stored - 2*removed - there; n < fewestOver || n*2 < stored || (unread+late+left-removed)*2 < n {
			continue // if less have expired, they were overwritten
		}
		rest := "none of which was ever read, and none is there"
		if there > 0 {
			rest = fmt.Sprintf("none of which was ever read, and %d %s there", there, is(int(there)))
		}
		found = append(found, health.Finding{
			Cause: "over-at-once", Where: s.Name,
			Says:    fmt.Sprintf("%s stored%s, %s", figure.Count(int(stored), "item"), since(s), rest),
			Means:   "Unless the lifetime of those that are gone is very short, it was over at once: memcached takes one above 30 days for a time since 1970.",
			Advice:  overAdvice + " doctor --watch shows what is stored.",
			Figures: map[string]any{"stored": stored, "classes": classes, "expiredUnread": unread + left, "readLate": late, "there": there},
		})
	}
	return found
}

// fewestOver is how many items prove something.
const fewestOver = 3

// wasUsed reports whether anything was done with an item of a class but to store it.
func wasUsed(c *health.Class) bool {
	for _, name := range []string{"get_hits", "touch_hits", "incr_hits", "decr_hits", "delete_hits", "evicted"} {
		if n, _ := c.Counter(name); n > 0 {
			return true
		}
	}
	return false
}

// overNow finds containers whose sessions were stored with a lifetime that was over at once, while the
// logs were read.
func overNow(f *Facts) (found []health.Finding) {
	for _, name := range f.events() {
		e := f.Log.Events[name]
		if e.Over == 0 {
			continue
		}
		found = append(found, health.Finding{
			Cause: "over-at-once", Where: tree.ContainerPath(name).String(),
			Says: f.least() + fmt.Sprintf("%d of %s in the last %s had a lifetime that was over at once (%s was the last)",
				e.Over, figure.Count(e.Stored, "store"), figure.Duration(f.Watched), tree.SessionPath(name, e.OverID)),
			Means: overMeans, Advice: overAdvice,
			Figures: map[string]any{"over": e.Over, "stored": e.Stored, "watchedSeconds": f.Watched.Seconds()},
		})
	}
	return found
}

// events returns the containers that the logs named, sorted.
func (f *Facts) events() []string {
	if f.Log == nil {
		return nil
	}
	return slices.Sorted(maps.Keys(f.Log.Events))
}

// neverExpires finds containers with sessions that do not expire.
func neverExpires(f *Facts) (found []health.Finding) {
	for _, name := range f.containers() {
		p := f.Census.Sessions[name]
		if p.Never == 0 {
			continue
		}
		found = append(found, health.Finding{
			Cause: "never-expires", Where: tree.ContainerPath(name).String(),
			Says:    fmt.Sprintf("%d of %s %s not expire", p.Never, figure.Count(p.Count, "session"), does(p.Never)),
			Means:   "They pile up until the memory is full; then the server evicts sessions.",
			Advice:  "Give sessions a lifetime in the application; expire sets that of one that is there.",
			Figures: map[string]any{"never": p.Never, "sessions": p.Count},
		})
	}
	return found
}

func does(n int) string {
	if n == 1 {
		return "does"
	}
	return "do"
}

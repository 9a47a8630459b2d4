package why

import (
	"fmt"
	"time"

	"sessh/session/figure"
	"sessh/session/health"
	"sessh/session/storage"
)

// expired: its lifetime is over. Nothing rules that out: whoever stored or touched the session since it was
// seen may have given it less.
func expired(e *evidence) *health.Finding {
	l, known := e.lifetime()
	ago, seen := e.ago()
	up, ran := e.uptime()
	f := &health.Finding{Cause: "expired", Where: e.path(), Weight: 30, Figures: map[string]any{}}
	f.Says = "its lifetime is over; how long that was is not known, since no other session in the container shows it"
	if known {
		f.Weight, f.Figures["lifetime"] = 50, l.Seconds()
		f.Says = l.how + ", so that a session that is not written for that long is gone"
	}
	if seen {
		f.Figures["seen"] = ago.Seconds()
	}
	f.Means, f.Advice = e.cookieLasts()
	young := ran && known && !l.own && up < l.Duration // what was stored there cannot have lived so long
	switch {
	case e.seen.Item != nil && e.seen.Item.TTL == storage.TTLNever:
		f.Weight, f.Says = unlikely, e.sighting()+", and was not to expire then"
	case seen && known && ago >= l.Duration:
		f.Weight, f.Says = 90, fmt.Sprintf("%s, and %s", e.sighting(), l.how)
	case seen && known && l.own && ago+slack < l.Duration:
		f.Weight, f.Says = unlikely, fmt.Sprintf("%s, and %s: it expired only if it was given less since", e.sighting(), l.how)
	case seen && known && l.own:
		f.Says = fmt.Sprintf("%s, and %s", e.sighting(), l.how)
	case seen && known:
		f.Weight, f.Says = 40, fmt.Sprintf("%s, and %s; how much of that was left then is not known", e.sighting(), l.how)
	case seen:
		f.Says = e.sighting() + "; how much time it had left then is not known"
	case young:
		f.Weight = 30
	}
	switch dead, counted := e.died(); {
	case e.expiredNow > 0:
		f.Weight, f.Figures["get_expired"] = 96, e.expiredNow
		if young {
			f.Says = fmt.Sprintf("%s has run for %s, so that it was given less than usual: %s", e.home, age(up), l.how)
		}
		if ran && up < shortestUsual {
			f.Means, f.Advice = overMeans, overAdvice
		}
		f.Says += "; the server counted an expired item when the session was read"
	case counted && dead == 0 && e.seenSince(up):
		f.Weight = min(f.Weight, unlikely)
		f.Says += fmt.Sprintf("; %s counts no item that has expired", e.home)
	case young && dead > 0 && !e.mayBeFlushed():
		f.Figures["expired"] = dead
		f.Says += fmt.Sprintf("; %s has run for %s, and %s expired there: they were given less", e.home, age(up), figure.Count(int(dead), "item"))
	}
	return f
}

// cookieLasts returns what is known of the cookie of a session that has expired, and what to change.
func (e *evidence) cookieLasts() (means, advice string) {
	if e.in == nil {
		return "", ""
	}
	l := e.in.Format().Traits().Lasts
	switch {
	case l.Setting == "":
		return "", ""
	case l.Cookie == "":
		return "", fmt.Sprintf("%s is the setting for the lifetime of sessions and their cookies", l.Setting)
	}
	return fmt.Sprintf("by default the cookie lasts %s, and can outlive the session", l.Cookie),
		fmt.Sprintf("%s is the setting for the lifetime of sessions", l.Setting)
}

const (
	overMeans  = "memcached takes a lifetime above 30 days, given in seconds, for a date in 1970, and the item is over at once"
	overAdvice = "have the application give at most 2592000 seconds, or the date itself; watch shows the lifetimes of what is stored next"
)

// expiredAtOnce: sessions are stored with a lifetime that memcached takes for a date long past. A
// number above 30 days of seconds is a date for it.
func expiredAtOnce(e *evidence) *health.Finding {
	if e.server == nil || e.population() != nil {
		return nil
	}
	dead, _ := e.died()
	total, _ := e.server.Counter("total_items")
	up, _ := e.uptime()
	few := total < dead || dead*10 < total*9 // most are other items, which hide what became of sessions
	if dead < fewestDead || e.mayBeFlushed() || few && up >= shortestUsual {
		return nil
	}
	f := &health.Finding{
		Cause: "expired-at-once", Where: e.home, Weight: 45,
		Says:    fmt.Sprintf("%s expired on %s since it was started %s ago, and no session in the container is alive", figure.Count(int(dead), "item"), e.home, age(up)),
		Means:   overMeans,
		Advice:  overAdvice,
		Figures: map[string]any{"total_items": total, "expired": dead, "uptime": up.Seconds()},
	}
	if total >= dead {
		f.Says = fmt.Sprintf("of %s that were stored on %s in the %s since it was started, %d have expired, and no session in the container is alive", figure.Count(int(total), "item"), e.home, age(up), dead)
	}
	switch {
	case up < shortestUsual && e.expiredNow > 0:
		f.Weight, f.Figures["get_expired"] = 98, e.expiredNow
	case up < shortestUsual && !few:
		f.Weight = 80
	case up < shortestUsual:
		f.Weight = 60 // what expired may be something else
	}
	return f
}

const (
	// fewestDead is how many items must have expired to count.
	fewestDead = 3
	// shortestUsual is less than sessions live.
	shortestUsual = 20 * time.Minute
)

// died returns how many items have expired on the server, at least; ok is false if there may be more. What
// the server still counts, and no longer lists, has expired as well. If the server was flushed, what was
// then removed may be among them: memcached counts it in the same way.
func (e *evidence) died() (dead int64, ok bool) {
	if e.server == nil {
		return 0, false
	}
	ok = e.unlisted == nil && !e.server.WasReset()
	for _, name := range []string{"get_expired", "reclaimed", "crawler_reclaimed"} {
		n, known := e.server.Counter(name)
		dead, ok = dead+n, ok && known
	}
	if e.unlisted == nil && e.server.ListsAll() && !e.mayBeFlushed() {
		listed := int64(0)
		for _, of := range []map[string]*health.Population{e.census.Sessions, e.census.Others} {
			for _, p := range of {
				listed += int64(p.Servers[e.home])
			}
		}
		for _, l := range e.census.Locks {
			listed += int64(l.Count) // on any server: rather too many than too few
		}
		n, _ := e.server.Counter("curr_items")
		dead += max(n-listed, 0)
	}
	return dead, ok
}

// mayBeFlushed reports whether the server was flushed since it was started, as far as that is known.
func (e *evidence) mayBeFlushed() bool {
	n, known := e.server.Counter("cmd_flush")
	oldest, _ := e.server.Setting("oldest")
	return !known || n > 0 || oldest > 0
}

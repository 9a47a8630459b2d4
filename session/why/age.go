package why

import (
	"fmt"
	"time"

	"sessh/session/figure"
	"sessh/session/health"
	"sessh/session/storage"
)

// expired: its lifetime is over.
func expired(e *evidence) *health.Finding {
	life, how, known := e.lifetime()
	f := &health.Finding{Cause: "expired", Where: e.path(), Weight: 30, Figures: map[string]any{}}
	if known {
		f.Weight, f.Figures["lifetime"] = 50, life.Seconds()
		f.Says = how + ", so that a session that is not written for that long is gone"
	} else {
		f.Says = "its lifetime is over; how long that was is not known, since no other session in the container shows it"
	}
	f.Means, f.Advice = e.cookieLasts()
	if e.seen.Item != nil && e.seen.Item.TTL == storage.TTLNever {
		return e.against("expired", "it did not expire when it was last seen", nil)
	}
	if ago, seen := e.ago(); seen && known {
		f.Figures["seen"] = ago.Seconds()
		if ago+slack < life {
			return e.against("expired", fmt.Sprintf("%s, and %s", e.sighting(), how), f.Figures)
		}
		f.Weight, f.Says = 90, fmt.Sprintf("%s, and %s", e.sighting(), how)
	}
	if e.expiredNow > 0 {
		f.Weight, f.Figures["get_expired"] = 96, e.expiredNow
		f.Says += "; the server counted an expired item when the session was read"
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

// expiredAtOnce: sessions are stored with a lifetime that memcached takes for a date long past. A
// number above 30 days of seconds is a date for it.
func expiredAtOnce(e *evidence) *health.Finding {
	if e.server == nil || e.population() != nil {
		return nil
	}
	dead, total, ok := e.died()
	flushes, _ := e.server.Counter("cmd_flush")
	if !ok || dead < fewestDead || flushes > 0 || dead*10 < total*9 {
		return nil
	}
	up, _ := e.uptime()
	f := &health.Finding{
		Cause: "expired-at-once", Where: e.home, Weight: 45,
		Says:    fmt.Sprintf("of %s that were stored on %s in the %s since it was started, %d have expired, and no session in the container is alive", figure.Count(int(total), "item"), e.home, age(up), dead),
		Means:   "memcached takes a lifetime above 30 days, given in seconds, for a date in 1970, and the item is over at once",
		Advice:  "have the application give at most 2592000 seconds, or the date itself; watch shows the lifetimes of what is stored next",
		Figures: map[string]any{"total_items": total, "expired": dead, "uptime": up.Seconds()},
	}
	switch {
	case up < shortestUsual && e.expiredNow > 0:
		f.Weight, f.Figures["get_expired"] = 98, e.expiredNow
	case up < shortestUsual:
		f.Weight = 80
	}
	return f
}

const (
	// fewestDead is how many items must have expired to count.
	fewestDead = 3
	// shortestUsual is less than sessions live.
	shortestUsual = 20 * time.Minute
)

// died returns how many items have expired on the server, and how many were stored. What the server
// still counts, and no longer lists, has expired as well.
func (e *evidence) died() (dead, total int64, ok bool) {
	count := func(name string) int64 { n, _ := e.server.Counter(name); return n }
	total, ok = e.server.Counter("total_items")
	if !ok || e.unlisted != nil {
		return 0, 0, false
	}
	listed := int64(0)
	for _, of := range []map[string]*health.Population{e.census.Sessions, e.census.Others} {
		for _, p := range of {
			listed += int64(p.Servers[e.home])
		}
	}
	dead = count("get_expired") + count("reclaimed") + count("crawler_reclaimed") + max(count("curr_items")-listed, 0)
	return dead, total, true
}

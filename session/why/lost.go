package why

import (
	"fmt"
	"slices"
	"time"

	"sessh/session"
	"sessh/session/figure"
	"sessh/session/health"
)

// Causes that end many sessions at once.

// slack is how exactly servers report times.
const slack = 2 * time.Second

// unreachable: the server cannot be asked.
func unreachable(e *evidence) *health.Finding {
	if e.failed == nil {
		return nil
	}
	return &health.Finding{
		Cause: "unreachable", Where: e.home, Weight: health.Certain,
		Says:   fmt.Sprintf("the session cannot be read: %v", e.failed),
		Means:  "whether it is there is not known, and applications cannot read it either",
		Advice: "see to the server first; servers shows which are up",
	}
}

// restarted: the server was started after the session was stored.
func restarted(e *evidence) *health.Finding {
	up, ok := e.uptime()
	if !ok {
		return nil
	}
	f := &health.Finding{Cause: "restarted", Where: e.home, Figures: map[string]any{"uptime": up.Seconds()}}
	f.Says = fmt.Sprintf("%s was started %s ago, and a restart removes everything", e.home, age(up))
	if oldest, ok := e.oldest(); ok {
		f.Figures["oldest"] = oldest.Seconds()
	}
	f.Advice = "servers keep nothing through a restart: keep sessions elsewhere as well, or restart when few users are logged in"
	life, how, known := e.lifetime()
	ago, seen := e.ago()
	switch {
	case e.expiredNow+e.flushedNow > 0: // it was stored since
		return nil
	case seen && ago > up+slack:
		f.Weight, f.Says = health.Certain, fmt.Sprintf("%s was started %s ago, and %s", e.home, age(up), e.sighting())
	case seen && ago+slack < up:
		return e.against("restarted", fmt.Sprintf("%s has run for %s, and %s", e.home, age(up), e.sighting()), f.Figures)
	case known && up >= life:
		return e.against("restarted", fmt.Sprintf("%s has run for %s, longer than a session lives unused: %s", e.home, age(up), how), f.Figures)
	case known:
		f.Weight = 45 + recency(up, life)
		f.Says += ": " + how
	case up < 24*time.Hour:
		f.Weight = 45
	default:
		return e.against("restarted", fmt.Sprintf("%s has run for %s", e.home, age(up)), f.Figures)
	}
	return f
}

// flushed: everything was removed from the server by flush_all.
func flushed(e *evidence) *health.Finding {
	if e.server == nil {
		return nil
	}
	n, ok := e.server.Counter("cmd_flush")
	if !ok {
		return nil
	}
	up, _ := e.uptime()
	f := &health.Finding{Cause: "flushed", Where: e.home, Figures: map[string]any{"cmd_flush": n, "uptime": up.Seconds()}}
	if n == 0 {
		return e.against("flushed", fmt.Sprintf("%s was not flushed since it was started %s ago", e.home, age(up)), f.Figures)
	}
	f.Advice = "find out who sends flush_all: clearing an application's cache does, and takes the sessions in it along"
	flush, known := e.server.Flushed()
	if !known {
		f.Says, f.Weight = fmt.Sprintf("%s was flushed %s since it was started %s ago, which removes everything", e.home, times(n), age(up)), 72
		return f
	}
	f.Figures["flushed"] = flush.Seconds()
	if oldest, ok := e.oldest(); ok {
		f.Figures["oldest"] = oldest.Seconds()
		if oldest > flush+slack {
			return e.against("flushed", fmt.Sprintf("%s was flushed %s ago, and an item there was last used %s ago", e.home, age(flush), age(oldest)), f.Figures)
		}
	}
	f.Says = fmt.Sprintf("%s was flushed %s ago, which removes everything", e.home, age(flush))
	life, how, lives := e.lifetime()
	ago, seen := e.ago()
	switch {
	case e.flushedNow > 0:
		f.Weight = 97
		f.Figures["get_flushed"] = e.flushedNow
		f.Says += "; the server counted a flushed item when the session was read"
	case seen && ago > up+slack: // it did not outlast the restart
		return nil
	case seen && ago > flush+slack:
		f.Weight, f.Says = health.Certain, fmt.Sprintf("%s was flushed %s ago, and %s", e.home, age(flush), e.sighting())
	case seen && ago+slack < flush:
		return e.against("flushed", fmt.Sprintf("%s was flushed %s ago, and %s", e.home, age(flush), e.sighting()), f.Figures)
	case lives && flush >= life:
		return e.against("flushed", fmt.Sprintf("%s was flushed %s ago, longer than a session lives unused: %s", e.home, age(flush), how), f.Figures)
	case lives:
		f.Weight = 50 + recency(flush, life)
	case flush < 24*time.Hour:
		f.Weight = 70
	default:
		f.Weight = 25
	}
	return f
}

// recency returns what it adds to the weight of an event how recent it is: of the sessions that it ended,
// the more would still live.
func recency(ago, life time.Duration) int { return int(25 * (1 - float64(ago)/float64(life))) }

func times(n int64) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}

// removedHere: this shell removed it.
func removedHere(e *evidence) *health.Finding {
	if e.seen.Removed == "" {
		return nil
	}
	return &health.Finding{Cause: "removed", Where: e.path(), Weight: health.Certain, Says: e.seen.Removed}
}

// removed: a client removed it, such as the application at a logout.
func removed(e *evidence) *health.Finding {
	if e.server == nil {
		return nil
	}
	n, ok := e.server.Counter("delete_hits")
	if !ok {
		return nil
	}
	up, _ := e.uptime()
	figures := map[string]any{"delete_hits": n, "uptime": up.Seconds()}
	if n == 0 {
		return e.against("removed", fmt.Sprintf("no client has deleted an item on %s since it was started %s ago", e.home, age(up)), figures)
	}
	f := &health.Finding{
		Cause: "removed", Where: e.home, Weight: 30, Figures: figures,
		Says:  fmt.Sprintf("clients have deleted %s on %s since it was started %s ago", figure.Count(int(n), "item"), e.home, age(up)),
		Means: "an application deletes a session at a logout, and as a rule when it gives it a new id at a login",
	}
	if ago, seen := e.ago(); seen {
		life, _, known := e.lifetime()
		if known && ago < life {
			f.Weight = 60
			f.Says += "; " + e.sighting() + ", too short a time for it to expire"
		}
	}
	return f
}

// lockLeft: the session is locked, and was not stored, or not again.
func lockLeft(e *evidence) *health.Finding {
	if e.lock == nil {
		return nil
	}
	return &health.Finding{
		Cause: "locked", Where: e.path(), Weight: 60, Figures: lockFigures(e.lock),
		Says:  "its lock is there" + lockText(e.lock.String()) + ", so that a request is using the session or was killed before it stored it",
		Means: "the session that the request began is stored when it ends",
	}
}

func lockFigures(l *session.Lock) map[string]any {
	figures := map[string]any{"lock": l.Key()}
	if l.Idle >= 0 {
		figures["idle"] = l.Idle.Seconds()
	}
	if l.TTL > 0 {
		figures["ttl"] = l.TTL.Seconds()
	}
	return figures
}

// lockText returns what is known of a lock, as a remark.
func lockText(text string) string {
	if text == "" {
		return ""
	}
	return " (" + text + ")"
}

// oldest returns how long ago an item on the server was last used, of all items the longest.
func (e *evidence) oldest() (ago time.Duration, ok bool) {
	at := e.census.Oldest[e.home]
	return max(e.now.Sub(at), 0).Round(time.Second), !at.IsZero()
}

// age returns a time that has passed, in words.
func age(d time.Duration) string {
	if d = d.Round(time.Second); d > 0 {
		return figure.Duration(d)
	}
	return "less than 1s"
}

// against returns a finding without weight: the evidence is against the cause.
func (e *evidence) against(cause, says string, figures map[string]any) *health.Finding {
	return &health.Finding{Cause: cause, Where: e.home, Says: says, Figures: figures}
}

// uptime returns how long the server has run.
func (e *evidence) uptime() (d time.Duration, ok bool) {
	if e.server == nil {
		return 0, false
	}
	return e.server.Uptime()
}

// list returns names as they stand in a sentence.
func list(names []string) string {
	slices.Sort(names)
	text := ""
	for i, n := range names {
		switch {
		case i == 0:
		case i == len(names)-1:
			text += " and "
		default:
			text += ", "
		}
		text += n
	}
	return text
}

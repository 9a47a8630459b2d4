package why

import (
	"fmt"
	"slices"
	"time"

	"sessh/session/family"
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
	switch {
	case e.seenSince(up):
		return e.ruledOut("restarted", fmt.Sprintf("%s has run for %s, and %s", e.home, age(up), e.sighting()), f.Figures)
	case e.expiredNow+e.flushedNow > 0: // it was stored since
		return nil
	}
	e.weigh(f, up, 45, 15)
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
	oldest, lasting := e.server.Setting("oldest") // outlasts a reset of the counters
	switch {
	case n == 0 && lasting && oldest == 0:
		return e.ruledOut("flushed", fmt.Sprintf("%s was not flushed since it was started %s ago", e.home, age(up)), f.Figures)
	case n == 0 && oldest == 0:
		f.Weight, f.Says = e.uncounted(), fmt.Sprintf("%s counts no flush", e.home)
		return f
	}
	f.Advice = "find out who sends flush_all: clearing an application's cache does, and takes the sessions in it along"
	flush, known := e.server.Flushed()
	if due := time.Duration(oldest)*time.Second - up - time.Minute; !known && due > slack {
		f.Weight, f.Says = unlikely, fmt.Sprintf("%s is going to be flushed in %s; whether it was before is not known", e.home, age(due))
		f.Figures["due"] = due.Seconds()
		return f
	}
	if !known {
		f.Says, f.Weight = fmt.Sprintf("%s was flushed since it was started %s ago, which removes everything", e.home, age(up)), 72
		return f
	}
	f.Figures["flushed"] = flush.Seconds()
	if oldest, ok := e.oldest(); ok {
		f.Figures["oldest"] = oldest.Seconds()
	}
	f.Says = fmt.Sprintf("%s was flushed %s ago, which removes everything", e.home, age(flush))
	ago, seen := e.ago()
	switch {
	case e.flushedNow > 0:
		f.Weight = 97
		f.Figures["get_flushed"] = e.flushedNow
		f.Says += "; the server counted a flushed item when the session was read"
	case e.seenSince(flush):
		return e.ruledOut("flushed", fmt.Sprintf("%s was flushed %s ago, and %s", e.home, age(flush), e.sighting()), f.Figures)
	case seen && ago > up+slack: // it did not outlast the restart, unless it was stored again
		f.Weight, f.Says = unlikely, fmt.Sprintf("%s was flushed %s ago, but was started after the session was seen", e.home, age(flush))
	default:
		e.weigh(f, flush, 50, 25)
	}
	return f
}

// weigh gives a weight to an event that ended all sessions: the more, the surer the session would still have
// lived then. It may have been removed before in any case, so that the event is never certain.
func (e *evidence) weigh(f *health.Finding, event time.Duration, base, fresh int) {
	l, known := e.lifetime()
	ago, seen := e.ago()
	before := ago - event // from the sighting to the event
	if known {
		f.Figures["lifetime"] = l.Seconds()
	}
	if seen {
		f.Figures["seen"] = ago.Seconds()
		f.Says += "; " + e.sighting()
		if known {
			f.Says += ", and " + l.how
		}
	}
	switch {
	case seen && before < slack: // and perhaps there after it
		f.Weight = base + fresh
	case seen && known && l.own && before+slack < l.Duration:
		f.Weight = 88
	case seen && known && l.own && before > l.Duration+slack:
		f.Weight = unlikely
		f.Says += ", so that it had expired unless it was written again"
	case seen && known && before+slack < l.Duration:
		f.Weight = 80
	case seen && known:
		f.Weight = base
	case seen:
		f.Weight = base + fresh
	case known && event < l.Duration:
		f.Weight = base + int(float64(fresh)*(1-float64(event)/float64(l.Duration)))
		f.Says += "; " + l.how
	case known:
		f.Weight = unlikely
		f.Says += ", longer ago than a session lives unused: " + l.how
	case event < 24*time.Hour:
		f.Weight = base
	default:
		f.Weight = unlikely
	}
}

// removedHere: this shell removed it.
func removedHere(e *evidence) *health.Finding {
	if e.seen.Removed == "" {
		return nil
	}
	return &health.Finding{Cause: "removed", Where: e.path(), Weight: health.Certain, Says: e.seen.Removed}
}

// removed: a client removed it, such as the application at a logout. Nothing rules that out: memcached counts
// only those that use delete, and not who gives an item a lifetime that is over, as this program does.
func removed(e *evidence) *health.Finding {
	if e.server == nil {
		return nil
	}
	n, ok := e.server.Counter("delete_hits")
	if !ok {
		return nil
	}
	up, _ := e.uptime()
	f := &health.Finding{Cause: "removed", Where: e.home, Weight: 35, Figures: map[string]any{"delete_hits": n, "uptime": up.Seconds()}}
	dead, counted := e.died()
	switch {
	case n == 0 && counted && dead == 0:
		f.Weight, f.Says = e.uncounted(), fmt.Sprintf("%s counts no item that a client has deleted, nor one that has expired", e.home)
		return f
	case n == 0:
		f.Weight = 25
		f.Says = fmt.Sprintf("%s counts no item that a client has deleted; one that was given a lifetime that is over, by touch or as sessh removes a session, is not counted", e.home)
		return f
	}
	f.Says = fmt.Sprintf("clients have deleted %s on %s since it was started %s ago", figure.Count(int(n), "item"), e.home, age(up))
	f.Means = "an application deletes a session at a logout, and as a rule when it gives it a new id at a login"
	if p := e.population(); p == nil || n*10 >= int64(p.Count) { // that is its manner
		f.Weight = 61
	}
	if ago, seen := e.ago(); seen {
		if l, known := e.lifetime(); known && ago < l.Duration {
			f.Weight = 64
			f.Says += fmt.Sprintf("; %s, and %s", e.sighting(), l.how)
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

func lockFigures(l *family.Lock) map[string]any {
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

// unlikely is the weight of a cause that something speaks against, without ruling it out.
const unlikely = 10

// uncounted returns the weight of a cause that the server counts, and has not counted: it is unlikely if the
// session was there since the server was started, and may have been the cause before that.
func (e *evidence) uncounted() int {
	if up, ok := e.uptime(); ok && e.seenSince(up) {
		return unlikely
	}
	return 20
}

// seenSince reports whether the session was there after an event some time ago.
func (e *evidence) seenSince(event time.Duration) bool {
	ago, seen := e.ago()
	return seen && ago+slack < event
}

// ruledOut returns a finding without weight: the cause is ruled out since the server was started, or if the
// session was there later, since then.
func (e *evidence) ruledOut(cause, says string, figures map[string]any) *health.Finding {
	f := &health.Finding{Cause: cause, Where: e.home, Says: says, Figures: figures}
	up, ran := e.uptime()
	switch ago, _ := e.ago(); {
	case e.seenSince(up) || !ran:
		f.Since, figures["since"] = e.sighting(), ago.Seconds()
	default:
		f.Since, figures["since"] = fmt.Sprintf("%s was started %s ago", e.home, age(up)), up.Seconds()
	}
	return f
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

package why

import (
	"fmt"
	"time"

	"sessh/session/figure"
	"sessh/session/format/cookie"
	"sessh/session/health"
	"sessh/session/storage"
	"sessh/session/stored"
	"sessh/session/tree"
)

// What can be wrong with a session that is there.

// refusedCookie: the application takes the cookie for forged.
func refusedCookie(e *evidence) *health.Finding {
	if e.signature != cookie.Invalid {
		return nil
	}
	return &health.Finding{
		Cause: "signature", Where: e.path(), Weight: 96,
		Says:   fmt.Sprintf("the session is there, and the signature of %s is of another secret than those given", e.cookie),
		Means:  "the application refuses the cookie and begins a new session",
		Advice: "compare the secrets of all servers of the application, and whether the secret was changed",
	}
}

// unreadable: its value cannot be decoded.
func unreadable(e *evidence) *health.Finding {
	_, err := e.session.Data()
	if err == nil {
		return nil
	}
	return &health.Finding{
		Cause: "unreadable", Where: e.path(), Weight: 95, Figures: map[string]any{"bytes": len(e.item.Value), "flags": e.item.Flags},
		Says:  fmt.Sprintf("its value cannot be read: %v", err),
		Means: "an application that cannot read it either begins a new session",
	}
}

// misplaced: it is on another server than the one that the application asks.
func misplaced(e *evidence) *health.Finding {
	a := stored.Astray(e.session)
	if a == nil {
		return nil
	}
	f := &health.Finding{
		Cause: "other-server", Where: e.path(), Weight: 98, Figures: map[string]any{"server": a.On, "reads": a.Reads},
		Says:   fmt.Sprintf("it is on %s, and an application that chooses servers by %s asks %s", a.On, e.rule(), a.Reads),
		Means:  "it is found if the application uses another scheme or other names for its servers, and lost if servers were added, removed or renamed",
		Advice: "to rings like ketama localhost and 127.0.0.1 are two servers: give --server the names of the application's configuration",
	}
	names, renamed := e.choosers(a.On)
	if len(names) > 0 {
		f.Figures["schemes"] = names
		f.Says += fmt.Sprintf("; %s would choose %s", list(names), a.On)
	}
	if renamed != "" {
		f.Figures["renamed"] = renamed
		f.Advice = fmt.Sprintf("%s would choose %s if the servers were named as --server %s: give them the names that they have in the application's configuration", e.rule(), a.On, renamed)
	}
	if p := e.population(); p != nil && p.Astray > 0 {
		f.Figures["astray"], f.Figures["count"] = p.Astray, p.Count
		f.Says += fmt.Sprintf("; so are %d of the %s in the container", p.Astray, figure.Count(p.Count, "session"))
	}
	return f
}

// differing: other servers have other versions of it.
func differing(e *evidence) *health.Finding {
	var on []string
	for _, c := range e.copies {
		if !c.Same {
			on = append(on, c.Server)
		}
	}
	if len(on) == 0 {
		return nil
	}
	return &health.Finding{
		Cause: "copies", Where: e.path(), Weight: 85, Figures: map[string]any{"servers": on},
		Says:  fmt.Sprintf("%s has it as well, with another content", list(on)),
		Means: "a client that asks another server, after an outage say, reads an old session",
	}
}

// writtenOtherwise: its neighbours are written in another way.
func writtenOtherwise(e *evidence) *health.Finding {
	own := stored.As(e.session)
	p := e.population()
	if own == "" || e.way == "" || own == e.way || p == nil || p.Count < 3 {
		return nil
	}
	return &health.Finding{
		Cause: "other-format", Where: e.path(), Weight: 80, Figures: map[string]any{"written": own, "others": e.way},
		Says:  fmt.Sprintf("it is written as %s, and most of the %s in the container as %s", own, figure.Count(p.Count, "session"), e.way),
		Means: "an application reads only one of them, and takes a session that it cannot read for none",
	}
}

// pastDeadline: by what its value says, it is over.
func pastDeadline(e *evidence) *health.Finding {
	left, ok := stored.Left(e.session, e.item.TTL, e.now)
	if !ok || left > 0 {
		return nil
	}
	f := &health.Finding{
		Cause: "past-deadline", Where: e.path(), Weight: 97, Figures: map[string]any{"deadline": stored.Deadline(e.session).UTC().Format(time.RFC3339)},
		Says:   fmt.Sprintf("by the deadline in its value it ended %s ago", age(-left)),
		Means:  "the application does not read it any more, and removes it",
		Advice: fmt.Sprintf("expire %s DURATION sets the deadline as well", e.path()),
	}
	switch {
	case e.item.TTL > 0:
		f.Says += fmt.Sprintf(", and the item has %s left", figure.Duration(e.item.TTL))
	case e.item.TTL == storage.TTLNever:
		f.Says += ", and the item does not expire"
	}
	return f
}

// lacking: the framework drops it, because something is not in it.
func lacking(e *evidence) *health.Finding {
	data, err := e.session.Data()
	lack := e.in.Format().Traits().Lack
	if err != nil || lack == nil || e.session.Sealed() != "" {
		return nil
	}
	l := lack(data, e.now)
	if l == nil {
		return nil
	}
	return &health.Finding{
		Cause: "incomplete", Where: e.path(), Weight: 94, Figures: map[string]any{"missing": l.Missing},
		Says:   l.Error(),
		Means:  "the application begins a new session, or fails",
		Advice: fmt.Sprintf("set %s %s adds it", tree.SessionPath(e.container(), e.id, l.Name), l.Value),
	}
}

// unrecognized: it is not listed where it is.
func unrecognized(e *evidence) *health.Finding {
	data, err := e.session.Data()
	if err != nil {
		return nil
	}
	why := e.in.Unrecognized(e.item, data)
	if why == "" {
		return nil
	}
	return &health.Finding{
		Cause: "unrecognized", Where: e.path(), Weight: 45,
		Says:  why,
		Means: "ls and find in " + tree.ContainerPath(e.in.Name()).String() + " do not show it; its path opens it nonetheless",
	}
}

// locked: a request uses it, or was killed.
func locked(e *evidence) *health.Finding {
	if e.lock == nil || e.inUse() {
		return nil
	}
	f := &health.Finding{
		Cause: "locked", Where: e.path(), Weight: 70, Figures: lockFigures(e.lock),
		Says:   "it is locked" + lockText(e.lock.String()),
		Means:  "requests wait until the lock is released; one that was killed leaves it behind",
		Advice: "if no request uses the session any more, unlock removes the lock",
	}
	return f
}

// longestRequest is how long a request uses a session, as a rule.
const longestRequest = 30 * time.Second

// inUse reports whether a request has just taken the lock on the session, or waits for it: that is as it
// should be.
func (e *evidence) inUse() bool {
	return e.lock != nil && e.lock.Idle >= 0 && e.lock.Idle < longestRequest
}

// outlivesCookie: the browser has dropped the cookie. Frameworks of Node.js keep its expiry in the session.
func outlivesCookie(e *evidence) *health.Finding {
	data, err := e.session.Data()
	if err != nil {
		return nil
	}
	v, _ := data.Get("cookie")
	m, ok := v.(*tree.Map)
	if !ok {
		return nil
	}
	v, _ = m.Get("expires")
	text, _ := v.(string)
	end, err := time.Parse(time.RFC3339, text)
	if err != nil || end.After(e.now) {
		return nil
	}
	return &health.Finding{
		Cause: "cookie-expired", Where: e.path(), Weight: 78, Figures: map[string]any{"expired": end.UTC().Format(time.RFC3339)},
		Says:   fmt.Sprintf("by what the session says of its cookie, that expired %s ago, and the session lives on", age(e.now.Sub(end))),
		Means:  "the browser does not send the cookie any more, and the user is a new visitor",
		Advice: "give the cookie and the session the same lifetime, and renew both at each request (rolling)",
	}
}

// mayBeEvicted: its class does not keep items as long as it has left.
func mayBeEvicted(e *evidence) *health.Finding {
	c := e.class()
	if c == nil || count(c, "evicted") == 0 || e.item.TTL == storage.TTLUnknown {
		return nil
	}
	keeps, figures := keeping(c)
	if e.item.TTL > 0 && e.item.TTL <= keeps-max(e.item.Idle, 0) {
		return nil
	}
	left := "does not expire"
	if e.item.TTL > 0 {
		left = fmt.Sprintf("has %s left", figure.Duration(e.item.TTL))
	}
	return &health.Finding{
		Cause: "may-be-evicted", Where: e.path(), Weight: 75, Figures: figures,
		Says:   fmt.Sprintf("%s keeps an item of its class %d for about %s, and the session %s", e.home, c.ID, age(keeps), left),
		Means:  "the server drops it before its time unless it is asked for more often",
		Advice: "give the server more memory (-m), or sessions a server of their own",
	}
}

// nearLimit: it hardly fits.
func nearLimit(e *evidence) *health.Finding {
	if e.server == nil {
		return nil
	}
	limit, ok := e.server.Setting("item_size_max")
	if !ok || int64(e.size())*10 < limit*9 {
		return nil
	}
	return &health.Finding{
		Cause: "near-limit", Where: e.path(), Weight: 72, Figures: map[string]any{"bytes": e.size(), "item_size_max": limit},
		Says:   fmt.Sprintf("it takes %s, and the server's limit is %s", figure.Bytes(int64(e.size())), figure.Bytes(limit)),
		Means:  "when it grows further the server refuses it, and removes what it had",
		Advice: "keep less in the session, or raise the limit (-I)",
	}
}

// expiresSoon: it has little time left, and its neighbours had more.
func expiresSoon(e *evidence) *health.Finding {
	const soon = time.Minute
	l, known := e.lifetime()
	left, _ := stored.Left(e.session, e.item.TTL, e.now)
	if left <= 0 || left >= soon || known && l.Duration < 5*soon {
		return nil
	}
	f := &health.Finding{
		Cause: "expires-soon", Where: e.path(), Weight: 65, Figures: map[string]any{"ttl": left.Seconds()},
		Says: fmt.Sprintf("it expires in %s", figure.Duration(left)),
	}
	if known {
		f.Says += "; " + l.how
	}
	return f
}

// neverExpires: it stays until it is removed or evicted.
func neverExpires(e *evidence) *health.Finding {
	if e.item.TTL != storage.TTLNever || e.in.Raw() {
		return nil
	}
	f := &health.Finding{
		Cause: "never-expires", Where: e.path(), Weight: 50,
		Says:   "it does not expire",
		Means:  "sessions without an expiry pile up, until the server evicts those that are in use as well",
		Advice: "have the application give a lifetime",
	}
	if p := e.population(); p != nil {
		f.Figures = map[string]any{"never": p.Never, "count": p.Count}
		f.Says += fmt.Sprintf(", as %d of %s in the container", p.Never, figure.Count(p.Count, "session"))
	}
	return f
}

package doctor

import (
	"fmt"
	"time"

	"sessh/session/figure"
	"sessh/session/health"
)

// Facts are what is known of the servers and of the sessions on them.
type Facts struct {
	// Servers are the servers at the latest look.
	Servers []health.Server
	// Before are the same ones at an earlier look; nil if there was none.
	Before []health.Server
	// Census is of the sessions, and Unlisted the reason why it is not of all.
	Census   *health.Census
	Unlisted error
	// Ways are the ways in which sessions are written, by container; see [health.Census.Ways].
	Ways map[string]map[string]int
	// Log is what the servers' logs said between the two looks; nil if they were not read. Unreported is
	// the reason why it is not of all servers.
	Log        *health.Log
	Unreported error
	// Watched is the time between the two looks.
	Watched time.Duration
}

// up returns the servers that answer.
func (f *Facts) up() (up []*health.Server) {
	for i := range f.Servers {
		if f.Servers[i].Err == nil {
			up = append(up, &f.Servers[i])
		}
	}
	return up
}

// before returns a server as it was at the earlier look; nil if there was none, or if the server was
// restarted since.
func (f *Facts) before(s *health.Server) *health.Server {
	for i := range f.Before {
		was := &f.Before[i]
		if was.Name != s.Name || was.Err != nil {
			continue
		}
		then, ok1 := was.Uptime()
		now, ok2 := s.Uptime()
		if ok1 && ok2 && then <= now {
			return was
		}
	}
	return nil
}

// A counted is a counter at both looks.
type counted struct {
	total   int64
	grown   int64         // since the earlier look
	watched time.Duration // 0: there was none
}

// counter returns a general counter; ok is false if the server does not have it.
func (f *Facts) counter(s *health.Server, name string) (n counted, ok bool) {
	n.total, ok = s.Counter(name)
	if was := f.before(s); was != nil && ok {
		if then, ok := was.Counter(name); ok {
			n.grown, n.watched = n.total-then, f.Watched
		}
	}
	return n.sound(), ok
}

// sound returns a counter without what it has grown by if it was reset between the looks.
func (n counted) sound() counted {
	if n.grown < 0 {
		return counted{total: n.total}
	}
	return n
}

// ofClass returns a counter of a class; ok is false if the server does not have it.
func (f *Facts) ofClass(s *health.Server, class *health.Class, name string) (n counted, ok bool) {
	n.total, ok = class.Counter(name)
	if was := f.before(s); was != nil && ok {
		n.grown, n.watched = n.total, f.Watched
		for i := range was.Classes {
			if was.Classes[i].ID == class.ID {
				then, _ := was.Classes[i].Counter(name)
				n.grown -= then
			}
		}
	}
	return n.sound(), ok
}

// rate words how many of those counted came between the looks: ", 12 of them in the last 30s".
func (n counted) rate() string {
	switch {
	case n.watched == 0:
		return ""
	case n.grown == 0:
		return fmt.Sprintf(", none of them in the last %s", figure.Duration(n.watched))
	}
	return fmt.Sprintf(", %d of them in the last %s (%s a second)", n.grown, figure.Duration(n.watched), figure.Rate(float64(n.grown)/n.watched.Seconds()))
}

// figures adds the number to the figures of a finding, with what it has grown by if that is known.
func (n counted) figures(to map[string]any, name string) {
	to[name] = n.total
	if n.watched > 0 {
		to[name+"Watched"], to["watchedSeconds"] = n.grown, n.watched.Seconds()
	}
}

// since says for how long a server has counted: " in 3h".
func since(s *health.Server) string {
	if s.WasReset() {
		return " since its counters were reset"
	}
	if d, ok := s.Uptime(); ok && d > 0 {
		return " in " + figure.Duration(d)
	}
	return ""
}

// limit returns how much memory a server may use for items; ok is false if it does not say.
func limit(s *health.Server) (n int64, ok bool) {
	if n, ok = s.Setting("maxbytes"); ok {
		return n, true
	}
	return s.Counter("limit_maxbytes")
}

// sessionsOn returns how many sessions are on a server.
func (f *Facts) sessionsOn(s *health.Server) (n int) {
	for _, name := range f.containers() {
		n += f.Census.Sessions[name].Servers[s.Name]
	}
	return n
}

// lifetime returns the usual lifetime of the sessions on a server: that of the container of which it has
// most; ok is false if that is not known.
func (f *Facts) lifetime(s *health.Server) (usual time.Duration, ok bool) {
	most := 0
	for _, name := range f.containers() {
		p := f.Census.Sessions[name]
		if d, _, known := p.Lifetime(); known && p.Servers[s.Name] > most {
			usual, most = d, p.Servers[s.Name]
		}
	}
	return usual, most > 0
}

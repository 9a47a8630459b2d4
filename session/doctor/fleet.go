package doctor

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"sessh/session/figure"
	"sessh/session/health"
	"sessh/session/storage"
)

// down finds servers that do not answer.
func down(f *Facts) (found []health.Finding) {
	for i := range f.Servers {
		s := &f.Servers[i]
		if s.Err == nil || errors.Is(s.Err, storage.ErrFull) {
			continue
		}
		found = append(found, health.Finding{
			Cause: "down", Where: s.Name,
			Says:    reason(s).Error(),
			Means:   "Its sessions cannot be reached; a client that goes on to the next server creates them anew there.",
			Advice:  "Start it, or take it out of the application's list of servers.",
			Figures: map[string]any{"error": s.Err.Error()},
		})
	}
	return found
}

// reason returns why a server is down, without its name.
func reason(s *health.Server) error {
	if e := (*storage.Error)(nil); errors.As(s.Err, &e) && e.Op == "" && e.Server == s.Name {
		return e.Err
	}
	return s.Err
}

// unequal finds servers that differ in something.
func unequal(f *Facts, cause string, what func(*health.Server) (string, bool), means, advice string) []health.Finding {
	by := make(map[string][]string)
	var order []string
	for _, s := range f.up() {
		if v, ok := what(s); ok {
			if by[v] == nil {
				order = append(order, v)
			}
			by[v] = append(by[v], s.Name)
		}
	}
	if len(by) < 2 {
		return nil
	}
	var parts []string
	for _, v := range order {
		parts = append(parts, v+" ("+strings.Join(by[v], ", ")+")")
	}
	return []health.Finding{{
		Cause: cause, Says: "servers have " + strings.Join(parts, ", "), Means: means, Advice: advice,
		Figures: map[string]any{"servers": by},
	}}
}

// unequalVersions finds servers of different versions.
func unequalVersions(f *Facts) []health.Finding {
	return unequal(f, "different-versions", func(s *health.Server) (string, bool) { return "version " + s.Version, s.Version != "" },
		"They differ in what they do by default: how they evict and how they size items, for example.", "Run the same version everywhere.")
}

// shortUptime is how much less than the longest uptime one must be to be conspicuous.
const shortUptime = time.Hour

// restarts finds servers that were started much later than others, or when others had sessions already, and
// such that were started anew between the looks.
func restarts(f *Facts) (found []health.Finding) {
	longest := time.Duration(0)
	for _, s := range f.up() {
		d, _ := s.Uptime()
		longest = max(longest, d)
	}
	for _, s := range f.up() {
		d, ok := s.Uptime()
		again := f.Before != nil && f.before(s) == nil && f.answered(s)
		older, before := f.hadItems(s)
		if !ok || !again && older == "" && (d >= longest/2 || longest-d < shortUptime) {
			continue
		}
		x := health.Finding{
			Cause: "restarted", Where: s.Name,
			Says:    fmt.Sprintf("the server was started %s ago, and another one runs for %s", figure.Duration(d), figure.Duration(longest)),
			Means:   "A server that is started is empty: sessions that were on it are gone.",
			Advice:  "Find out why it was started: its log, that of the machine's memory, or an upgrade.",
			Figures: map[string]any{"uptimeSeconds": d.Seconds(), "longestSeconds": longest.Seconds()},
		}
		if older != "" {
			x.Says = fmt.Sprintf("the server was started %s ago, and %s has an item that was last used %s before", figure.Duration(d), older, figure.Duration(before))
			x.Figures["beforeSeconds"] = before.Seconds()
		}
		if again {
			x.Says = fmt.Sprintf("the server was started anew in the last %s", figure.Duration(f.Watched))
		}
		found = append(found, x)
	}
	return found
}

// hadItems returns a server that has items which were last used before s was started, and how long before, if
// that is so lately that sessions which s may have had then would still be there.
func (f *Facts) hadItems(s *health.Server) (other string, before time.Duration) {
	up, ok := s.Uptime()
	meant, known := f.meant(s)
	if !ok || !known || up >= meant || s.Clock().IsZero() || s.Ahead() != 0 {
		return "", 0
	}
	began := s.Clock().Add(-up)
	for _, o := range f.up() {
		at := f.Census.Oldest[o.Name]
		if d := began.Sub(at); !at.IsZero() && o.Ahead() == 0 && d > sameClock && d > before {
			other, before = o.Name, d
		}
	}
	return other, before
}

// answered reports whether a server said at the earlier look how long it has run.
func (f *Facts) answered(s *health.Server) bool {
	return slices.ContainsFunc(f.Before, func(was health.Server) bool {
		_, ok := was.Uptime()
		return was.Name == s.Name && was.Err == nil && ok
	})
}

// clocks finds servers whose clock differs from ours by more than can be a matter of how it is read. If
// all of several differ by the same, it is ours that may be wrong.
func clocks(f *Facts) (found []health.Finding) {
	up := f.up()
	same := len(up) > 1
	for _, s := range up {
		same = same && s.Ahead() != 0 && (s.Ahead()-up[0].Ahead()).Abs() <= sameClock
	}
	for _, s := range up {
		ahead := s.Ahead()
		if ahead.Abs() <= sameClock {
			continue
		}
		direction := "ahead of"
		if ahead < 0 {
			direction = "behind"
		}
		x := health.Finding{
			Cause: "clock", Where: s.Name,
			Says:    fmt.Sprintf("its clock is %s %s ours", figure.Duration(ahead.Abs()), direction),
			Means:   "A session that was given a time of expiry, and not a lifetime, lives that much longer or shorter.",
			Advice:  "Synchronise the clocks (NTP), and restart the server, which reads its clock at the start.",
			Figures: map[string]any{"aheadSeconds": ahead.Seconds()},
		}
		if same {
			x.Where = ""
			x.Says = fmt.Sprintf("the clocks of all servers are %s %s ours", figure.Duration(ahead.Abs()), direction)
			x.Advice = "Synchronise the clocks (NTP), that of this machine first."
		}
		found = append(found, x)
		if same {
			break
		}
	}
	return found
}

// sameClock is how far apart clocks may be.
const sameClock = 3 * time.Second

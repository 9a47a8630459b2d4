package doctor

import (
	"fmt"
	"time"

	"sessh/session/figure"
	"sessh/session/health"
)

// longestUnknown is for how long a flush matters if it is not known how long sessions are meant to live.
const longestUnknown = 24 * time.Hour

// flushed finds servers that were flushed so lately that sessions which were lost by that would still be
// there.
func flushed(f *Facts) (found []health.Finding) {
	for _, s := range f.up() {
		ago, ok := s.Flushed()
		meant, known := f.meant(s)
		if !known {
			meant = longestUnknown
		}
		if !ok || ago >= meant || f.removedNothing(s, ago) {
			continue
		}
		x := health.Finding{
			Cause: "flushed", Where: s.Name,
			Says:    fmt.Sprintf("everything on it was removed %s ago (flush_all)", figure.Duration(ago)),
			Means:   "All sessions that were on it then are gone: their users are logged out.",
			Advice:  "Find out who sends flush_all; often it is a deployment that clears a cache. memcached -F forbids it.",
			Figures: map[string]any{"agoSeconds": ago.Seconds()},
		}
		if known {
			x.Says += ", and sessions are meant to live " + figure.Duration(meant)
			x.Figures["lifetimeSeconds"] = meant.Seconds()
		}
		if n, ok := s.Counter("cmd_flush"); ok && n > 0 {
			x.Figures["flushes"] = n
		}
		found = append(found, x)
	}
	return found
}

// removedNothing reports whether a flush is known to have removed nothing: it was at the start, or all that
// was ever stored is there.
func (f *Facts) removedNothing(s *health.Server, ago time.Duration) bool {
	const coarse = 2 * time.Second
	if up, ok := s.Uptime(); ok && up > time.Minute && up-ago <= coarse { // of a younger one it is not known
		return true
	}
	stored, ok := s.Counter("total_items")
	if !ok || f.Census == nil || f.Unlisted != nil || s.WasReset() {
		return false
	}
	there := f.sessionsOn(s)
	if others := f.Census.Others[s.Name]; others != nil {
		there += others.Count
	}
	return stored <= int64(there)
}

// meant is [Facts.lifetime], or for a server without sessions the longest of any sessions.
func (f *Facts) meant(s *health.Server) (usual time.Duration, ok bool) {
	if usual, ok = f.lifetime(s); ok {
		return usual, true
	}
	for _, name := range f.containers() {
		if d, _, known := f.Census.Sessions[name].Lifetime(); known {
			usual, ok = max(usual, d), true
		}
	}
	return usual, ok
}

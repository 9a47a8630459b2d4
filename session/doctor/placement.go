package doctor

import (
	"fmt"

	"sessh/session/figure"
	"sessh/session/health"
	"sessh/session/tree"
)

// astray finds containers with sessions on servers that the hash scheme does not choose.
func astray(f *Facts) (found []health.Finding) {
	for _, name := range f.containers() {
		p := f.Census.Sessions[name]
		if p.Astray == 0 {
			continue
		}
		x := health.Finding{
			Cause: "astray", Where: tree.ContainerPath(name).String(),
			Says:    fmt.Sprintf("%d of %s %s on another server than the hash scheme chooses", p.Astray, figure.Count(p.Count, "session"), is(p.Astray)),
			Means:   "An application that uses the scheme does not find them: they are of an earlier list of servers, or of a client with another list or scheme.",
			Advice:  "Give all clients the same servers, in the same order and spelling, and the same scheme (here --hash).",
			Figures: map[string]any{"astray": p.Astray, "sessions": p.Count},
		}
		found = append(found, x)
	}
	return found
}

func is(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

// sharedWithCache finds servers on which a tenth or more of the items, or of their memory, is not of
// sessions.
func sharedWithCache(f *Facts) (found []health.Finding) {
	for _, s := range f.up() {
		sessions, bytes := 0, 0
		for _, name := range f.containers() {
			p := f.Census.Sessions[name]
			if n := p.Servers[s.Name]; n > 0 {
				sessions, bytes = sessions+n, bytes+p.Bytes/p.Count*n
			}
		}
		if sessions == 0 || f.Census.Others[s.Name] == nil {
			continue
		}
		o := f.Census.Others[s.Name]
		if o.Count*9 < sessions && o.Bytes*9 < bytes {
			continue
		}
		found = append(found, health.Finding{
			Cause: "shared-with-cache", Where: s.Name,
			Says: fmt.Sprintf("beside %s of %s there %s %s of %s that %s not known to be sessions",
				figure.Count(sessions, "session"), figure.Bytes(int64(bytes)), is(o.Count), figure.Count(o.Count, "item"), figure.Bytes(int64(o.Bytes)), is(o.Count)),
			Means:   "Cached items and sessions are evicted in favour of each other, and whoever clears the cache ends all sessions.",
			Advice:  "Keep sessions on a memcached of their own.",
			Figures: map[string]any{"sessions": sessions, "sessionBytes": bytes, "others": o.Count, "otherBytes": o.Bytes},
		})
	}
	return found
}

package why

import (
	"cmp"
	"fmt"
	"maps"
	"net"
	"slices"
	"strings"

	"sessh/session/figure"
	"sessh/session/health"
	"sessh/session/memcached/scheme"
	"sessh/session/tree"
)

// Causes that leave the session where no one looks for it.

// underOtherName: it is under another key.
func underOtherName(e *evidence) *health.Finding {
	if len(e.kin.matches) == 0 {
		return nil
	}
	all := slices.Clone(e.kin.matches)
	slices.SortStableFunc(all, func(a, b match) int { return cmp.Compare(b.weight, a.weight) })
	m := all[0]
	var paths []string
	for _, x := range all[:min(len(all), mostNamed)] {
		paths = append(paths, tree.SessionPath(x.container, x.id).String())
	}
	f := &health.Finding{
		Cause: "other-key", Where: paths[0], Weight: m.weight, Figures: map[string]any{"paths": paths, "keys": len(all), "key": m.key},
		Says:   fmt.Sprintf("%s is there, %s", paths[0], m.how),
		Advice: fmt.Sprintf("why %s looks at that one; if it is the session, the application looks for it under another key than it was stored under", paths[0]),
	}
	if m.server != "" && m.server != e.home {
		f.Says += ", on " + m.server
	}
	if more := len(all) - 1; more > 0 {
		f.Says += fmt.Sprintf(", and %s more that may be meant", figure.Count(more, "item"))
	}
	return f
}

// mostNamed is how many items are named.
const mostNamed = 5

// inOtherFormat: it is there, and written by another framework.
func inOtherFormat(e *evidence) *health.Finding {
	if len(e.others) == 0 {
		return nil
	}
	var names []string
	for _, f := range e.others {
		names = append(names, f.Name())
	}
	return &health.Finding{
		Cause: "other-format", Where: e.path(), Weight: 94, Figures: map[string]any{"formats": names},
		Says:   fmt.Sprintf("a session of that name is there in the format %s; the container is in the format %s", list(names), e.in.Format().Name()),
		Advice: fmt.Sprintf("format %s %s makes it part of the container", tree.Quoted(e.in.Name()), names[0]),
	}
}

// elsewhere: it may be on a server that is not asked, because the application spreads keys otherwise.
func elsewhere(e *evidence) *health.Finding {
	var down []string
	for _, s := range e.after {
		if s.Err != nil && s.Name != e.home {
			down = append(down, s.Name)
		}
	}
	if len(down) > 0 {
		return &health.Finding{
			Cause: "other-server", Where: e.path(), Weight: 62, Figures: map[string]any{"down": down},
			Says:  fmt.Sprintf("%s cannot be asked, and the session may be there if the application chooses servers otherwise than sessh", list(down)),
			Means: "servers are chosen by their number and names: one that is added, removed or named otherwise moves sessions",
		}
	}
	p := e.population()
	if p == nil || p.Astray < 2 || p.Astray*4 < p.Count {
		return nil
	}
	return &health.Finding{
		Cause: "other-server", Where: e.path(), Weight: 64, Figures: map[string]any{"astray": p.Astray, "count": p.Count},
		Says:   fmt.Sprintf("%d of %s in the container are on servers that %s does not choose", p.Astray, figure.Count(p.Count, "session"), e.rule()),
		Means:  "the application chooses servers otherwise, perhaps among more than those that sessh was given",
		Advice: "give --server all servers of the application's configuration, in its order and by its names, and --hash its scheme",
	}
}

// rule names the hash scheme.
func (e *evidence) rule() string { return cmp.Or(e.scheme, "the hash scheme") }

// choosers returns the schemes that choose a server for the key, and whether the one in use does if the
// servers are named otherwise: loopback addresses have two names, and rings are made of names.
func (e *evidence) choosers(server string) (names []string, renamed string) {
	at := slices.Index(e.fleet, server)
	chooses := func(name string, fleet []string) bool {
		pick, err := scheme.New(name, fleet)
		return err == nil && pick(e.key) == at
	}
	for _, s := range scheme.All() {
		if s.Name != e.scheme && chooses(s.Name, e.fleet) {
			names = append(names, s.Name)
		}
	}
	for _, to := range []string{"localhost", "127.0.0.1"} {
		if fleet := respelled(e.fleet, to); !slices.Equal(fleet, e.fleet) && chooses(e.scheme, fleet) {
			renamed = strings.Join(fleet, ",")
		}
	}
	return names, renamed
}

// respelled returns the servers with one name for the loopback address.
func respelled(fleet []string, to string) []string {
	all := slices.Clone(fleet)
	for i, name := range all {
		if host, port, err := net.SplitHostPort(name); err == nil && (host == "localhost" || host == "127.0.0.1") {
			all[i] = net.JoinHostPort(to, port)
		}
	}
	return all
}

// noNeighbours: there is no session in the container.
func noNeighbours(e *evidence) *health.Finding {
	if e.population() != nil || len(e.census.Sessions) == 0 {
		return nil
	}
	var names []string
	sessions := 0
	for name, p := range e.census.Sessions {
		names, sessions = append(names, tree.Quoted(name)), sessions+p.Count
	}
	slices.Sort(names)
	if len(names) > mostNamed {
		names = append(names[:mostNamed], "others")
	}
	f := &health.Finding{
		Cause: "no-neighbours", Where: e.path(), Weight: 55, Figures: map[string]any{"containers": slices.Sorted(maps.Keys(e.census.Sessions)), "sessions": sessions},
		Says:   fmt.Sprintf("there is no session at all in %s; the servers have %s in %s", tree.Quoted(e.container()), figure.Count(sessions, "session"), list(names)),
		Advice: "check the name of the container, the prefix of the keys, and whether this is the application's server",
	}
	switch {
	case e.in == nil:
		f.Says = fmt.Sprintf("no framework with sessions here has such a cookie; the servers have %s in %s", figure.Count(sessions, "session"), list(names))
	case slices.Contains(e.in.Format().Traits().Containers, e.in.Name()):
		f.Weight = 28 // it is spelled as it should be
	}
	return f
}

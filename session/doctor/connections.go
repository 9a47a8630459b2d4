package doctor

import (
	"errors"
	"fmt"
	"strings"

	"sessh/session/figure"
	"sessh/session/health"
	"sessh/session/storage"
)

const (
	refusedMeans  = "An application that cannot connect does not find the session, and takes its user for a new one."
	refusedAdvice = "Have the application keep its connections and close those it does not need, or raise the limit (memcached -c)."
)

// refusesConnections finds servers that have no room for ours.
func refusesConnections(f *Facts) (found []health.Finding) {
	for i := range f.Servers {
		if s := &f.Servers[i]; errors.Is(s.Err, storage.ErrFull) {
			found = append(found, health.Finding{
				Cause: "connections-refused", Where: s.Name, Says: "all its connections are in use: it refused the one for this check, so that nothing else is known of it",
				Means: refusedMeans, Advice: refusedAdvice, Figures: map[string]any{"error": s.Err.Error()},
			})
		}
	}
	return found
}

// refusedConnections finds servers that had no room for connections.
func refusedConnections(f *Facts) (found []health.Finding) {
	for _, s := range f.up() {
		rejected := f.rejected(s)
		disabled, _ := f.counter(s, "listen_disabled_num")
		var says string
		switch {
		case rejected.total > 0:
			says = fmt.Sprintf("%s refused%s%s", figure.Count(int(rejected.total), "connection"), since(s), rejected.rate())
		case disabled.total > 0:
			says = fmt.Sprintf("the server stopped accepting connections %s%s%s", figure.Count(int(disabled.total), "time"), since(s), disabled.rate())
		default:
			continue
		}
		x := health.Finding{
			Cause: "connections-refused", Where: s.Name, Says: says,
			Means: refusedMeans, Advice: refusedAdvice,
			Figures: map[string]any{},
		}
		rejected.figures(x.Figures, "rejected")
		disabled.figures(x.Figures, "listenDisabled")
		if most, ok := connectionLimit(s); ok {
			x.Says += fmt.Sprintf("; the limit is %d", most)
			x.Figures["limit"] = most
		}
		found = append(found, x)
	}
	return found
}

// rejected returns how many connections a server has rejected. The last versions of memcached 1.5 count all
// those that they accept as well.
func (f *Facts) rejected(s *health.Server) counted {
	n, _ := f.counter(s, "rejected_connections")
	const listening = 4 // sockets, which count as accepted
	if all, ok := s.Counter("total_connections"); ok && strings.HasPrefix(s.Version, "1.5.") && n.total >= all-listening {
		return counted{total: max(n.total-all, 0)}
	}
	return n
}

// fewConnections finds servers that have hardly any room for more connections.
func fewConnections(f *Facts) (found []health.Finding) {
	for _, s := range f.up() {
		now, ok := s.Counter("curr_connections")
		most, ok2 := connectionLimit(s)
		reserved, _ := s.Counter("reserved_fds") // which the server does not use for clients
		if !ok || !ok2 || most <= reserved || now < (most-reserved)/10*9 {
			continue
		}
		found = append(found, health.Finding{
			Cause: "connections-nearly-all", Where: s.Name,
			Says:    fmt.Sprintf("%d of %s are in use", now, figure.Count(int(most), "connection")),
			Means:   "When all are in use, applications are refused, and do not find their sessions.",
			Advice:  "Have the application close the connections that it does not need, or raise the limit (memcached -c).",
			Figures: map[string]any{"connections": now, "limit": most},
		})
	}
	return found
}

func connectionLimit(s *health.Server) (n int64, ok bool) {
	if n, ok = s.Setting("maxconns"); ok {
		return n, true
	}
	return s.Counter("max_connections")
}

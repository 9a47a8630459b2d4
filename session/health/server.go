package health

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"sessh/session/storage"
)

// A Server is what a server says of itself at one moment. What it does not say is missing: proxies, old
// servers and the embedded store have fewer counters, or none.
type Server struct {
	Name    string
	Err     error // it did not answer; nothing else is known then
	Version string
	// Counters are those of "stats", Settings those of "stats settings", by the server's own names.
	Counters, Settings map[string]string
	// Classes are the size classes that hold items or did so, the smallest first.
	Classes []Class
	// Asked and Answered are the times, by our clock, between which the general counters were read.
	Asked, Answered time.Time
}

// A Class is a size class of a server (a slab class, in memcached's words): items of about one size,
// which share memory and are evicted in favour of each other.
type Class struct {
	ID int
	// Counters are those of "stats items" and "stats slabs".
	Counters map[string]string
}

// Look asks all servers. Reading the counters changes nothing.
func Look(ctx context.Context, store storage.Store) []Server {
	ask := storage.AbilitiesOf(store).Counters
	asked := time.Now()
	general := store.Servers(ctx)
	answered := time.Now()
	groups := [3][]storage.Server{}
	var wait sync.WaitGroup
	for i, name := range []string{"settings", "items", "slabs"} {
		get := func() { groups[i] = ask(ctx, name) }
		if slices.ContainsFunc(general, func(g storage.Server) bool { return g.Err != nil }) {
			wait.Go(get) // not to wait for an answer of that server again and again
			continue
		}
		get() // on a connection that is there already
	}
	wait.Wait()
	settings, items, slabs := groups[0], groups[1], groups[2]
	all := make([]Server, len(general))
	for i, g := range general {
		all[i] = Server{
			Name: g.Name, Err: g.Err, Version: g.Version, Counters: g.Stats, Settings: settings[i].Stats,
			Classes: classes(items[i].Stats, slabs[i].Stats), Asked: asked, Answered: answered,
		}
	}
	return all
}

// classes sorts the counters of "stats items" (items:5:number) and "stats slabs" (5:chunk_size) by class.
func classes(items, slabs map[string]string) []Class {
	byID := make(map[int]Class)
	for _, counters := range []map[string]string{items, slabs} {
		for name, value := range counters {
			id, counter, ok := strings.Cut(strings.TrimPrefix(name, "items:"), ":")
			n, err := strconv.Atoi(id)
			if !ok || err != nil {
				continue
			}
			if byID[n].Counters == nil {
				byID[n] = Class{ID: n, Counters: make(map[string]string)}
			}
			byID[n].Counters[counter] = value
		}
	}
	all := make([]Class, 0, len(byID))
	for _, c := range byID {
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b Class) int { return cmp.Compare(a.ID, b.ID) })
	return all
}

// Counter returns a general counter; ok is false if the server does not have it.
func (s *Server) Counter(name string) (n int64, ok bool) { return number(s.Counters, name) }

// Setting returns a setting that is a number; ok is false if the server does not have it.
func (s *Server) Setting(name string) (n int64, ok bool) { return number(s.Settings, name) }

// Counter returns a counter of the class; ok is false if the server does not have it.
func (c *Class) Counter(name string) (n int64, ok bool) { return number(c.Counters, name) }

func number(counters map[string]string, name string) (n int64, ok bool) {
	n, err := strconv.ParseInt(counters[name], 10, 64)
	return n, err == nil
}

// Uptime returns how long the server process has run; ok is false if that is not known.
func (s *Server) Uptime() (d time.Duration, ok bool) {
	n, ok := s.Counter("uptime")
	return time.Duration(n) * time.Second, ok
}

// Clock returns the server's time, to the second; zero if it is not known.
func (s *Server) Clock() time.Time {
	if n, ok := s.Counter("time"); ok {
		return time.Unix(n, 0)
	}
	return time.Time{}
}

// Ahead returns how far the server's clock is ahead of ours, at least; 0 if they may be set to the same
// time, or if that is not known. A server counts whole seconds, and reads its clock once in each.
func (s *Server) Ahead() time.Duration {
	const coarse = 2 * time.Second
	switch clock := s.Clock(); {
	case clock.IsZero() || s.Asked.IsZero():
		return 0
	case clock.After(s.Answered.Add(coarse)):
		return clock.Sub(s.Answered).Round(time.Second)
	case clock.Before(s.Asked.Add(-coarse)):
		return clock.Sub(s.Asked).Round(time.Second)
	}
	return 0
}

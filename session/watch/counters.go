package watch

import (
	"context"
	"strconv"
	"sync"
	"time"

	"sessh/session"
	"sessh/session/storage"
)

// counters are the counters of all servers at one time, by their names.
type counters map[string]map[string]string

// serversOf returns the servers with their counters. Those that have just not answered are not
// waited for again.
func serversOf(ctx context.Context, root *session.Root) []storage.Server {
	return storage.AbilitiesOf(root.Store()).Counters(ctx, "")
}

func (w *watcher) count(ctx context.Context) counters {
	c := make(counters)
	for _, s := range serversOf(ctx, w.root) {
		if s.Err == nil {
			c[s.Name] = s.Stats
		}
	}
	return c
}

// same reports whether a server has a counter with the same value at both times, or does not have it.
func (c counters) same(later counters, server, name string) bool {
	return c[server][name] == later[server][name]
}

// restarted reports whether a server was restarted between the two times. In containers, the new process
// can have the number of the old one.
func (c counters) restarted(later counters, server string) bool {
	was, err := strconv.Atoi(c[server]["uptime"])
	is, err2 := strconv.Atoi(later[server]["uptime"])
	return !c.same(later, server, "pid") || err == nil && err2 == nil && is < was
}

// log is what is known of the log of a server.
type log struct {
	removals bool      // they are reported
	broken   time.Time // when it last left something out, or began
}

// logs are the logs of the servers that report, by their names.
type logs struct {
	mu sync.Mutex
	of map[string]log
}

// hear notes what is reported of the log itself.
func (l *logs) hear(x logged, now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case x.err != nil:
		delete(l.of, serverOf(x.err))
	case x.report.Kind == storage.Began:
		if l.of == nil {
			l.of = make(map[string]log)
		}
		l.of[x.report.Server] = log{removals: x.report.Removals, broken: now}
	case x.report.Kind == storage.Skipped:
		l.of[x.report.Server] = log{removals: l.of[x.report.Server].removals, broken: now}
	}
}

// get returns what is known of the log of a server; ok is false if it reports nothing.
func (l *logs) get(server string) (of log, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	of, ok = l.of[server]
	return of, ok
}

// server returns the name of the server that an item is on.
func (w *watcher) server(key string) string {
	if home := storage.AbilitiesOf(w.root.Store()).Locator.Home(key); home != "" || len(w.before) != 1 {
		return home
	}
	for name := range w.before {
		return name
	}
	return ""
}

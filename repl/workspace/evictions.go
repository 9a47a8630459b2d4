package workspace

import (
	"context"
	"strconv"

	"sessh/repl/screen"
	"sessh/session"
	"sessh/session/figure"
)

// largeCommit is the number of sessions from which on a commit may fill the memory of a server.
const largeCommit = 1000

// watchEvictions begins to watch what the servers evict during a commit, and returns what ends that
// with a note. Each write is confirmed, even if the server makes room for it with sessions that
// were written before. Small commits do not ask the servers.
func (ws *Workspace) watchEvictions(ctx context.Context, w *session.Work) (end func()) {
	if len(w.Sessions()) < largeCommit {
		return func() {}
	}
	before := make(map[string]int)
	ws.evictions(ctx, func(server string, n int) { before[server] = n })
	return func() {
		ws.evictions(ctx, func(server string, n int) {
			if was, known := before[server]; known && n > was {
				ws.note("note: %s evicted %s during the commit: some of the sessions may be gone; see doctor", screen.Safe(server), figure.Count(n-was, "item"))
			}
		})
	}
}

// evictions calls use with how many items each server has evicted since it was started.
func (ws *Workspace) evictions(ctx context.Context, use func(server string, n int)) {
	for _, s := range ws.root.Store().Servers(ctx) {
		if n, err := strconv.Atoi(s.Stats["evictions"]); err == nil {
			use(s.Name, n)
		}
	}
}

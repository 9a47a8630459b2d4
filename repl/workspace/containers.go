package workspace

import (
	"context"
	"maps"
	"slices"

	"sessh/repl/hint"
)

// Containers returns the names of the containers that the store lists and those of pending
// sessions, sorted; containers of raw items come last.
func (ws *Workspace) Containers(ctx context.Context) ([]string, error) {
	seen := make(map[string]bool)
	var errs []error
	for f, err := range ws.root.ListNames(ctx) {
		if err != nil {
			errs = append(errs, err)
			continue
		}
		seen[f.Container.Name()] = true
	}
	if w := ws.Open(); w != nil {
		for _, s := range w.Sessions() {
			if s.Exists() {
				seen[s.Container().Name()] = true
			}
		}
	}
	return ws.RawLast(slices.Sorted(maps.Keys(seen))), hint.Listing(errs)
}

// RawLast moves containers of raw items to the end.
func (ws *Workspace) RawLast(containers []string) []string {
	slices.SortStableFunc(containers, func(a, b string) int {
		switch rawA, rawB := ws.root.Container(a).Raw(), ws.root.Container(b).Raw(); {
		case rawA == rawB:
			return 0
		case rawA:
			return 1
		}
		return -1
	})
	return containers
}

// IsEmpty reports whether a container can be listed, and has no sessions.
func (ws *Workspace) IsEmpty(ctx context.Context, container string) bool {
	for range ws.root.Container(container).IDs(ctx, ws.Tx()) {
		return false
	}
	return true
}

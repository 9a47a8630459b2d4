package workspace

import (
	"context"
	"slices"

	"sessh/repl/place"
	"sessh/session"
	"sessh/session/diff"
)

// ConflictAt returns the open conflict at exactly that place.
func (ws *Workspace) ConflictAt(at place.Path) (diff.Conflict, bool) {
	if w := ws.Open(); w != nil {
		for _, x := range w.Conflicts() {
			if slices.Equal(place.Of(x.Path), at) {
				return x, true
			}
		}
	}
	return diff.Conflict{}, false
}

// ConflictsBelow returns the names directly below a place that lead to open conflicts.
func (ws *Workspace) ConflictsBelow(at place.Path) map[string]bool {
	w := ws.Open()
	if w == nil {
		return nil
	}
	below := make(map[string]bool)
	for _, c := range w.Conflicts() {
		names := place.Of(c.Path)
		if len(names) > len(at) && slices.Equal(names[:len(at)], at) {
			below[names[len(at)]] = true
		}
	}
	return below
}

// Overtaken reports whether another program has changed sessions with pending changes, as far as
// is known.
func (ws *Workspace) Overtaken() bool { return ws.overtaken }

// CompareOpen returns what a refresh of the open transaction would find, and remembers the
// conflicts for completion. It returns nil if no transaction is open.
func (ws *Workspace) CompareOpen(ctx context.Context) (*session.Refresh, error) {
	w := ws.Open()
	if w == nil {
		return nil, nil
	}
	r, err := w.Compare(ctx)
	if err == nil {
		ws.inConflict = r.Conflicts
	}
	return r, err
}

// FindConflicts returns the open conflicts, or else those that a refresh would find, and
// remembers them for completion.
func (ws *Workspace) FindConflicts(ctx context.Context) ([]diff.Conflict, error) {
	w := ws.Work()
	found := w.Conflicts()
	if len(found) == 0 {
		r, err := w.Compare(ctx)
		if err != nil {
			return nil, err
		}
		found = r.Conflicts
	}
	ws.inConflict = found
	return found, nil
}

// Refreshed remembers what a refresh found: for completion, and if complete is set (every
// open session was read), that nothing is overtaken anymore.
func (ws *Workspace) Refreshed(r *session.Refresh, complete bool) {
	ws.inConflict = r.Conflicts
	if complete {
		ws.overtaken = false
	}
}

// KnownConflicts returns the open conflicts and those that were found last.
func (ws *Workspace) KnownConflicts() []diff.Conflict {
	if w := ws.Open(); w != nil {
		return slices.Concat(w.Conflicts(), ws.inConflict)
	}
	return ws.inConflict
}

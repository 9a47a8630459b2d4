package workspace

import (
	"slices"

	"sessh/repl/place"
	"sessh/session"
)

// ConflictAt returns the open conflict about just that place.
func (ws *Workspace) ConflictAt(at place.Path) (session.Conflict, bool) {
	if w := ws.Open(); w != nil {
		for _, x := range w.Conflicts() {
			if slices.Equal(place.Of(x.Path), at) {
				return x, true
			}
		}
	}
	return session.Conflict{}, false
}

// ConflictsBelow returns the names directly below a place at or below which there is an
// open conflict.
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

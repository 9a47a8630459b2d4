package workspace

import (
	"sessh/session"
	"sessh/session/tree"
)

// mostLeft is how many sessions of a transaction that ends are passed to [Options].Left.
const mostLeft = 32

// left remembers what a transaction has read, and passes on what it leaves of its sessions when it ends.
func (ws *Workspace) left(w *session.Work, committed bool) {
	if w == nil {
		return
	}
	ws.seen.add(w)
	if ws.leaves == nil {
		return
	}
	all := w.Sessions()
	for _, s := range all[max(len(all)-mostLeft, 0):] {
		var data *tree.Map
		switch {
		case committed && s.Exists(), !committed && s.Stored() && len(s.Changes()) == 0:
			data, _ = s.Data() // nil if it cannot be read
		case !committed && s.Stored():
			data = s.Committed()
		}
		ws.leaves(s.Container().Name(), s.ID(), data)
	}
}

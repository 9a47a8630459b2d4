package workspace

import (
	"slices"
	"time"

	"sessh/session"
	"sessh/txn"
)

// Record is one commit of this run.
type Record struct {
	Number  int
	At      time.Time
	Written []session.CommittedItem
}

// mostCommits is how many commits are kept, and mostKept how many sessions in them.
const (
	mostCommits = 100
	mostKept    = 100_000
)

// remember keeps what a commit has written.
func (ws *Workspace) remember(w *session.Work) {
	written := w.Written()
	if len(written) == 0 {
		return
	}
	if w.Tx().Status() == txn.Failed { // its values are about to be rolled back
		for i := range written {
			written[i].Changes = slices.Clone(written[i].Changes)
			for j, c := range written[i].Changes {
				c.Old, c.New = session.Clone(c.Old), session.Clone(c.New)
				written[i].Changes[j] = c
			}
		}
	}
	ws.Commits = append(ws.Commits, &Record{ws.LastCommit() + 1, ws.Now(), written})
	kept := 0
	for i := len(ws.Commits) - 1; i >= 0; i-- {
		kept += len(ws.Commits[i].Written)
		if len(ws.Commits)-i > mostCommits || kept > mostKept && i < len(ws.Commits)-1 {
			ws.Commits = slices.Clone(ws.Commits[i+1:])
			return
		}
	}
}

// LastCommit is the number of the last commit, 0 for none.
func (ws *Workspace) LastCommit() int {
	if len(ws.Commits) == 0 {
		return 0
	}
	return ws.Commits[len(ws.Commits)-1].Number
}

// Changes are all changes of the commit.
func (r *Record) Changes() []session.Change {
	var all []session.Change
	for _, w := range r.Written {
		all = append(all, w.Changes...)
	}
	return all
}

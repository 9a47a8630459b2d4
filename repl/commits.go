package repl

import (
	"slices"
	"time"

	"sessh/session"
	"sessh/txn"
)

// commitRecord is one commit of this run.
type commitRecord struct {
	number  int
	at      time.Time
	written []session.CommittedItem
}

// mostCommits is how many commits are kept, and mostKept how many sessions in them.
const (
	mostCommits = 100
	mostKept    = 100_000
)

// remember keeps what a commit has written.
func (ws *workspace) remember(w *session.Work) {
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
	ws.commits = append(ws.commits, &commitRecord{ws.lastCommit() + 1, ws.now(), written})
	kept := 0
	for i := len(ws.commits) - 1; i >= 0; i-- {
		kept += len(ws.commits[i].written)
		if len(ws.commits)-i > mostCommits || kept > mostKept && i < len(ws.commits)-1 {
			ws.commits = slices.Clone(ws.commits[i+1:])
			return
		}
	}
}

// lastCommit is the number of the last commit, 0 for none.
func (ws *workspace) lastCommit() int {
	if len(ws.commits) == 0 {
		return 0
	}
	return ws.commits[len(ws.commits)-1].number
}

// changes are all changes of the commit.
func (r *commitRecord) changes() []session.Change {
	var all []session.Change
	for _, w := range r.written {
		all = append(all, w.Changes...)
	}
	return all
}

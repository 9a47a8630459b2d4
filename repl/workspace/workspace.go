package workspace

import (
	"context"
	"slices"
	"time"

	"sessh/repl/stash"
	"sessh/session"
	"sessh/txn"
)

// A workspace is the one transaction that is open, as a person handles it: its savepoints by
// name, its steps, its end, and what is kept of it for later.
type Workspace struct {
	Root    *session.Root
	Manager *txn.Manager
	Now     func() time.Time
	Note    func(format string, args ...any) // to the user
	// attended reports whether a person is there who can do something about a note.
	Attended func() bool
	// holds reports whether something holds on to values of a transaction in which nothing
	// was changed; nil: nothing does.
	Holds func(*txn.Tx) bool

	Savepoints Savepoints
	Commits    []*Record
	Overtaken  bool               // others have changed what is pending, as was last found: see [workspace.lookAround]
	InConflict []session.Conflict // those that were found last, for completion

	Shelf      shelf
	Keeper     *stash.Keeper // of an interactive shell; nil: nothing is kept
	Saved      SavedAt
	saveFailed bool            // and it was told
	unkept     map[string]bool // what cannot be kept, as was told
}

// SavedAt is a state of what is pending.
type SavedAt struct {
	work     *session.Work
	revision uint64
}

// Failed reports whether the transaction has failed, and shows nothing as pending
// until it is aborted.
func (ws *Workspace) Failed() bool {
	tx := ws.Manager.Current()
	return tx != nil && tx.Status() == txn.Failed
}

// LookAround finds out, before a line is read, whether others have changed a
// session with pending changes: each line may have changed what these count from. It
// does not wait long; where no answer comes, what is known stays.
func (ws *Workspace) LookAround(ctx context.Context) {
	w := ws.Open()
	if w == nil || w.Pending() == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, LookTime)
	defer cancel()
	if overtaken, known := w.Overtaken(ctx); known {
		ws.Overtaken = overtaken
	}
}

// LookTime is how long the prompt waits for the servers.
const LookTime = 150 * time.Millisecond

// Tx is the open transaction; it begins one where there is none.
func (ws *Workspace) Tx(context.Context) (*txn.Tx, error) { return ws.Manager.Tx(), nil }

// Tree is the tree that the transaction is on.
func (ws *Workspace) Tree() *session.Root { return ws.Root }

// Work is what is open in the transaction.
func (ws *Workspace) Work(ctx context.Context) (*session.Work, error) {
	tx, err := ws.Tx(ctx)
	if err != nil {
		return nil, err
	}
	return ws.Root.Work(tx), nil
}

// Open is the work of the transaction that is open, or nil.
func (ws *Workspace) Open() *session.Work {
	tx := ws.Manager.Current()
	if tx == nil {
		return nil
	}
	return ws.Root.Work(tx)
}

// Freshen lets a transaction go in which nothing has been done but looking, so
// that the next look shows what the server holds now.
func (ws *Workspace) Freshen(ctx context.Context) error {
	w := ws.Open()
	if w == nil || w.Tx().Status() != txn.Active || len(ws.Savepoints.Live()) > 0 || !w.Idle() || ws.Holds != nil && ws.Holds(w.Tx()) {
		return nil
	}
	return ws.Manager.Abort(ctx)
}

// Pending is the number of pending changes.
func (ws *Workspace) Pending() int {
	w := ws.Open()
	if w == nil {
		return 0
	}
	return w.Pending()
}

// ended forgets what belonged to the transaction that has ended.
func (ws *Workspace) ended() { ws.Savepoints, ws.InConflict = Savepoints{}, nil }

// Opened are the sessions of a container that the transaction has open.
func (ws *Workspace) Opened(container string) []*session.Session {
	w := ws.Open()
	if w == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(w.Sessions()), func(s *session.Session) bool { return s.Container().Name() != container })
}

// CompareOpen is what a refresh of the open transaction would find; nil where none is open.
func (ws *Workspace) CompareOpen(ctx context.Context) (*session.Refresh, error) {
	w := ws.Open()
	if w == nil {
		return nil, nil
	}
	r, err := w.Compare(ctx)
	if err == nil {
		ws.InConflict = r.Conflicts
	}
	return r, err
}

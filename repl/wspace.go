package repl

import (
	"context"
	"time"

	"sessh/repl/stash"
	"sessh/session"
	"sessh/txn"
)

// A workspace is the one transaction that is open, as a person handles it: its savepoints by
// name, its steps, its end, and what is kept of it for later.
type workspace struct {
	root    *session.Root
	manager *txn.Manager
	now     func() time.Time
	note    func(format string, args ...any) // to the user
	// attended reports whether a person is there who can do something about a note.
	attended func() bool
	// holds reports whether something holds on to values of a transaction in which nothing
	// was changed; nil: nothing does.
	holds func(*txn.Tx) bool

	points     points
	commits    []*commitRecord
	overtaken  bool               // others have changed what is pending, as was last found: see [workspace.lookAround]
	inConflict []session.Conflict // those that were found last, for completion

	shelf      shelf
	keeper     *stash.Keeper // of an interactive shell; nil: nothing is kept
	saved      savedAt
	saveFailed bool            // and it was told
	unkept     map[string]bool // what cannot be kept, as was told
}

// savedAt is a state of what is pending.
type savedAt struct {
	work     *session.Work
	revision uint64
}

// failed reports whether the transaction has failed, and shows nothing as pending
// until it is aborted.
func (ws *workspace) failed() bool {
	tx := ws.manager.Current()
	return tx != nil && tx.Status() == txn.Failed
}

// lookAround finds out, before a line is read, whether others have changed a
// session with pending changes: each line may have changed what these count from. It
// does not wait long; where no answer comes, what is known stays.
func (ws *workspace) lookAround(ctx context.Context) {
	w := ws.open()
	if w == nil || w.Pending() == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, lookTime)
	defer cancel()
	if overtaken, known := w.Overtaken(ctx); known {
		ws.overtaken = overtaken
	}
}

// lookTime is how long the prompt waits for the servers.
const lookTime = 150 * time.Millisecond

// Tx is the open transaction; it begins one where there is none.
func (ws *workspace) tx(ctx context.Context) (*txn.Tx, error) { return ws.manager.Tx(ctx) }

// work is what is open in the transaction.
func (ws *workspace) work(ctx context.Context) (*session.Work, error) {
	tx, err := ws.tx(ctx)
	if err != nil {
		return nil, err
	}
	return ws.root.Work(tx), nil
}

// open is the work of the transaction that is open, or nil.
func (ws *workspace) open() *session.Work {
	tx := ws.manager.Current()
	if tx == nil {
		return nil
	}
	return ws.root.Work(tx)
}

// freshen lets a transaction go in which nothing has been done but looking, so
// that the next look shows what the server holds now.
func (ws *workspace) freshen(ctx context.Context) error {
	w := ws.open()
	if w == nil || w.Tx().Status() != txn.Active || len(ws.points.live()) > 0 || !w.Idle() || ws.holds != nil && ws.holds(w.Tx()) {
		return nil
	}
	return ws.manager.Abort(ctx)
}

// Pending is the number of pending changes.
func (ws *workspace) Pending() int {
	w := ws.open()
	if w == nil {
		return 0
	}
	return w.Pending()
}

// ended forgets what belonged to the transaction that has ended.
func (ws *workspace) ended() { ws.points, ws.inConflict = points{}, nil }

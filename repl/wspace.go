package repl

import (
	"context"
	"time"

	"sessh/session"
	"sessh/txn"
)

// savedAt is a state of what is pending.
type savedAt struct {
	work     *session.Work
	revision uint64
}

// failed reports whether the transaction has failed, and shows nothing as pending
// until it is aborted.
func (sh *Shell) failed() bool {
	tx := sh.manager.Current()
	return tx != nil && tx.Status() == txn.Failed
}

// lookAround finds out, before a line is read, whether others have changed a
// session with pending changes: each line may have changed what these count from. It
// does not wait long; where no answer comes, what is known stays.
func (sh *Shell) lookAround(ctx context.Context) {
	w := sh.open()
	if w == nil || w.Pending() == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, lookTime)
	defer cancel()
	if overtaken, known := w.Overtaken(ctx); known {
		sh.overtaken = overtaken
	}
}

// lookTime is how long the prompt waits for the servers.
const lookTime = 150 * time.Millisecond

// Tx is the open transaction; it begins one where there is none.
func (sh *Shell) tx(ctx context.Context) (*txn.Tx, error) { return sh.manager.Tx(ctx) }

// work is what is open in the transaction.
func (sh *Shell) work(ctx context.Context) (*session.Work, error) {
	tx, err := sh.tx(ctx)
	if err != nil {
		return nil, err
	}
	return sh.root.Work(tx), nil
}

// open is the work of the transaction that is open, or nil.
func (sh *Shell) open() *session.Work {
	tx := sh.manager.Current()
	if tx == nil {
		return nil
	}
	return sh.root.Work(tx)
}

// freshen lets a transaction go in which nothing has been done but looking, so
// that the next look shows what the server holds now.
func (sh *Shell) freshen(ctx context.Context) error {
	w := sh.open()
	if w == nil || w.Tx().Status() != txn.Active || len(sh.points.live()) > 0 || !w.Idle() || sh.statements != nil && sh.statements.Holds(w.Tx()) {
		return nil
	}
	return sh.manager.Abort(ctx)
}

// Pending is the number of pending changes.
func (sh *Shell) Pending() int {
	w := sh.open()
	if w == nil {
		return 0
	}
	return w.Pending()
}

// ended forgets what belonged to the transaction that has ended.
func (sh *Shell) ended() { sh.points, sh.inConflict = points{}, nil }

package workspace

import (
	"context"
	"errors"
	"time"

	"sessh/session"
	"sessh/txn"
)

// impatient is how long a commit that was interrupted still asks what became of it.
const impatient = time.Second

// FindingOut is the context in which is found out what became of a commit that failed,
// be it because ctx has ended.
func FindingOut(ctx context.Context) (context.Context, context.CancelFunc) {
	lasting := context.WithoutCancel(ctx)
	if ctx.Err() == nil {
		return context.WithCancel(lasting)
	}
	return context.WithTimeout(lasting, impatient)
}

// Commit commits the open transaction, and returns what was open in it; nil where none is.
// It alone knows what follows from a commit: the savepoints end, what came from the stash
// leaves it, and the log has what was written. Where a commit failed half way, what was not
// written is pending in a new transaction, and the [session.CommitError] is about that.
func (ws *Workspace) Commit(ctx context.Context) (*session.Work, error) {
	w := ws.Open()
	if w == nil {
		return nil, nil
	}
	err := w.Tx().Commit(ctx)
	ws.remember(w)
	if err == nil {
		ws.committed()
		ws.ended()
		ws.Overtaken = false
		return w, nil
	}
	ws.Overtaken = ws.Overtaken || errors.Is(err, session.ErrConflict)
	var ce *session.CommitError
	if !errors.As(err, &ce) || w.Tx().Status() != txn.Failed {
		return w, err
	}
	ctx, cancel := FindingOut(ctx)
	defer cancel()
	carried, cerr := ws.carry(ctx, w)
	if cerr != nil {
		return w, errors.Join(err, cerr)
	}
	return w, &session.CommitError{Results: carried}
}

// carry takes what was not written into a new transaction.
func (ws *Workspace) carry(ctx context.Context, w *session.Work) ([]session.Result, error) {
	ws.carryPopped()
	if err := ws.Manager.Abort(ctx); err != nil {
		return nil, err
	}
	ws.ended()
	tx, err := ws.Tx(ctx)
	if err != nil {
		return nil, err
	}
	return w.Carry(ctx, tx)
}

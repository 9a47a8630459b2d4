package repl

import (
	"context"
	"time"

	"sessh/session"
)

// impatient is how long a commit that was interrupted still asks what became of it.
const impatient = time.Second

// findingOut is the context in which is found out what became of a commit that failed,
// be it because ctx has ended.
func findingOut(ctx context.Context) (context.Context, context.CancelFunc) {
	lasting := context.WithoutCancel(ctx)
	if ctx.Err() == nil {
		return context.WithCancel(lasting)
	}
	return context.WithTimeout(lasting, impatient)
}

// carry takes what was not written into a new transaction.
func (sh *Shell) carry(ctx context.Context, w *session.Work) ([]session.Result, error) {
	sh.carryPopped()
	if err := sh.manager.Abort(ctx); err != nil {
		return nil, err
	}
	sh.ended()
	tx, err := sh.tx(ctx)
	if err != nil {
		return nil, err
	}
	return w.Carry(ctx, tx)
}

package txn

import (
	"context"
	"slices"
)

// Abort drops the changes of all resources and ends the transaction, whatever goes wrong
// on the way; it returns all errors joined. Aborting a transaction that has ended does
// nothing.
func (tx *Tx) Abort(ctx context.Context) error {
	switch tx.status {
	case Committed, Aborted:
		return nil
	case Committing:
		return ErrBusy
	}
	ctx = context.WithoutCancel(ctx)
	tx.hooks.runBeforeAbort(ctx)
	if tx.ended() {
		return tx.endedByHook()
	}
	tx.invalidate("the transaction was aborted")
	drop := slices.DeleteFunc(slices.Clone(tx.resources), func(r Resource) bool { return slices.Contains(tx.finished, r) })
	tx.status = Committing
	err := tx.abortAll(ctx, drop)
	tx.status = Aborted
	err = join(err, tx.hooks.runAfterAbort(ctx))
	tx.free()
	return err
}

func (tx *Tx) ended() bool { return tx.status == Committed || tx.status == Aborted }

// endedByHook returns the error of an abort before which a hook ended the transaction. The
// hook may have committed it.
func (tx *Tx) endedByHook() error {
	if tx.status == Committed {
		return ErrFinished
	}
	return nil
}

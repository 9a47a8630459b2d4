package txn

import "context"

// A Resource takes part in the two-phase commit of a transaction. It must be comparable,
// usually a pointer, because resources are compared by identity.
//
// Its methods are called from one goroutine at a time. Abort and CallOff, which clean up,
// get a context that is not cancelled.
type Resource interface {
	// Begin starts a commit round.
	Begin(ctx context.Context, tx *Tx) error
	// Commit prepares the pending changes: it encodes them and checks what it can
	// without the other resources.
	Commit(ctx context.Context, tx *Tx) error
	// Vote returns the last chance to refuse the commit.
	Vote(ctx context.Context, tx *Tx) error
	// Finish makes the changes permanent. It should not fail.
	Finish(ctx context.Context, tx *Tx) error
	// Abort drops all changes of the transaction. It may be called at any time, more than
	// once, and if nothing was changed.
	Abort(ctx context.Context, tx *Tx) error
	// CallOff ends a commit round that failed. Changes that were not aborted stay
	// pending. It may be called without Begin.
	CallOff(ctx context.Context, tx *Tx) error
	// SortKey determines the place in the order of commit. Resources with equal keys keep
	// the order of joining.
	SortKey() string
}

// A Savepointer is a [Resource] that can return to an earlier state.
type Savepointer interface {
	// Savepoint marks the present state. Its cost should not depend on how much was
	// changed.
	Savepoint(ctx context.Context, tx *Tx) (Mark, error)
}

// A Mark is a resource's part of a savepoint.
type Mark interface {
	// Rollback returns to the marked state. It may be called any number of times.
	Rollback(ctx context.Context) error
}

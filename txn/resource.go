package txn

import "context"

// A Resource takes part in the two-phase commit of a transaction. It must be
// comparable (a pointer): its identity is what counts.
//
// Calls come from one goroutine at a time. Calls that clean up (Abort,
// CallOff) get a context that is not cancelled.
type Resource interface {
	// Begin starts a commit round.
	Begin(ctx context.Context, tx *Tx) error
	// Commit prepares what is pending: encodes it, checks what can be checked
	// alone.
	Commit(ctx context.Context, tx *Tx) error
	// Vote is the last chance to refuse.
	Vote(ctx context.Context, tx *Tx) error
	// Finish makes the changes permanent. It should not fail.
	Finish(ctx context.Context, tx *Tx) error
	// Abort drops all changes of the transaction. It may come at any time,
	// more than once, and when nothing was changed.
	Abort(ctx context.Context, tx *Tx) error
	// CallOff leaves the commit round. Changes that were not aborted before
	// stay pending. It may come without Begin.
	CallOff(ctx context.Context, tx *Tx) error
	// SortKey decides the place in the commit. Equal keys keep the order of joining.
	SortKey() string
}

// A Savepointer is a [Resource] that can return to an earlier point.
type Savepointer interface {
	// Savepoint marks the present point. It should cost the same however much
	// was changed.
	Savepoint(ctx context.Context, tx *Tx) (Mark, error)
}

// A Mark is a resource's part of a savepoint.
type Mark interface {
	// Rollback returns to the point, any number of times.
	Rollback(ctx context.Context) error
}

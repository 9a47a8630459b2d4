package txn

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

var (
	// ErrFinished is returned for a transaction that was committed or aborted.
	ErrFinished = errors.New("transaction has ended")
	// ErrDoomed is returned by the commit of a doomed transaction.
	ErrDoomed = errors.New("transaction is doomed: it can only be aborted")
	// ErrFailed is wrapped by [FailedError].
	ErrFailed = errors.New("an earlier operation of the transaction failed")
	// ErrBusy is returned for a transaction that is being committed or aborted.
	ErrBusy = errors.New("transaction is being committed or aborted")
	// ErrNoSavepoints is wrapped by the error of a savepoint that a resource cannot make.
	ErrNoSavepoints = errors.New("savepoints are not supported")
	// ErrSavepointInvalid is wrapped by [SavepointError].
	ErrSavepointInvalid = errors.New("savepoint is no longer valid")
	// ErrTransient matches, by [errors.Is], the errors of resources after which the whole
	// transaction may succeed if it is run again: conflicts.
	ErrTransient = errors.New("transaction may succeed when it is run again")
	// ErrRepeatable matches the errors of resources that have written nothing, and whose
	// commit may be tried again as it is.
	ErrRepeatable = errors.New("nothing was written: commit may be tried again")
)

// interruption is the error of a commit that was called off because its context ended.
type interruption struct{ error }

func (e *interruption) Unwrap() []error { return []error{e.error, ErrRepeatable} }

// interrupted returns err; if it is the error of ctx, it is made an [ErrRepeatable].
func interrupted(ctx context.Context, err error) error {
	ended := ctx.Err()
	var panicked *PanicError
	switch {
	case err == nil, ended == nil, !errors.Is(err, ended), errors.As(err, &panicked), errors.Is(err, ErrRepeatable):
		return err
	}
	return &interruption{err}
}

// A FailedError is returned by every method except Abort of a transaction in which an
// operation failed.
type FailedError struct{ Cause error }

func (e *FailedError) Error() string { return ErrFailed.Error() + ": " + e.Cause.Error() }

// Unwrap returns [ErrFailed] and the cause.
func (e *FailedError) Unwrap() []error { return []error{ErrFailed, e.Cause} }

// A SavepointError is returned for a savepoint that is no longer valid.
type SavepointError struct {
	Index  int
	Reason string
}

func (e *SavepointError) Error() string {
	return fmt.Sprintf("savepoint %d is no longer valid: %s", e.Index, e.Reason)
}

// Unwrap returns [ErrSavepointInvalid].
func (e *SavepointError) Unwrap() error { return ErrSavepointInvalid }

// A FinishError is the error of a commit that failed in its last phase, when part of it was
// done. Resources are named by their sort keys.
type FinishError struct {
	Finished []string // done and kept
	Failed   string
	Pending  []string // not reached and called off
	Err      error
}

func (e *FinishError) Error() string {
	s := fmt.Sprintf("commit failed half way: %s failed", e.Failed)
	if len(e.Finished) > 0 {
		s += ", " + strings.Join(e.Finished, ", ") + " finished"
	}
	if len(e.Pending) > 0 {
		s += ", " + strings.Join(e.Pending, ", ") + " not reached"
	}
	return s + ": " + e.Err.Error()
}

func (e *FinishError) Unwrap() error { return e.Err }

// A PanicError is the error of a resource or hook that panicked.
type PanicError struct{ Value any }

func (e *PanicError) Error() string { return fmt.Sprintf("panic: %v", e.Value) }

// Unwrap returns the panic's value if it is an error.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}

// guarded runs f and turns a panic into an error.
func guarded(f func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &PanicError{v}
		}
	}()
	return f()
}

package txn

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

var (
	// ErrFinished is the error of using a transaction that was committed or aborted.
	ErrFinished = errors.New("transaction has ended")
	// ErrDoomed is the error of committing a doomed transaction.
	ErrDoomed = errors.New("transaction is doomed: it can only be aborted")
	// ErrFailed is wrapped by [FailedError].
	ErrFailed = errors.New("an operation of the transaction failed before")
	// ErrBusy is the error of using a transaction while it is being committed
	// or aborted.
	ErrBusy = errors.New("transaction is being committed or aborted")
	// ErrNoSavepoints is wrapped where a resource cannot make savepoints.
	ErrNoSavepoints = errors.New("savepoints are not supported")
	// ErrSavepointInvalid is wrapped by [SavepointError].
	ErrSavepointInvalid = errors.New("savepoint is no longer valid")
	// ErrTransient is what a resource's error is (see [errors.Is]) where the
	// whole transaction may succeed when it is run again: a conflict.
	ErrTransient = errors.New("transaction may succeed when it is run again")
	// ErrRepeatable is what a resource's error is where the resource has
	// written nothing, and the same commit may be tried again.
	ErrRepeatable = errors.New("nothing was written: commit may be tried again")
)

// interruption is the error of a commit that was called off because its context
// had ended.
type interruption struct{ error }

func (e *interruption) Unwrap() []error { return []error{e.error, ErrRepeatable} }

// interrupted is err, as an [ErrRepeatable] where it says that ctx has ended.
func interrupted(ctx context.Context, err error) error {
	ended := ctx.Err()
	var panicked *PanicError
	switch {
	case err == nil, ended == nil, !errors.Is(err, ended), errors.As(err, &panicked), errors.Is(err, ErrRepeatable):
		return err
	}
	return &interruption{err}
}

// A FailedError is returned for every use but Abort of a transaction in which
// an operation failed.
type FailedError struct{ Cause error }

func (e *FailedError) Error() string { return ErrFailed.Error() + ": " + e.Cause.Error() }

// Unwrap returns [ErrFailed] and the cause.
func (e *FailedError) Unwrap() []error { return []error{ErrFailed, e.Cause} }

// A SavepointError says why a savepoint cannot be rolled back to.
type SavepointError struct {
	Index  int
	Reason string
}

func (e *SavepointError) Error() string {
	return fmt.Sprintf("savepoint %d is no longer valid: %s", e.Index, e.Reason)
}

// Unwrap returns [ErrSavepointInvalid].
func (e *SavepointError) Unwrap() error { return ErrSavepointInvalid }

// A FinishError is the error of a commit that failed in its last phase, with
// some of it done. The names are the resources' sort keys.
type FinishError struct {
	Finished []string // done, and kept
	Failed   string
	Pending  []string // not reached, and called off
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

// A PanicError is what a panic in a resource or hook becomes.
type PanicError struct{ Value any }

func (e *PanicError) Error() string { return fmt.Sprintf("panic: %v", e.Value) }

// Unwrap returns the panic's value where it is an error.
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

package commit

import (
	"errors"

	"sessh/session/storage"
)

// lasting returns the part of an error of such a write that is still true when the write can no
// longer arrive: its cause, without what the store showed.
func lasting(err error) error {
	var unproved *storage.UnprovedError
	var stored *storage.Error
	var other *reworded
	switch {
	case errors.As(err, &unproved) && errors.As(err, &stored):
		return &storage.Error{Op: stored.Op, Server: stored.Server, Key: stored.Key, Err: unproved.Cause}
	case errors.As(err, &unproved):
		return unproved.Cause
	case errors.As(err, &other) && other.is == storage.ErrAwaited && other.cause != nil:
		return lasting(other.cause)
	case errors.Is(err, storage.ErrAwaited):
		return errEarlier
	}
	return err
}

// errEarlier is the cause of the doubt about an earlier request that can no longer arrive.
var errEarlier = errors.New("the reply to an earlier request was lost, and the request can no longer arrive")

// reworded is one of these errors in other words.
type reworded struct {
	words string
	is    error
	cause error
}

func (e *reworded) Error() string        { return e.words }
func (e *reworded) Is(target error) bool { return target == e.is }
func (e *reworded) Unwrap() error        { return e.cause }

package report

import (
	"context"
	"errors"
	"fmt"
	"syscall"

	"sessh/repl/hint"
	"sessh/repl/notation"
	"sessh/repl/place"
	"sessh/session"
	"sessh/session/format"
	"sessh/session/format/plain"
	"sessh/session/storage"
	"sessh/session/tree"
	"sessh/txn"
)

// Means are what the user can do about an error.
type Means struct {
	Prompt  bool // more lines can be typed
	Pending bool // changes are pending and stay pending
}

// Advice returns what can be done about err; "" if that is not known.
func Advice(err error, m Means) string {
	var h *hint.Error
	var doubt *format.Doubt
	var unread *session.DecodeError
	var flags *plain.FlagsError
	var locked *session.LockedError
	var untimed *session.UntimedError
	switch {
	case errors.As(err, &h):
		return h.Text
	case errors.As(err, &doubt):
		return fmt.Sprintf("format CONTAINER FORMAT:WAY says which it is: %s", notation.List(doubt.Ways))
	case errors.As(err, &unread) && !unread.Foreign && unread.Elsewhere.Depth() > 0:
		return fmt.Sprintf("ls %s shows the item as it is", unread.Elsewhere)
	case errors.Is(err, context.Canceled) && errors.Is(err, txn.ErrRepeatable) && m.Pending:
		return "the commit was called off, and what is pending is kept; commit again"
	case errors.Is(err, context.Canceled):
		return ""
	case errors.Is(err, syscall.EMFILE), errors.Is(err, syscall.ENFILE):
		return "ulimit -n allows this process more files"
	case errors.As(err, &locked):
		return fmt.Sprintf("unlock %s removes the lock, if the request ended without doing so", locked.Session)
	case errors.As(err, &untimed):
		return fmt.Sprintf("expire %s DURATION, before the commit, gives it a time of your own", place.Of(untimed.Session))
	case errors.As(err, &flags):
		return "set --flags N PATH VALUE says what the value is: 0 that it is as it stands"
	case !m.Prompt && Unknown(err) != nil:
		return "look at what the server holds before this is run again"
	case !m.Prompt && errors.Is(err, session.ErrConflict):
		return "make the changes that are not committed again, on what the server holds now"
	case errors.Is(err, session.ErrConflict):
		return "conflicts shows both sides; decide with resolve PATH --mine or --theirs, then commit again"
	case errors.Is(err, storage.ErrHeld), errors.Is(err, storage.ErrGone), errors.Is(err, storage.ErrAwaited):
		return "commit again: what the server holds already is not written twice"
	case errors.Is(err, storage.ErrUnreachable) && !(m.Prompt && m.Pending):
		return "try again when the server is back"
	case errors.Is(err, storage.ErrUnreachable):
		return "what is pending is kept; try again when the server is back"
	case errors.Is(err, storage.ErrReadOnly):
		return "sessh was started with --read-only"
	case errors.Is(err, session.ErrPackageData):
		return "a package holds keys: set PACKAGE/KEY VALUE"
	case errors.Is(err, tree.ErrDetached):
		return "rollback or undo brings it back; a value that was replaced has to be looked up again"
	}
	return ""
}

// Unknown returns the sessions of a failed commit that may or may not have been written.
func Unknown(err error) (paths []tree.Path) {
	if ce, ok := errors.AsType[*session.CommitError](err); ok {
		for _, r := range ce.Results {
			if r.Fate == session.Uncertain {
				paths = append(paths, r.Path)
			}
		}
	}
	return paths
}

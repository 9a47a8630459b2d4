package repl

import (
	"context"
	"errors"
	"fmt"
	"syscall"

	"sessh/repl/hint"
	"sessh/repl/notation"
	"sessh/repl/place"
	"sessh/session"
	"sessh/session/format/plain"
	"sessh/txn"
)

// The rules of wording. Results go to standard output, everything else to
// standard error. An error is one line that begins with "error: " and names
// the thing; where there is something to do about it, a line that begins with
// "hint: " says what. What is shown of data, of names and of what a server
// said is escaped.

// Exit statuses.
const (
	ExitDone     = 0 // all went well
	ExitFailed   = 1 // a command or an expectation failed
	ExitUsage    = 2 // wrong usage
	ExitNoServer = 3 // no server answers
	ExitPending  = 4 // the script ended with changes pending
)

// quitting is returned by a command that ends the shell.
type quitting struct{}

func (quitting) Error() string { return "quit" }

// ExitStatus is the exit status that tells of err.
func ExitStatus(err error) int {
	var u *hint.Usage
	switch {
	case err == nil, errors.Is(err, quitting{}):
		return ExitDone
	case errors.As(err, &u):
		return ExitUsage
	case errors.Is(err, session.ErrUnreachable):
		return ExitNoServer
	}
	return ExitFailed
}

// means are what there is to do something about an error with.
type means struct {
	prompt  bool // lines can follow, as far as is known
	pending bool // changes are pending, and stay so
}

func (sh *Shell) means() means { return means{!sh.unattended, sh.Pending() > 0} }

// advice is what can be done about err, or "".
func advice(err error, m means) string {
	var h *hint.Error
	var doubt *session.Doubt
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
	case errors.Is(err, context.Canceled) && errors.Is(err, txn.ErrRepeatable) && m.pending:
		return "the commit was called off, and what is pending is kept; commit again"
	case errors.Is(err, context.Canceled):
		return ""
	case errors.Is(err, syscall.EMFILE), errors.Is(err, syscall.ENFILE):
		return "ulimit -n allows this process more files"
	case errors.As(err, &locked):
		return fmt.Sprintf("unlock %s removes the lock, where the request has ended without doing so", locked.Session)
	case errors.As(err, &untimed):
		return fmt.Sprintf("expire %s DURATION, before the commit, gives it a time of your own", place.Of(untimed.Session))
	case errors.As(err, &flags):
		return "set --flags N PATH VALUE says what the value is: 0 that it is as it stands"
	case !m.prompt && unknownSessions(err) != nil:
		return "look at what the server holds before this is run again"
	case !m.prompt && errors.Is(err, session.ErrConflict):
		return "make the changes that are not committed again, on what the server holds now"
	case errors.Is(err, session.ErrConflict):
		return "conflicts shows both sides, resolve PATH --mine or --theirs decides; then commit again"
	case errors.Is(err, session.ErrHeld), errors.Is(err, session.ErrGone), errors.Is(err, session.ErrAwaited):
		return "commit again: what the server holds already is not written twice"
	case errors.Is(err, session.ErrUnreachable) && !(m.prompt && m.pending):
		return "try again when the server is back"
	case errors.Is(err, session.ErrUnreachable):
		return "what is pending is kept; try again when the server is back"
	case errors.Is(err, session.ErrReadOnly):
		return "sessh was started with --read-only"
	case errors.Is(err, session.ErrPackageData):
		return "a package holds keys: set PACKAGE/KEY VALUE"
	case errors.Is(err, session.ErrDetached):
		return "rollback or undo brings it back; a value that was replaced has to be looked up again"
	}
	return ""
}

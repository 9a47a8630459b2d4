// Package report words errors for users.
//
// Results go to standard output, and everything else to standard error. An error is one line
// that begins with "error: " and names what it is about; if something can be done about it, a
// line that begins with "hint: " follows. Names, data, and text from servers are escaped. The
// exception of a statement is shown as Python shows it.
//
// [Lines] words an error, [Advice] returns the hint, and [Status] the exit status.
package report

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"syscall"

	"sessh/repl/hint"
	"sessh/repl/notation"
	"sessh/repl/place"
	"sessh/repl/screen"
	"sessh/repl/script"
	"sessh/session"
	"sessh/session/commit"
	"sessh/session/family"
	"sessh/session/format"
	"sessh/session/format/plain"
	"sessh/session/format/unknown"
	"sessh/session/format/yaml"
	"sessh/session/storage"
	"sessh/session/tree"
	"sessh/txn"
)

// Exit statuses.
const (
	Done     = 0 // all went well
	Failed   = 1 // a command or an expectation failed
	Usage    = 2 // wrong usage
	NoServer = 3 // no server answers
	Pending  = 4 // the script ended with changes pending
)

// ErrQuit is returned by a command that ends the shell.
var ErrQuit = errors.New("quit")

// Status returns the exit status for err.
func Status(err error) int {
	var u *hint.Usage
	switch {
	case err == nil, errors.Is(err, ErrQuit):
		return Done
	case errors.As(err, &u):
		return Usage
	case errors.Is(err, storage.ErrUnreachable):
		return NoServer
	}
	return Failed
}

// Lines returns the lines that report an error.
func Lines(colors *screen.Palette, err error, m Means) []string {
	if e, ok := errors.AsType[*script.Exception](err); ok {
		return append(whereabouts(err), traceback(colors, e)...)
	}
	lines := []string{colors.Error.Sprint("error:") + " " + hint.Line(err)}
	if h := Advice(err, m); h != "" {
		lines = append(lines, colors.Hint.Sprint("hint:")+" "+screen.Safe(h))
	}
	return lines
}

// whereabouts returns the line that names the place of an exception: the line of a script,
// and of the file that it sources.
func whereabouts(err error) []string {
	var all []string
	for l := (*hint.Located)(nil); errors.As(err, &l); err = l.Err {
		all = append(all, l.Where)
	}
	if all == nil {
		return nil
	}
	return []string{screen.Safe(strings.Join(all, ": ") + ":")}
}

// traceback returns the lines of an exception, as Python shows it.
func traceback(colors *screen.Palette, e *script.Exception) []string {
	text := strings.TrimPrefix(screen.Safe(e.Error()), screen.Safe(e.Name()))
	return append([]string{"Traceback (most recent call last):", "  ..."}, strings.Split(colors.Error.Sprint(screen.Safe(e.Name()))+text, "\n")...)
}

// Means are what the user can do about an error.
type Means struct {
	Prompt  bool // more lines can be typed
	Pending bool // changes are pending and stay pending
	// ReadOnly is the place in a configuration file that makes sessh read-only; "": a flag does.
	ReadOnly string
}

// Advice returns what can be done about err; "" if that is not known.
func Advice(err error, m Means) string {
	var h *hint.Error
	var missing *place.MissingError
	var doubt *format.Doubt
	var unread *family.DecodeError
	var flags *plain.FlagsError
	var boolean *yaml.BooleanError
	var name *unknown.Name
	var lack *format.LackError
	var locked *family.LockedError
	var untimed *commit.UntimedError
	switch named := named(err); {
	case errors.As(named, &h):
		return h.Text
	case errors.As(named, &missing):
		return missing.Advice()
	case errors.As(named, &doubt):
		return fmt.Sprintf("format CONTAINER FORMAT:WAY says which it is: %s", notation.List(doubt.Ways))
	case errors.As(named, &unread) && !unread.Foreign && unread.Elsewhere.Depth() > 0:
		return fmt.Sprintf("ls %s shows the item as it is", unread.Elsewhere)
	case errors.Is(err, context.Canceled) && errors.Is(err, txn.ErrRepeatable) && m.Pending:
		return "the commit was called off, and what is pending is kept; commit again"
	case errors.Is(err, context.Canceled):
		return ""
	case errors.Is(err, syscall.EMFILE), errors.Is(err, syscall.ENFILE):
		return "ulimit -n sets how many files a process may open"
	case errors.As(named, &locked):
		return fmt.Sprintf("unlock %s removes the lock, if the request ended without doing so", locked.Session)
	case errors.As(named, &untimed):
		return fmt.Sprintf("expire %s DURATION before the commit sets a new one", place.Of(untimed.Session))
	case errors.As(named, &lack):
		return fmt.Sprintf("set SESSION/%s %s adds it", lack.Name, lack.Value)
	case errors.As(named, &name):
		return hint.DidYouMean(hint.Nearest(name.Typed, name.Known))
	case errors.As(named, &boolean) && boolean.Value:
		return "1 is what Perl has for true"
	case errors.As(named, &boolean):
		return `"" is what Perl has for false, and 1 for true`
	case errors.As(named, &flags):
		return "set --flags N PATH VALUE gives its flags; 0 means that the value is stored as it is"
	case !m.Prompt && Unknown(err) != nil:
		return "check what the server holds before you run this again"
	case !m.Prompt && errors.Is(err, commit.ErrConflict):
		return "make the uncommitted changes again, based on what the server holds now"
	case errors.Is(err, commit.ErrConflict):
		return "conflicts shows both sides; decide with resolve PATH --mine or --theirs, then commit again"
	case errors.Is(err, storage.ErrHeld), errors.Is(err, storage.ErrGone), errors.Is(err, storage.ErrAwaited):
		return "commit again: what the server holds already is not written twice"
	case errors.Is(err, storage.ErrUnreachable) && !(m.Prompt && m.Pending):
		return "try again when the server is back"
	case errors.Is(err, storage.ErrUnreachable):
		return "what is pending is kept; try again when the server is back"
	case errors.Is(err, storage.ErrReadOnly) && m.ReadOnly != "":
		return fmt.Sprintf("%s says read-only; sessh --read-only=false starts without that", m.ReadOnly)
	case errors.Is(err, storage.ErrReadOnly):
		return "sessh was started with --read-only"
	case errors.Is(err, session.ErrPackageData):
		return "a package holds keys: set PACKAGE/KEY VALUE"
	case errors.Is(err, tree.ErrDetached):
		return "rollback or undo brings it back; a value that was replaced has to be looked up again"
	}
	return ""
}

// named returns what err says: of a commit that failed, the error of the session that it names,
// unless it has a hint as a whole.
func named(err error) error {
	failed, ok := errors.AsType[*commit.Error](err)
	if !ok || failed.First() == nil {
		return err
	}
	var whole, part *hint.Error
	if errors.As(err, &whole) && !(errors.As(failed, &part) && part == whole) {
		return err
	}
	return failed.First().Err
}

// Unknown returns the sessions of a failed commit that may or may not have been written.
func Unknown(err error) (paths []tree.Path) {
	if ce, ok := errors.AsType[*commit.Error](err); ok {
		for _, r := range ce.Results {
			if r.Fate == commit.Uncertain {
				paths = append(paths, r.Path)
			}
		}
	}
	return paths
}

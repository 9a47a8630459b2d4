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
	"errors"
	"strings"

	"sessh/repl/hint"
	"sessh/repl/screen"
	"sessh/repl/script"
	"sessh/session/storage"
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

package hint

import (
	"errors"
	"fmt"
	"iter"
	"strings"

	"sessh/repl/notation"
	"sessh/repl/screen"
	"sessh/session/figure"
	"sessh/session/storage"
)

// An Error is an error with a hint.
type Error struct {
	Err  error
	Text string
}

func (e *Error) Error() string { return e.Err.Error() }

func (e *Error) Unwrap() error { return e.Err }

// With returns err with a hint, formatted as by fmt.Sprintf.
func With(err error, format string, args ...any) error {
	return &Error{err, fmt.Sprintf(format, args...)}
}

// WithText returns err with a hint as it is, which replaces the usual hint about such an
// error.
func WithText(err error, hint string) error { return &Error{err, hint} }

// A Usage is an error in a line as it was typed.
type Usage struct{ Err error }

func (e *Usage) Error() string { return e.Err.Error() }

func (e *Usage) Unwrap() error { return e.Err }

// Line returns an error on one line that is safe to show. Its lines are joined; blanks
// within them stay, since they may be part of a name or a value.
func Line(err error) string {
	var lines []string
	for l := range strings.SplitSeq(notation.Clip(screen.ErrorText(err), notation.LongestError), "\n") {
		if l = strings.Trim(l, " \t\r"); l != "" {
			lines = append(lines, screen.Safe(l))
		}
	}
	return strings.Join(lines, "; ")
}

// A Located is an error with its place in front: a line of a file, or a session.
type Located struct {
	Where string
	Err   error
}

func (e *Located) Error() string { return e.Where + ": " + e.Err.Error() }

func (e *Located) Unwrap() error { return e.Err }

// maxErrors is how many errors of a listing are shown; the others are counted.
const maxErrors = 3

// Listing joins the errors of a listing, and counts those that are too many to show.
func Listing(errs []error) error {
	if more := len(errs) - maxErrors; more > 0 {
		errs = append(errs[:maxErrors:maxErrors], fmt.Errorf("and %s more", figure.Count(more, "error")))
	}
	err := errors.Join(errs...)
	if errors.Is(err, storage.ErrUnsupported) {
		return With(err, "a session whose id is known can still be entered: cd CONTAINER/SESSION")
	}
	return err
}

// Collect yields the values of a listing, and appends its errors to errs: a server that does
// not answer does not end it.
func Collect[V any](all iter.Seq2[V, error], errs *[]error) iter.Seq[V] {
	return func(yield func(V) bool) {
		for v, err := range all {
			if err != nil {
				*errs = append(*errs, err)
			} else if !yield(v) {
				return
			}
		}
	}
}

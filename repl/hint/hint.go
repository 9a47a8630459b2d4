package hint

import (
	"fmt"
	"strings"

	"sessh/repl/notation"
	"sessh/repl/screen"
)

// Error is an error with a hint.
type Error struct {
	Err  error
	Text string
}

func (e *Error) Error() string { return e.Err.Error() }

func (e *Error) Unwrap() error { return e.Err }

func With(err error, format string, args ...any) error {
	return &Error{err, fmt.Sprintf(format, args...)}
}

// WithText is err with a hint in the place of what is usually told of its kind.
func WithText(err error, hint string) error { return &Error{err, hint} }

// Usage marks an error of the one who typed the line.
type Usage struct{ Err error }

func (e *Usage) Error() string { return e.Err.Error() }

func (e *Usage) Unwrap() error { return e.Err }

// Line is an error as one line that is safe to show. Its lines are joined; within
// them each blank stays, as a part of a name or a value.
func Line(err error) string {
	var lines []string
	for l := range strings.SplitSeq(notation.Clip(screen.ErrorText(err), notation.LongestError), "\n") {
		if l = strings.Trim(l, " \t\r"); l != "" {
			lines = append(lines, screen.Safe(l))
		}
	}
	return strings.Join(lines, "; ")
}

package translate

import (
	"fmt"

	"go.starlark.net/syntax"
)

// Python parses source. Its error is an [*Error].
func Python(src string) (statements []syntax.Stmt, err error) {
	defer caught(&err)
	return new(translator).body(parse(src)), nil
}

// Error describes why source cannot be translated. Name is the name of Python's
// exception, or "NotSupported" for what Python has and this package lacks.
type Error struct {
	Line, Column int // counted from 1; columns in characters, and an indentation by tabs in multiples of 8
	Name, Text   string
	// completed are sources that may be meant, if this one only lacks an end; nil
	// if more source cannot make it right.
	completed []string
	tooLong   bool // it may be right, but was not read to its end
}

func (e *Error) Error() string {
	return fmt.Sprintf("line %d: %s: %s", e.Line, e.Name, e.Text)
}

func (e *Error) unfinished() bool { return e.completed != nil }

func (t token) errorf(kind, format string, args ...any) *Error {
	return &Error{Line: int(t.line), Column: int(t.col), Name: kind, Text: fmt.Sprintf(format, args...)}
}

func (t token) notSupported(what string) *Error { return t.errorf("NotSupported", "%s", what) }

func (t token) invalid() *Error { return t.errorf("SyntaxError", "invalid syntax") }

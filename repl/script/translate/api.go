package translate

import (
	"fmt"
	"strings"

	"go.starlark.net/syntax"
)

// Statement is a piece of the top level that is run by itself: a [Code],
// [Import], [From], [Delete], [Try] or [With].
type Statement interface{ statement() }

func (Code) statement()   {}
func (Import) statement() {}
func (From) statement()   {}
func (Delete) statement() {}
func (Try) statement()    {}
func (With) statement()   {}

// Code is one statement in Starlark, which may need several.
type Code struct{ Stmts []syntax.Stmt }

// Import is import Module as As; As is "" if none was given.
type Import struct{ Module, As string }

// From is from Module import Names, or * where Star is set.
type From struct {
	Module string
	Names  []Alias
	Star   bool
}

// Alias is a name and what it is bound to; As is "" if that is the name itself.
type Alias struct{ Name, As string }

// Delete is del of a name.
type Delete struct{ Name string }

// Try is a try statement.
type Try struct {
	Body          []Statement
	Excepts       []Except
	Else, Finally []Statement
}

// Except is a clause of a try statement: Classes is an exception's class or a
// tuple of classes; nil stands for every exception.
type Except struct {
	Classes syntax.Expr
	As      string
	Body    []Statement
}

// With is a with statement.
type With struct {
	Manager syntax.Expr
	As      string
	Body    []Statement
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

func (t token) notSupported(what string) *Error {
	verb := "is"
	first, _, _ := strings.Cut(what, " ")
	if strings.HasSuffix(what, "s") || strings.HasSuffix(first, "s") {
		verb = "are"
	}
	return t.errorf("NotSupported", "%s %s not supported", what, verb)
}

func (t token) invalid() *Error { return t.errorf("SyntaxError", "invalid syntax") }

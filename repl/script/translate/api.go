package translate

import "go.starlark.net/syntax"

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

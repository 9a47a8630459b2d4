package translate

import (
	"strings"

	"go.starlark.net/syntax"
)

// The tree is Starlark's, with nodes for what Starlark's grammar lacks. Each
// embeds a node of Starlark, which gives it a position and makes it a statement or
// an expression.

// Statements.
type (
	// Import is import Module as As; As is "" if none was given.
	Import struct {
		syntax.BranchStmt
		Module, As string
	}
	// From is from Module import Names, or * where Star is set.
	From struct {
		syntax.BranchStmt
		Module string
		Names  []Alias
		Star   bool
	}
	// Delete is del of names, items, slices and attributes.
	Delete struct {
		syntax.BranchStmt
		Targets []syntax.Expr
	}
	// Assign is an assignment to one or several targets.
	Assign struct {
		syntax.BranchStmt
		Targets []syntax.Expr
		X       syntax.Expr
	}
	// Try is a try statement.
	Try struct {
		syntax.BranchStmt
		Body          []syntax.Stmt
		Excepts       []Except
		Else, Finally []syntax.Stmt
	}
	// With is a with statement of one manager; As is nil if nothing is bound.
	With struct {
		syntax.BranchStmt
		Manager, As syntax.Expr
		Body        []syntax.Stmt
	}
	// Raise is raise X, or raise alone.
	Raise struct {
		syntax.BranchStmt
		X syntax.Expr
	}
	// Assert is assert Cond, Text.
	Assert struct {
		syntax.BranchStmt
		Cond, Text syntax.Expr
	}
	// Scope is global Names or nonlocal Names.
	Scope struct {
		syntax.BranchStmt
		Global bool
		Names  []string
	}
	// Class is a class statement.
	Class struct {
		syntax.BranchStmt
		Name  string
		Bases []syntax.Expr
		Body  []syntax.Stmt
	}
	// Decorated is a function or class with decorators, the outermost first.
	Decorated struct {
		syntax.BranchStmt
		Decorators []syntax.Expr
		Of         syntax.Stmt // a [syntax.DefStmt] or a [Class]
	}
	// Yield is yield X, or yield from X, whose value is assigned to targets.
	Yield struct {
		syntax.BranchStmt
		Targets []syntax.Expr
		X       syntax.Expr // nil: None
		From    bool
	}
	// Loop is a for or while statement with an else clause.
	Loop struct {
		syntax.BranchStmt
		Loop syntax.Stmt
		Else []syntax.Stmt
	}
)

// Alias is a name and what it is bound to; As is "" if that is the name itself.
type Alias struct{ Name, As string }

// Except is a clause of a try statement: Classes is an exception's class or a
// tuple of classes; nil stands for every exception.
type Except struct {
	Classes syntax.Expr
	As      string
	Body    []syntax.Stmt
}

// Expressions.
type (
	// Chain is X op Y op Z, with at least two operators.
	Chain struct {
		syntax.Ident
		Ops []syntax.Token
		X   []syntax.Expr // one more than Ops
	}
	// Set is a set display.
	Set struct {
		syntax.Ident
		List []syntax.Expr
	}
	// SetLoop and Generator are comprehensions that make no list.
	SetLoop struct {
		syntax.Ident
		Of *syntax.Comprehension
	}
	Generator struct {
		syntax.Ident
		Of *syntax.Comprehension
	}
	// Format is an f-string.
	Format struct {
		syntax.Ident
		Parts []Part
	}
)

// Part is a piece of an f-string: text, or where X is set a value, with the
// conversion that follows a ! or 0, and the format behind the colon.
type Part struct {
	Text       string
	X          syntax.Expr
	Conversion byte
	Spec       []Part
}

// Operators that Starlark lacks; x ** y is an operator STARSTAR.
const (
	IS syntax.Token = 100 + iota
	ISNOT
)

func stmtAt(t token) syntax.BranchStmt { return syntax.BranchStmt{TokenPos: pos(t)} }
func exprAt(t token) syntax.Ident      { return syntax.Ident{NamePos: pos(t)} }

// Name returns the name that an import binds.
func (s *Import) Name() string {
	if s.As != "" {
		return s.As
	}
	name, _, _ := strings.Cut(s.Module, ".")
	return name
}

// Bound returns the name that an alias binds.
func (a Alias) Bound() string {
	if a.As != "" {
		return a.As
	}
	return a.Name
}

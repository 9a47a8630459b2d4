package translate

// Statement is a piece of the top level that is run by itself: a [Code],
// [Import], [From], [Delete], [Try] or [With].
type Statement interface{ statement() }

func (Code) statement()   {}
func (Import) statement() {}
func (From) statement()   {}
func (Delete) statement() {}
func (Try) statement()    {}
func (With) statement()   {}

// Code is Starlark source. Newlines come before it, so that its lines have the
// numbers that they had.
type Code struct {
	Line   int
	Source string
}

// Import is import Module as As; As is "" where none was given.
type Import struct {
	Line       int
	Module, As string
}

// From is from Module import Names, or * where Star is set.
type From struct {
	Line   int
	Module string
	Names  []Alias
	Star   bool
}

// Alias is a name and what it is called; As is "" where that is the same.
type Alias struct{ Name, As string }

// Delete is del of a name.
type Delete struct {
	Line int
	Name string
}

// Try is a try statement.
type Try struct {
	Line          int
	Body          []Statement
	Excepts       []Except
	Else, Finally []Statement
}

// Except is a clause of a try statement: Classes are Starlark expressions; none
// stand for every exception.
type Except struct {
	Line    int
	Classes []string
	As      string
	Body    []Statement
}

// With is a with statement: Manager is a Starlark expression.
type With struct {
	Line    int
	Manager string
	As      string
	Body    []Statement
}

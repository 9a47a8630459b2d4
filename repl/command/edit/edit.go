// Package edit has the commands that change sessions: set, rm, mv, cp, edit and
// expire. They make changes pending in the open transaction, each line as one step of undo,
// and write nothing to the server.
//
// Setting a value takes three functions: set reads the typed text ([ReadTyped]), put looks
// up the place, and putAt changes the list or mapping there. On the way notes point out
// what may have been meant differently, and which other places change with this one. The
// value that resolves a conflict takes the same way: see [NoteDecided] and [EditConflict].
package edit

import (
	"slices"

	"sessh/repl/command"
)

// Commands returns the commands, in the order of the list of commands.
func Commands() command.Table {
	return slices.Concat(setting(), removing(), copying(), editing(), lifetimes())
}

// Package edit has the commands that change what sessions hold: set, rm, mv, cp, edit and
// expire. They make changes pending in the open transaction, each line as one step of undo,
// and write nothing to the server.
//
// A line goes from the text of a value to the place that gets it: set reads the text
// ([ReadTyped]), put looks the place up, and putAt changes the list or mapping that holds
// it. On the way the user is told what a value may not have been meant as, and which other
// places change with it. What decides a conflict takes the same way: see [NoteDecided] and
// [EditConflict].
package edit

import (
	"slices"

	"sessh/repl/command"
)

// Commands returns the commands, in the order of the list of commands.
func Commands() command.Table {
	return slices.Concat(setting(), removing(), copying(), editing(), lifetimes())
}

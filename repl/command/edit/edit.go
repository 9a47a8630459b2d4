// Package edit has the commands that change values: they make changes pending, and write
// nothing to the server.
package edit

import "sessh/repl/command"

// Commands are the commands, in the order of the list of commands.
func Commands() command.Table { return lifetimes() }

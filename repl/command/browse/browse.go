// Package browse has the commands that look: they go to a place, list what is in it,
// search it and describe it. They change nothing, and write nothing to the server.
//
// Each command is a function that finds what it needs through its [command.Env] and
// returns a result. What may be long (the sessions of a container, a tree, what a search
// finds) is returned as [output.Rows], which are shown one by one while the servers still
// list: nothing here waits for the end of a listing, except to sort it.
//
// A command that is asked for something that is not there says so through
// [command.Call.Absent] and its relatives, which decide whether that is an error.
package browse

import (
	"context"
	"slices"

	"sessh/repl/command"
	"sessh/repl/place"
)

// Commands are the commands, in the order of the list of commands.
func Commands() command.Table { return slices.Concat(walking(), searching(), reading()) }

// noteNew notes on a terminal that a place is not there yet, if so.
func noteNew(ctx context.Context, env command.Env, at place.Path) {
	if len(at) < place.Session || !env.Out.IsTerminal() {
		return
	}
	if spot, err := env.Place.Find(ctx, at); err == nil && !spot.Found {
		env.Out.Note("(new: created by the first key that is set in it)")
	}
}

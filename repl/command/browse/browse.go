// Package browse has the commands that only read: they go to a place, list its contents,
// search it and describe it.
//
// Long results (the sessions of a container, a tree, the hits of a search) are returned as
// [output.Rows], which are shown one by one while the servers still list: nothing here waits
// for the end of a listing, except to sort it.
//
// A command that does not find what it was asked for reports that through
// [command.Call.NotFound] and the like, which decide whether it is an error.
package browse

import (
	"context"
	"slices"

	"sessh/repl/command"
	"sessh/repl/place"
)

// Commands returns the commands, in the order of the list of commands.
func Commands() command.Table { return slices.Concat(walking(), searching(), reading()) }

// noteNew notes on a terminal that a place does not exist yet, if so.
func noteNew(ctx context.Context, env command.Env, at place.Path) {
	if len(at) < place.Session || !env.Out.IsTerminal() {
		return
	}
	if spot, err := env.Place.Find(ctx, at); err == nil && !spot.Found {
		env.Out.Note("(new: created by the first key that is set in it)")
	}
}

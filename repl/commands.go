package repl

import (
	"context"
	"slices"
	"sync"

	"github.com/spf13/pflag"

	"sessh/repl/command"
	"sessh/repl/command/browse"
	"sessh/repl/command/control"
	"sessh/repl/command/diagnose"
	"sessh/repl/command/edit"
	"sessh/repl/command/formats"
	"sessh/repl/command/replay"
	"sessh/repl/command/servers"
	"sessh/repl/command/transact"
)

// table returns all commands, in the order of the list of commands. It must not be changed.
var table = sync.OnceValue(func() command.Table {
	return slices.Concat(browse.Commands(), edit.Commands(),
		transact.Status(), transact.Transactions(), transact.Conflicts(), transact.Log(), transact.Stash(), servers.Servers(), formats.Commands(), servers.Usage(), servers.Dumps(), servers.Watch(), diagnose.Why(), diagnose.Doctor(), replay.Commands(), control.Commands())
})

// runRest runs the arguments of a call, from argument i on, as a line.
func (sh *Shell) runRest(ctx context.Context, c *command.Call, i int) error {
	if c.IsSplit() {
		return sh.runWords(ctx, c.SplitFrom(i))
	}
	return sh.Run(ctx, c.Line[c.Words[i].Start:])
}

// Separate splits a command line into the flags of the program and the words of a command,
// as [command.Separate] does.
func Separate(own *pflag.FlagSet, args []string) (flags, words []string) {
	return command.Separate(own, args, table)
}

// Offline reports whether the words of a single command need no server.
func Offline(words []string) bool {
	if len(words) == 0 {
		return false
	}
	c := table().Lookup(words[0])
	return c != nil && c.Offline
}

// ExplainsFailure reports whether the words of a single command ask for the reason why a server takes no
// more connections.
func ExplainsFailure(words []string) bool {
	if len(words) == 0 {
		return false
	}
	c := table().Lookup(words[0])
	return c != nil && c.Explains
}

// VisitFlags calls f for each flag of each command.
func VisitFlags(f func(command string, flag *pflag.Flag)) {
	for _, c := range table() {
		c.Cobra().Flags().VisitAll(func(flag *pflag.Flag) { f(c.Name, flag) })
	}
}

// Package command is the command table, and everything that commands can reach.
//
// A [Command] is one entry: its name, its usage, its help with an example, its flags, and a
// function. Running a line, help, completion, one-shot use and the completion scripts of
// other shells use nothing else. The commands are in the packages below this one, one for
// each family: browse, edit, transact, servers, diagnose,
// formats, replay and control.
//
// [Table.Parse] splits a line, and [Table.Bind] makes a [Call] of it: the arguments and flags
// of one use. The function of a command gets the call and an [Env], and returns a result as
// data:
//
//	func pwd(_ context.Context, env command.Env, c *command.Call) (output.Result, error) {
//		at := env.Place.Here.String()
//		return output.Message{Words: at, Facts: map[string]any{"path": at}}, nil
//	}
//
// Commands do not print, and cannot reach more of the shell than the Env offers. To add a
// command, add an entry to the table of its family, a function, and an example, which the
// tests run.
package command

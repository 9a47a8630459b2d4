// Package command is the command table, and all that a command may reach.
//
// A [Command] is one entry: its name, its usage, its help with an example, its flags, and a
// function. Running a line, help, completion, one-shot use and the completion scripts for
// other shells come from the entry alone. The commands themselves are in packages below
// this one, a family in each: browse, edit, transact, servers, formats, replay and control.
//
// [Table.Parse] takes a line apart, and [Table.Bind] makes a [Call] of it: the arguments and
// flags of one use. The command's function gets the call and an [Env], and returns a result
// as data:
//
//	func pwd(_ context.Context, env command.Env, c *command.Call) (output.Result, error) {
//		at := env.Place.Here.String()
//		return output.Message{Words: at, Facts: map[string]any{"path": at}}, nil
//	}
//
// No command prints, and none sees the shell: what is not in the Env cannot be reached. A
// new command is one entry in the table of its family, one function, and one example, which
// the tests run.
package command

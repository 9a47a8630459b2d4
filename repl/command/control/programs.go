package control

import (
	"context"
	"strings"

	"sessh/repl/command"
	"sessh/repl/output"
	"sessh/repl/syntax"
)

// shellCommand is the command that runs programs.
func shellCommand() *command.Command {
	return &command.Command{
		Name: "shell", Aliases: []string{syntax.Shell}, Alike: []string{"system", "exec"}, Group: command.GroupShell, Args: "[PROGRAM ARGS...]",
		Short: "run a program of your machine, as !date does",
		Long: `Runs a line as your own shell would; without one, starts that shell ($SHELL), until you
leave it. !PROGRAM is the same, and needs no blank behind the !. The program has the
terminal, and Ctrl-C, to itself. A program that fails is an error. Walkthroughs run no
programs; --read-only does not keep a program from anything. "help pipes" is about
COMMAND | PROGRAM.`,
		Example: "sessh> shell date # doctest: +SKIP\nFri Nov 27 12:00:00 UTC 2026\nsessh> !date -u # doctest: +SKIP\n",
		Max:     command.Many, Whole: true, Program: true, KeepsTransaction: true, Offline: true, Run: shell,
	}
}

func shell(_ context.Context, env command.Env, c *command.Call) (output.Result, error) {
	line := strings.TrimSpace(c.After())
	if c.IsSplit() {
		line = strings.Join(c.SplitAll(), " ")
	}
	return nil, env.Shell.RunProgram(line)
}

package control

import (
	"context"
	"fmt"
	"strings"

	"sessh/repl/command"
	"sessh/repl/hint"
	"sessh/repl/output"
	"sessh/repl/syntax"
	"sessh/session/format/lazyregexp"
)

// shellCommand is the command that runs programs.
func shellCommand() *command.Command {
	return &command.Command{
		Name: "shell", Aliases: []string{syntax.Shell}, Alike: []string{"system", "exec"}, Group: command.GroupShell, Args: "[PROGRAM ARGS...]",
		Short: "run a program of your machine, as !date does",
		Long: `Runs a line as your own shell would; without one, starts that shell ($SHELL), until you
leave it. !PROGRAM is the same, and needs no blank behind the !. The program has the
terminal, and Ctrl-C, to itself. A program that fails is an error. Walkthroughs run no
programs; --read-only does not restrict what a program does. "help pipes" is about
COMMAND | PROGRAM. There is no history expansion, such as !! and !600: Up and Ctrl-R
bring earlier lines back.`,
		Example: "sessh> shell date # doctest: +SKIP\nFri Nov 27 12:00:00 UTC 2026\nsessh> !date -u # doctest: +SKIP\n",
		Max:     command.Many, Whole: true, Program: true, KeepsTransaction: true, Offline: true, Run: shell,
	}
}

// recalled matches what another shell would replace by an earlier line or a part of it.
var recalled = lazyregexp.New(`^(?:!|\?|(?:-?[0-9]+|[$^*])(?:\s|$))`)

func shell(_ context.Context, env command.Env, c *command.Call) (output.Result, error) {
	line := strings.TrimSpace(c.After())
	if word := recalled.Get().FindString(line); word != "" && !c.IsSplit() && strings.HasPrefix(strings.TrimSpace(c.Line), syntax.Shell) {
		err := fmt.Errorf("%s%s: there is no history expansion", syntax.Shell, strings.TrimSpace(word))
		return nil, &hint.Usage{Err: hint.With(err, "Up and Ctrl-R bring earlier lines back, and history shows them; shell PROGRAM runs a program of such a name")}
	}
	if c.IsSplit() {
		line = strings.Join(c.SplitAll(), " ")
	}
	return nil, env.Shell.RunProgram(line)
}

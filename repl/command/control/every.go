package control

import (
	"context"
	"fmt"

	"github.com/spf13/pflag"

	"sessh/repl/command"
	"sessh/repl/command/repeat"
	"sessh/repl/output"
)

// everyCommand is the command that repeats others.
func everyCommand() *command.Command {
	return &command.Command{
		Name: "every", Alike: []string{"repeat", "loop"}, Group: command.GroupShell, Args: "DURATION LINE", Short: "run a command again and again, and mark what changed",
		Long: `Runs a command that only shows something, waits for DURATION (500ms, 2s, 1m; a
number alone counts seconds), and runs it again, until q, Ctrl-C or --count ends it. Lines
that differ from those of the time before are marked: + new, ~ changed, - gone. On a
terminal the output is redrawn in place, as far as it fits on the screen. There errors
and notes are shown as well, and the command is run again, even if the first run
fails; in a script an error ends it. As JSON, and in columns, the output is printed as it
is each time.`,
		Example: "sessh> every --count 1 2s pwd\npwd  ...\n  /\n",
		Kinds:   []command.Kind{command.Anything, command.Line}, Min: 2, Max: command.Many, KeepsTransaction: true, Run: every, Steady: command.SteadyNothing,
		Flags: func(f *pflag.FlagSet) { f.IntP("count", "n", 0, "end after `N` times; 0 means never") },
	}
}

func every(ctx context.Context, env command.Env, c *command.Call) (output.Result, error) {
	d, err := repeat.Interval(c.Text(0))
	if err != nil {
		return nil, c.UsageError(err)
	}
	line := c.Text(1)
	if err := env.Shell.OnlyShows(c, 1); err != nil {
		return nil, err
	}
	o := repeat.Options{Title: line, Every: d, Count: c.Number("count")}
	return repeat.Run(ctx, env, o, func(ctx context.Context) error { return env.Shell.RunRest(ctx, c, 1) }), nil
}

// timingCommand is the command that turns timing on and off.
func timingCommand() *command.Command {
	return &command.Command{
		Name: "timing", Group: command.GroupShell, Args: "[on|off]", Short: "say after each command how long it took",
		Long: `Without an argument it changes from one to the other. "timing = true" in the
configuration file turns it on for all shells. The time is on standard error, and so is not
part of what a file or a program gets. time LINE is for one line.`,
		Example: "sessh> timing on # doctest: +SKIP\ntiming is on\n", Kinds: []command.Kind{command.Verb}, Verbs: []string{"on", "off"}, Max: 1,
		KeepsTransaction: true, Offline: true, Run: timing,
	}
}

func timing(_ context.Context, env command.Env, c *command.Call) (output.Result, error) {
	on := !env.Shell.Timing()
	switch word := c.Text(0); word {
	case "on", "off":
		on = word == "on"
	case "":
	default:
		return nil, c.UsageError(fmt.Errorf("timing is on or off, not %s", word))
	}
	command.NoteNoEffect(env, c)
	env.Shell.SetTiming(on)
	words := "timing is off"
	if on {
		words = "timing is on"
	}
	return output.Message{Words: words, Facts: map[string]any{"timing": on}}, nil
}

package repl

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"sessh/repl/command"
	"sessh/repl/output"
	"sessh/repl/screen"
	"sessh/repl/syntax"
	"sessh/repl/topics"
)

func shellCommands() []*command.Command {
	return []*command.Command{
		{
			Name: "help", Aliases: []string{"?"}, Alike: []string{"man", "commands"}, Group: command.GroupShell, Args: "[COMMAND|TOPIC]", Short: "list the commands and topics, or explain one",
			Long: `help COMMAND and COMMAND --help print the same. A topic, such as paths, values or
files, is explained like a command.`,
			Example: "sessh> help pwd\npwd: tell where one is\n...\n",
			Kinds:   []command.Kind{command.CommandName}, Max: 1, KeepsTransaction: true, Paged: true, Legacy: (*Shell).helpFor,
		},
		{
			Name: "history", Group: command.GroupShell, Args: "[N]", Short: "show the last lines that were typed",
			Long: `The last 20, or N. The history is kept in a file in your state folder that only you can
read; a line that begins with a blank is not kept. At the prompt, Up goes
back in it, and Ctrl-R searches it.`,
			Example: "sessh> history # doctest: +SKIP\n  1  ls /\n", Max: 1, KeepsTransaction: true, Paged: true, Legacy: (*Shell).showHistory,
		},
		{
			Name: "output", Group: command.GroupShell, Args: "[FORMAT]", Short: "choose between text for people and JSON for programs, and paging",
			Long: `FORMAT is text or json: one JSON document on a line for each result. Without it,
tells which one is on. On a terminal, output that is longer than the screen is
shown by $SESSH_PAGER, $PAGER or less, with the options FRX where $LESS is not set:
what it has shown stays on the screen. "output unpaged" writes it on the terminal
as it comes, and "output paged" does it again.`,
			Example: "sessh> output json\nsessh> pwd\n{\"path\":\"/\"}\nsessh> output text\n",
			Kinds:   []command.Kind{command.OutputFormat}, Max: 1, KeepsTransaction: true, Legacy: (*Shell).output,
		},
		{
			Name: "time", Group: command.GroupShell, Args: "LINE", Short: "run a line, and tell how long it took",
			Long:    "The time is from the start of the command to its last result.",
			Example: "sessh> time pwd\n/\ntook ...\n",
			Kinds:   []command.Kind{command.Line}, Min: 1, Max: command.Many, Rest: 0, KeepsTransaction: true, Legacy: (*Shell).timed, Steady: command.SteadyAbove,
		},
		{
			Name: "quit", Aliases: []string{"exit"}, Alike: []string{"logout", "bye", "q"}, Group: command.GroupShell, Short: "leave the shell",
			Long: `With changes pending it asks first: commit writes them, keep leaves them for the
next shell on the same server, drop drops them. Ctrl-D does the same; pressed again,
at the question, it keeps. Where they cannot be kept, it says so, and the next Ctrl-D
drops them. In a script the changes are dropped, and the exit status is 4; --discard
drops them with status 0. What a script took from the stash stays in it, unless
--discard drops it.`,
			Example: "sessh> quit # doctest: +SKIP\n", KeepsTransaction: true, Legacy: (*Shell).quit,
			Flags: func(f *pflag.FlagSet) { f.Bool("discard", false, "drop what is pending") },
		},
	}
}

// manual is the help text of one command.
type manual struct{ c *command.Command }

func (m manual) JSON() any {
	return map[string]any{"command": m.c.Name, "usage": m.c.Usage(), "summary": m.c.Short, "help": m.c.Long, "example": m.c.Example}
}

func (m manual) Text(p *output.Printer) {
	c := m.c
	p.Line("%s: %s", c.Name, c.Short)
	p.Line("")
	p.Line("  %s", p.Palette.Name.Sprint(c.Usage()))
	if len(c.Aliases) > 0 {
		p.Line("  also: %s", strings.Join(c.Aliases, ", "))
	}
	p.Line("")
	p.Write(strings.TrimRight(c.Long, "\n") + "\n")
	if c.Flags != nil {
		fs := pflag.NewFlagSet(c.Name, pflag.ContinueOnError)
		c.Flags(fs)
		p.Write("\nFlags:\n" + fs.FlagUsages())
	}
	p.Write("\nExample:\n")
	for _, l := range strings.Split(strings.TrimRight(c.Example, "\n"), "\n") {
		p.Line("  %s", l)
	}
}

// index is the list of commands.
type index struct{ commands []*command.Command }

func (x index) JSON() any {
	list := make([]any, len(x.commands))
	for i, c := range x.commands {
		list[i] = map[string]any{"command": c.Name, "usage": c.Usage(), "summary": c.Short, "group": c.Group}
	}
	about := make([]any, 0, len(topics.All()))
	for _, t := range topics.All() {
		about = append(about, map[string]any{"topic": t.Name, "summary": t.Short})
	}
	return map[string]any{"commands": list, "topics": about}
}

func (x index) Text(p *output.Printer) {
	entry := func(head, text string) {
		if cells := p.Width(26); cells > 0 {
			text = screen.Shorten(text, cells)
		}
		p.Line("  %s  %s", screen.Pad(head, 22), text)
	}
	for _, g := range command.Groups {
		p.Line("%s", p.Palette.Name.Sprint(g))
		for _, c := range x.commands {
			if c.Group == g {
				entry(strings.TrimSuffix(c.Name+" "+c.Args, " "), c.Short)
			}
		}
	}
	p.Line("%s", p.Palette.Name.Sprint("Topics"))
	for _, t := range topics.All() {
		entry(t.Name, t.Short)
	}
	p.Line("help COMMAND or help TOPIC tells more. Tab completes everything; Ctrl-C stops what is running.")
}

// topic is the help text of one topic.
type topic struct{ topics.Topic }

func (t topic) JSON() any {
	return map[string]any{"topic": t.Name, "summary": t.Short, "help": t.Topic.Text}
}

func (t topic) Text(p *output.Printer) {
	p.Line("%s: %s", t.Name, t.Short)
	p.Line("")
	p.Write(t.Topic.Text)
}

func (sh *Shell) helpFor(_ context.Context, c *use) error {
	if len(c.Words) == 0 {
		return c.emit(index{sh.commands})
	}
	cmd := sh.commands.Lookup(c.Text(0))
	if t, ok := topics.Find(c.Text(0)); ok && cmd == nil {
		return c.emit(topic{t})
	}
	if cmd == nil {
		return sh.commands.Unknown(&command.Parsed{Name: c.Word(0)})
	}
	return sh.help(cmd)
}

func (sh *Shell) help(cmd *command.Command) error { return sh.printer.Emit(manual{cmd}) }

func (sh *Shell) output(_ context.Context, c *use) error {
	switch c.Text(0) {
	case "":
		word := "text"
		if sh.printer.AsJSON {
			word = "json"
		}
		return c.emit(output.Message{Words: word, Facts: map[string]any{"output": word}})
	case "text":
		sh.printer.AsJSON = false
	case "json":
		sh.printer.AsJSON = true
	case "paged", "unpaged":
		sh.printer.Unpaged = c.Text(0) == "unpaged"
	default:
		return command.UsageError(c.Cmd, fmt.Errorf("%s is no output format: there is text and json, paged and unpaged", syntax.Quote(c.Text(0))))
	}
	return nil
}

// took is how long a line took.
type took struct{ d time.Duration }

func (t took) JSON() any { return map[string]any{"seconds": t.d.Seconds()} }

func (t took) Text(p *output.Printer) { p.Line("took %s", t.d.Round(time.Microsecond)) }

func (sh *Shell) timed(ctx context.Context, c *use) error {
	start := sh.options.Now()
	err := sh.runRest(ctx, c.Call, 0)
	return errors.Join(err, c.emit(took{sh.options.Now().Sub(start)}))
}

func (sh *Shell) quit(_ context.Context, c *use) error {
	if c.IsSet("discard") {
		sh.discard = true
	}
	return quitting{}
}

// historyRow is one line of the history.
type historyRow struct {
	number int
	line   string
}

func (r historyRow) JSON() any { return map[string]any{"number": r.number, "line": r.line} }

func (r historyRow) Text(p *output.Printer) { p.Line("%5d  %s", r.number, screen.Safe(r.line)) }

func (sh *Shell) showHistory(_ context.Context, c *use) error {
	n := 20
	if len(c.Words) > 0 {
		if _, err := fmt.Sscanf(c.Text(0), "%d", &n); err != nil || n < 1 {
			return command.UsageError(c.Cmd, fmt.Errorf("%s is no number of lines", syntax.Quote(c.Text(0))))
		}
	}
	if sh.history == nil {
		return nil
	}
	lines := sh.history.Lines()
	for i := max(0, len(lines)-n); i < len(lines); i++ {
		if err := c.emit(historyRow{i + 1, lines[i]}); err != nil {
			return err
		}
	}
	return nil
}

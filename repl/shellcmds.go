package repl

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"sessh/repl/output"
	"sessh/repl/screen"
	"sessh/repl/syntax"
)

func shellCommands() []*Command {
	return []*Command{
		{
			name: "help", aliases: []string{"?"}, alike: []string{"man", "commands"}, group: groupShell, args: "[COMMAND]", short: "list the commands, or tell how one is used",
			long:    "help COMMAND and COMMAND --help tell the same.",
			example: "sessh> help pwd\npwd: tell where one is\n...\n",
			kinds:   []kind{commandName}, max: 1, frozen: true, paged: true, legacy: (*Shell).helpFor,
		},
		{
			name: "history", group: groupShell, args: "[N]", short: "show the last lines that were typed",
			long: `The last 20, or N. The history is kept in a file in your state folder that only you can
read; a line that begins with a blank is not kept. At the prompt, Up goes
back in it, and Ctrl-R searches it.`,
			example: "sessh> history # doctest: +SKIP\n  1  ls /\n", max: 1, frozen: true, paged: true, legacy: (*Shell).showHistory,
		},
		{
			name: "output", group: groupShell, args: "[FORMAT]", short: "choose between text for people and JSON for programs, and paging",
			long: `FORMAT is text or json: one JSON document on a line for each result. Without it,
tells which one is on. On a terminal, output that is longer than the screen is
shown by $SESSH_PAGER, $PAGER or less, with the options FRX where $LESS is not set:
what it has shown stays on the screen. "output unpaged" writes it on the terminal
as it comes, and "output paged" does it again.`,
			example: "sessh> output json\nsessh> pwd\n{\"path\":\"/\"}\nsessh> output text\n",
			kinds:   []kind{format}, max: 1, frozen: true, legacy: (*Shell).output,
		},
		{
			name: "time", group: groupShell, args: "LINE", short: "run a line, and tell how long it took",
			long:    "The time is from the start of the command to its last result.",
			example: "sessh> time pwd\n/\ntook ...\n",
			kinds:   []kind{lineKind}, min: 1, max: many, rest: 0, frozen: true, legacy: (*Shell).timed, steady: steadyAbove,
		},
		{
			name: "quit", aliases: []string{"exit"}, alike: []string{"logout", "bye", "q"}, group: groupShell, short: "leave the shell",
			long: `With changes pending it asks first: commit writes them, keep leaves them for the
next shell on the same server, drop drops them. Ctrl-D does the same; pressed again,
at the question, it keeps. Where they cannot be kept, it says so, and the next Ctrl-D
drops them. In a script the changes are dropped, and the exit status is 4; --discard
drops them with status 0. What a script took from the stash stays in it, unless
--discard drops it.`,
			example: "sessh> quit # doctest: +SKIP\n", frozen: true, legacy: (*Shell).quit,
			flags: func(f *pflag.FlagSet) { f.Bool("discard", false, "drop what is pending") },
		},
	}
}

// manual is the help text of one command.
type manual struct{ c *Command }

func (m manual) JSON() any {
	return map[string]any{"command": m.c.name, "usage": m.c.usage(), "summary": m.c.short, "help": m.c.long, "example": m.c.example}
}

func (m manual) Text(p *output.Printer) {
	c := m.c
	p.Line("%s: %s", c.name, c.short)
	p.Line("")
	p.Line("  %s", p.Palette.Name.Sprint(c.usage()))
	if len(c.aliases) > 0 {
		p.Line("  also: %s", strings.Join(c.aliases, ", "))
	}
	p.Line("")
	p.Write(strings.TrimRight(c.long, "\n") + "\n")
	if c.flags != nil {
		fs := pflag.NewFlagSet(c.name, pflag.ContinueOnError)
		c.flags(fs)
		p.Write("\nFlags:\n" + fs.FlagUsages())
	}
	p.Write("\nExample:\n")
	for _, l := range strings.Split(strings.TrimRight(c.example, "\n"), "\n") {
		p.Line("  %s", l)
	}
}

// index is the list of commands.
type index struct{ commands []*Command }

func (x index) JSON() any {
	list := make([]any, len(x.commands))
	for i, c := range x.commands {
		list[i] = map[string]any{"command": c.name, "usage": c.usage(), "summary": c.short, "group": c.group}
	}
	return map[string]any{"commands": list}
}

func (x index) Text(p *output.Printer) {
	for _, g := range groups {
		p.Line("%s", p.Palette.Name.Sprint(g))
		for _, c := range x.commands {
			if c.group != g {
				continue
			}
			head := c.name
			if c.args != "" {
				head += " " + c.args
			}
			text := c.short
			if cells := p.Width(26); cells > 0 {
				text = screen.Shorten(text, cells)
			}
			p.Line("  %s  %s", screen.Pad(head, 22), text)
		}
	}
	p.Line("help COMMAND tells more. Tab completes everything; Ctrl-C stops what is running.")
}

func (sh *Shell) helpFor(_ context.Context, c *use) error {
	if len(c.words) == 0 {
		return c.emit(index{sh.commands})
	}
	cmd := sh.commands.lookup(c.text(0))
	if cmd == nil {
		return sh.commands.unknownCommand(&parsed{name: c.word(0)})
	}
	return sh.help(cmd)
}

func (sh *Shell) help(cmd *Command) error { return sh.printer.Emit(manual{cmd}) }

func (sh *Shell) output(_ context.Context, c *use) error {
	switch c.text(0) {
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
		sh.printer.Unpaged = c.text(0) == "unpaged"
	default:
		return usageError(c.cmd, fmt.Errorf("%s is no output format: there is text and json, paged and unpaged", syntax.Quote(c.text(0))))
	}
	return nil
}

// took is how long a line took.
type took struct{ d time.Duration }

func (t took) JSON() any { return map[string]any{"seconds": t.d.Seconds()} }

func (t took) Text(p *output.Printer) { p.Line("took %s", t.d.Round(time.Microsecond)) }

func (sh *Shell) timed(ctx context.Context, c *use) error {
	start := sh.options.Now()
	err := c.runRest(ctx, sh, 0)
	return errors.Join(err, c.emit(took{sh.options.Now().Sub(start)}))
}

func (sh *Shell) quit(_ context.Context, c *use) error {
	if c.isSet("discard") {
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
	if len(c.words) > 0 {
		if _, err := fmt.Sscanf(c.text(0), "%d", &n); err != nil || n < 1 {
			return usageError(c.cmd, fmt.Errorf("%s is no number of lines", syntax.Quote(c.text(0))))
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

package repl

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"sessh/repl/screen"
	"sessh/repl/syntax"
	"sessh/repl/topics"
)

func shellCommands() []*command {
	return []*command{
		{
			name: "help", aliases: []string{"?"}, alike: []string{"man", "commands"}, group: groupShell, args: "[COMMAND|TOPIC]", short: "list the commands and topics, or explain one",
			long: `help COMMAND and COMMAND --help print the same. A topic, such as paths, values or
files, is explained like a command.`,
			example: "sessh> help pwd\npwd: tell where one is\n...\n",
			kinds:   []kind{commandName}, max: 1, frozen: true, paged: true, run: (*Shell).helpFor,
		},
		{
			name: "history", group: groupShell, args: "[N]", short: "show the last lines that were typed",
			long: `The last 20, or N. The history is kept in a file in your state folder that only you can
read; a line that begins with a blank is not kept. At the prompt, Up goes
back in it, and Ctrl-R searches it.`,
			example: "sessh> history # doctest: +SKIP\n  1  ls /\n", max: 1, frozen: true, paged: true, run: (*Shell).showHistory,
		},
		{
			name: "output", group: groupShell, args: "[FORMAT]", short: "choose between text for people and JSON for programs, and paging",
			long: `FORMAT is text or json: one JSON document on a line for each result. Without it,
tells which one is on. On a terminal, output that is longer than the screen is
shown by $SESSH_PAGER, $PAGER or less, with the options FRX where $LESS is not set:
what it has shown stays on the screen. "output unpaged" writes it on the terminal
as it comes, and "output paged" does it again.`,
			example: "sessh> output json\nsessh> pwd\n{\"path\":\"/\"}\nsessh> output text\n",
			kinds:   []kind{format}, max: 1, frozen: true, run: (*Shell).output,
		},
		{
			name: "time", group: groupShell, args: "LINE", short: "run a line, and tell how long it took",
			long:    "The time is from the start of the command to its last result.",
			example: "sessh> time pwd\n/\ntook ...\n",
			kinds:   []kind{lineKind}, min: 1, max: many, rest: 0, frozen: true, run: (*Shell).timed, steady: steadyAbove,
		},
		{
			name: "quit", aliases: []string{"exit"}, alike: []string{"logout", "bye", "q"}, group: groupShell, short: "leave the shell",
			long: `With changes pending it asks first: commit writes them, keep leaves them for the
next shell on the same server, drop drops them. Ctrl-D does the same; pressed again,
at the question, it keeps. Where they cannot be kept, it says so, and the next Ctrl-D
drops them. In a script the changes are dropped, and the exit status is 4; --discard
drops them with status 0. What a script took from the stash stays in it, unless
--discard drops it.`,
			example: "sessh> quit # doctest: +SKIP\n", frozen: true, run: (*Shell).quit,
			flags: func(f *pflag.FlagSet) { f.Bool("discard", false, "drop what is pending") },
		},
	}
}

// manual is the help text of one command.
type manual struct{ c *command }

func (m manual) json() any {
	return map[string]any{"command": m.c.name, "usage": m.c.usage(), "summary": m.c.short, "help": m.c.long, "example": m.c.example}
}

func (m manual) text(p *printer) {
	c := m.c
	p.line("%s: %s", c.name, c.short)
	p.line("")
	p.line("  %s", p.palette.Name.Sprint(c.usage()))
	if len(c.aliases) > 0 {
		p.line("  also: %s", strings.Join(c.aliases, ", "))
	}
	p.line("")
	p.write(strings.TrimRight(c.long, "\n") + "\n")
	if c.flags != nil {
		fs := pflag.NewFlagSet(c.name, pflag.ContinueOnError)
		c.flags(fs)
		p.write("\nFlags:\n" + fs.FlagUsages())
	}
	p.write("\nExample:\n")
	for _, l := range strings.Split(strings.TrimRight(c.example, "\n"), "\n") {
		p.line("  %s", l)
	}
}

// index is the list of commands.
type index struct{ commands []*command }

func (x index) json() any {
	list := make([]any, len(x.commands))
	for i, c := range x.commands {
		list[i] = map[string]any{"command": c.name, "usage": c.usage(), "summary": c.short, "group": c.group}
	}
	about := make([]any, 0, len(topics.All()))
	for _, t := range topics.All() {
		about = append(about, map[string]any{"topic": t.Name, "summary": t.Short})
	}
	return map[string]any{"commands": list, "topics": about}
}

func (x index) text(p *printer) {
	entry := func(head, text string) {
		if cells := p.width(26); cells > 0 {
			text = screen.Shorten(text, cells)
		}
		p.line("  %s  %s", screen.Pad(head, 22), text)
	}
	for _, g := range groups {
		p.line("%s", p.palette.Name.Sprint(g))
		for _, c := range x.commands {
			if c.group == g {
				entry(strings.TrimSuffix(c.name+" "+c.args, " "), c.short)
			}
		}
	}
	p.line("%s", p.palette.Name.Sprint("Topics"))
	for _, t := range topics.All() {
		entry(t.Name, t.Short)
	}
	p.line("help COMMAND or help TOPIC tells more. Tab completes everything; Ctrl-C stops what is running.")
}

// topic is the help text of one topic.
type topic struct{ topics.Topic }

func (t topic) json() any {
	return map[string]any{"topic": t.Name, "summary": t.Short, "help": t.Text}
}

func (t topic) text(p *printer) {
	p.line("%s: %s", t.Name, t.Short)
	p.line("")
	p.write(t.Text)
}

func (sh *Shell) helpFor(_ context.Context, c *call) error {
	if len(c.words) == 0 {
		return c.emit(index{sh.commands})
	}
	cmd := lookup(sh.commands, c.text(0))
	if t, ok := topics.Find(c.text(0)); ok && cmd == nil {
		return c.emit(topic{t})
	}
	if cmd == nil {
		return sh.unknownCommand(&parsed{name: c.word(0)})
	}
	return sh.help(cmd)
}

func (sh *Shell) help(cmd *command) error { return sh.printer.emit(manual{cmd}) }

func (sh *Shell) output(_ context.Context, c *call) error {
	switch c.text(0) {
	case "":
		word := "text"
		if sh.printer.asJSON {
			word = "json"
		}
		return c.emit(message{word, map[string]any{"output": word}})
	case "text":
		sh.printer.asJSON = false
	case "json":
		sh.printer.asJSON = true
	case "paged", "unpaged":
		sh.unpaged = c.text(0) == "unpaged"
	default:
		return usageError(c.cmd, fmt.Errorf("%s is no output format: there is text and json, paged and unpaged", syntax.Quote(c.text(0))))
	}
	return nil
}

// took is how long a line took.
type took struct{ d time.Duration }

func (t took) json() any { return map[string]any{"seconds": t.d.Seconds()} }

func (t took) text(p *printer) { p.line("took %s", t.d.Round(time.Microsecond)) }

func (sh *Shell) timed(ctx context.Context, c *call) error {
	start := sh.options.Now()
	err := c.runRest(ctx, sh, 0)
	return errors.Join(err, c.emit(took{sh.options.Now().Sub(start)}))
}

func (sh *Shell) quit(_ context.Context, c *call) error {
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

func (r historyRow) json() any { return map[string]any{"number": r.number, "line": r.line} }

func (r historyRow) text(p *printer) { p.line("%5d  %s", r.number, screen.Safe(r.line)) }

func (sh *Shell) showHistory(_ context.Context, c *call) error {
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

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

func list(names []string) string { return strings.Join(names, ", ") }

// oneLine is an error as one line that is safe to show. Its lines are joined; within
// them each blank stays, as a part of a name or a value.
func oneLine(err error) string {
	var lines []string
	for l := range strings.SplitSeq(clip(screen.ErrorText(err), longestError), "\n") {
		if l = strings.Trim(l, " \t\r"); l != "" {
			lines = append(lines, screen.Safe(l))
		}
	}
	return strings.Join(lines, "; ")
}

// Package control has the commands about the shell itself: help, history, output,
// config, time, version and quit.
package control

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"sessh/repl/command"
	"sessh/repl/hint"
	"sessh/repl/output"
	"sessh/repl/screen"
	"sessh/repl/setting"
	"sessh/repl/syntax"
	"sessh/repl/topics"
)

// Commands returns the commands, in the order of the list of commands.
func Commands() command.Table {
	return command.Table{
		{
			Name: "help", Aliases: []string{"?"}, Alike: []string{"commands"}, Group: command.GroupShell, Args: "[COMMAND|TOPIC]", Short: "list the commands and topics, or explain one",
			Long: `help COMMAND and COMMAND --help print the same. A topic, such as paths, values or
files, is explained like a command.`,
			Example: "sessh> help pwd\npwd: print the current place\n...\n",
			Kinds:   []command.Kind{command.CommandName}, Max: 1, KeepsTransaction: true, Offline: true, Paged: true, Shows: command.Always, Run: help,
		},
		{
			Name: "man", Group: command.GroupShell, Args: "[COMMAND|TOPIC]", Short: "print the manual page of sessh",
			Long: `"sessh man > sessh.1" writes it to a file, for "man ./sessh.1" or the folder of
your manual pages. man COMMAND is help COMMAND.`,
			Example: "sessh> man pwd\npwd: print the current place\n...\n",
			Kinds:   []command.Kind{command.CommandName}, Max: 1, KeepsTransaction: true, Offline: true, Paged: true, Shows: command.Always, Run: man,
		},
		{
			Name: "history", Group: command.GroupShell, Args: "[N]", Short: "show the lines typed last",
			Long: `Shows the last 20 lines, or the last N. The history is kept in a file in your state
folder that only you can read; a line that begins with a blank is not kept, nor
one with a cookie. At the prompt, Up goes back in it, and Ctrl-R searches it.`,
			Example: "sessh> history # doctest: +SKIP\n  1  ls /\n", Max: 1, KeepsTransaction: true, Paged: true, Shows: command.Always, Run: history, Steady: command.SteadyNothing,
		},
		{
			Name: "output", Group: command.GroupShell, Args: "[FORMAT]", Short: "choose how results are printed, and paging",
			Long: `Without FORMAT, prints the current one. FORMAT is one of

  text   for people
  table  the rows of listings in columns with a heading, and all else as text
  json   one JSON document on a line for each result
  jsonl  the same, but each row of a listing is a document of its own
  csv    the rows of listings as CSV with a heading, and all else as text

As csv and table a listing is its heading and its rows, even if there are none; what else
is said of it goes to standard error. In CSV a text is as it is and any other value is JSON,
so that a program reads what the session holds. Only on a terminal (and in walkthroughs) a
text is escaped: a line's end is \n, and a backslash is \\. In tables, what a terminal
would act on is escaped, as in text.

On a terminal, output longer than the screen is shown by $SESSH_PAGER, $PAGER or less,
with the options FRX if $LESS is not set, so that it stays on the screen. "output unpaged"
prints directly to the terminal, and "output paged" uses the pager again.`,
			Example: "sessh> output json\nsessh> pwd\n{\"path\":\"/\"}\nsessh> output text\n",
			Kinds:   []command.Kind{command.OutputFormat}, Max: 1, KeepsTransaction: true, Run: chooseOutput,
		},
		{
			Name: "config", Alike: []string{"settings", "set-option"}, Group: command.GroupShell, Short: "show the settings, and where they are from",
			Long:    configHelp,
			More:    setting.Help,
			Example: "sessh> config # doctest: +SKIP\nfile          ~/.config/sessh/config.toml\n", KeepsTransaction: true, Offline: true, Paged: true, Shows: command.Always, Run: config,
		},
		{
			Name: "time", Group: command.GroupShell, Args: "LINE", Short: "run a line and show how long it took",
			Long: `The time from the start of the command to its last result, less the time that it waited
for you, for an answer or in the editor. As JSON it is a document after those of the line,
in columns a note on standard error.`,
			Example: "sessh> time pwd\n/\ntook ...\n",
			Kinds:   []command.Kind{command.Line}, Min: 1, Max: command.Many, Rest: 0, KeepsTransaction: true, Run: timed, Steady: command.SteadyButLast,
		},
		timingCommand(), everyCommand(), shellCommand(),
		{
			Name: "version", Group: command.GroupShell, Short: "print the version of sessh",
			Long: `Prints the version, the commit that sessh was built from, and the version of Go. The
command servers shows the versions of the servers.`,
			Example: "sessh> version\nsessh version ...\n", KeepsTransaction: true, Offline: true, Shows: command.Always, Run: version, Steady: command.SteadyNothing,
		},
		{
			Name: "quit", Aliases: []string{"exit"}, Alike: []string{"logout", "bye", "q"}, Group: command.GroupShell, Short: "leave the shell",
			Long: `If changes are pending, it asks first: commit writes them, keep leaves them for the
next shell on the same server, drop drops them. Ctrl-D does the same; at the question,
Ctrl-D keeps. If they cannot be kept, it says so, and the next Ctrl-D drops them;
sessions in the memory of sessh are dropped at once. In a script the changes are
dropped, and the exit status is 4; with --discard it is 0. What a script took from the
stash stays in it, unless --discard drops it.`,
			Example: "sessh> quit # doctest: +SKIP\n", KeepsTransaction: true, Run: quit,
			Flags: func(f *pflag.FlagSet) { f.Bool("discard", false, "drop what is pending") },
		},
	}
}

func help(_ context.Context, env command.Env, c *command.Call) (output.Result, error) {
	all := env.Shell.Commands()
	if len(c.Words) == 0 {
		return index{all}, nil
	}
	cmd := all.Lookup(c.Text(0))
	if t, ok := topics.Find(c.Text(0)); ok && cmd == nil {
		return topic{t}, nil
	}
	if near := nearTopic(c.Text(0)); cmd == nil && near != "" {
		err := fmt.Errorf("there is no command or topic %s", syntax.QuoteWord(c.Text(0)))
		return nil, &hint.Usage{Err: hint.With(err, "did you mean help %s?", near)}
	}
	if cmd == nil {
		return nil, all.UnknownError(&command.Parsed{Name: c.Word(0)})
	}
	return Manual{cmd}, nil
}

func chooseOutput(_ context.Context, env command.Env, c *command.Call) (output.Result, error) {
	switch word := c.Text(0); word {
	case "":
		word = string(env.Out.Format())
		return output.Message{Words: word, Facts: map[string]any{"output": word}}, nil
	case "paged", "unpaged":
		env.Shell.SetPaging(word == "paged")
	default:
		if !slices.Contains(output.Formats(), word) {
			err := fmt.Errorf("%s is not an output format: %s, paged and unpaged are", syntax.QuoteWord(word), strings.Join(output.Formats(), ", "))
			if near := hint.Nearest(word, append(output.Formats(), "paged", "unpaged")); near != "" {
				return nil, &hint.Usage{Err: hint.With(err, "%s", hint.DidYouMean(near))}
			}
			return nil, c.UsageError(err)
		}
		command.NoteNoEffect(env, c)
		env.Shell.SetFormat(output.Format(word))
	}
	return nil, nil
}

// took is the result of time.
type took struct{ d time.Duration }

func (t took) JSON() any { return map[string]any{"seconds": t.d.Seconds()} }

func (t took) Text(p *output.Printer) { p.Line("%s", t.words()) }

func (t took) words() string { return fmt.Sprintf("took %s", t.d.Round(time.Microsecond)) }

func timed(ctx context.Context, env command.Env, c *command.Call) (output.Result, error) {
	start, waited := env.Shell.Now(), env.Shell.Waited()
	err := env.Shell.RunRest(ctx, c, 0)
	if u := (*hint.Usage)(nil); errors.As(err, &u) { // nothing was run
		return nil, err
	}
	r := took{env.Shell.Now().Sub(start) - (env.Shell.Waited() - waited)}
	if !env.Out.IsText() && !env.Out.IsJSON() { // it is no row
		env.Out.Note("%s", r.words())
		return nil, err
	}
	return r, err
}

func quit(_ context.Context, env command.Env, c *command.Call) (output.Result, error) {
	if env.Shell.Aside() {
		return nil, errors.New("aside runs one line, and there is no shell to quit")
	}
	return nil, env.Shell.Quit(c.IsSet("discard"))
}

// historyRow is one line of the history.
type historyRow struct {
	number int
	line   string
}

func (r historyRow) JSON() any { return map[string]any{"number": r.number, "line": r.line} }

func (historyRow) Columns() []string { return []string{"number", "line"} }

func (r historyRow) Text(p *output.Printer) { p.Line("%5d  %s", r.number, screen.Safe(r.line)) }

func history(_ context.Context, env command.Env, c *command.Call) (output.Result, error) {
	n := 20
	if len(c.Words) > 0 {
		if _, err := fmt.Sscanf(c.Text(0), "%d", &n); err != nil || n < 1 {
			return nil, c.UsageError(fmt.Errorf("%s is not a number of lines", syntax.QuoteWord(c.Text(0))))
		}
	}
	lines := env.Shell.History()
	var rows output.List
	for i := max(0, len(lines)-n); i < len(lines); i++ {
		rows = append(rows, historyRow{i + 1, lines[i]})
	}
	return output.Listed(historyRow{}, rows), nil
}

// nearTopic returns the topic that a user may have meant; "" if there is none.
func nearTopic(typed string) string {
	typed = strings.ToLower(typed)
	for _, name := range topics.Names() {
		if typed != "" && (hint.Distance(name, typed) <= 1 || hint.Distance(name, typed+"s") == 0 || len(typed) > 4 && hint.Distance(name, typed) == 2) {
			return name
		}
	}
	return ""
}

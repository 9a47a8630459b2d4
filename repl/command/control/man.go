package control

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/spf13/pflag"

	"sessh/repl/command"
	"sessh/repl/output"
	"sessh/repl/setting"
	"sessh/repl/topics"
)

func man(ctx context.Context, env command.Env, c *command.Call) (output.Result, error) {
	if len(c.Words) > 0 {
		return help(ctx, env, c)
	}
	return manualPage(page(env.Shell.Commands())), nil
}

// manualPage is the result that shows the manual page of sessh.
type manualPage string

func (m manualPage) JSON() any { return map[string]any{"manual": string(m)} }

func (m manualPage) Text(p *output.Printer) { p.Write(string(m)) }

// A roff is a manual page under way.
type roff struct{ strings.Builder }

// page returns the manual page of sessh, made of the tables of commands, settings and topics.
func page(commands command.Table) string {
	r := &roff{}
	r.macro(".TH SESSH 1 \"\" \"sessh " + ThisBuild().Version + "\" \"User Commands\"")
	r.macro(".SH NAME")
	r.line("sessh - a shell for web sessions kept in memcached")
	r.macro(".SH SYNOPSIS")
	r.macro(".B sessh")
	r.line("[flags] [SERVER] [COMMAND [ARGS...]]")
	r.macro(".SH DESCRIPTION")
	r.text(`Walk through the sessions of a web application like folders, change them in one
transaction, and commit without overwriting what another program has written.

Without a COMMAND it opens the prompt or, if standard input is not a terminal, runs the
lines of standard input. With one it runs only that, and commits what it changed. SERVER
is the name of a server in the configuration file. Without a server the sessions are in
the memory of the process.`)
	r.macro(".SH OPTIONS")
	r.options()
	r.macro(".SH COMMANDS")
	for _, group := range command.Groups {
		r.group(group, commands)
	}
	r.macro(".SH CONFIGURATION")
	r.text(configHelp + setting.Help())
	for _, t := range topics.All() {
		r.macro(".SH " + strings.ToUpper(t.Name))
		r.plain(t.Text)
	}
	return r.String()
}

// options writes the flags of the program.
func (r *roff) options() {
	flags := pflag.NewFlagSet("sessh", pflag.ContinueOnError)
	for _, s := range setting.Table() {
		if s.In&setting.Flag == 0 {
			continue
		}
		switch s.Kind {
		case setting.Bool:
			flags.BoolP(s.Name, s.Letter, false, s.Doc)
		case setting.Duration:
			flags.DurationP(s.Name, s.Letter, 0, s.Doc)
		default:
			flags.StringP(s.Name, s.Letter, "", s.Doc)
		}
	}
	r.flags(flags)
}

// flags writes flags, each with what it is for.
func (r *roff) flags(all *pflag.FlagSet) {
	all.SortFlags = false
	all.VisitAll(func(f *pflag.Flag) {
		value, doc := pflag.UnquoteUsage(f)
		name := "--" + f.Name
		if f.Shorthand != "" {
			name = "-" + f.Shorthand + ", " + name
		}
		r.entry(name, value)
		r.text(doc)
	})
}

// group writes the commands of a group.
func (r *roff) group(name string, commands command.Table) {
	headed := false
	for _, c := range commands {
		if c.Group != name || c.Group == command.GroupAlias {
			continue
		}
		if !headed {
			r.macro(".SS " + name)
			headed = true
		}
		r.command(c)
	}
}

func (r *roff) command(c *command.Command) {
	r.entry(c.Name, strings.TrimPrefix(c.Usage(), c.Name))
	r.line(strings.ToUpper(c.Short[:1]) + c.Short[1:] + ".")
	r.macro(".RS")
	r.macro(".PP")
	if c.Name == "config" {
		r.line("See CONFIGURATION.")
	} else {
		r.text(c.Help())
	}
	if c.Flags != nil {
		flags := pflag.NewFlagSet(c.Name, pflag.ContinueOnError)
		c.Flags(flags)
		r.flags(flags)
	}
	r.macro(".RE")
}

// entry begins a paragraph about something: its name is bold, and what may follow is not.
func (r *roff) entry(name, rest string) {
	r.macro(".TP")
	fmt.Fprintf(r, "\\fB%s\\fR", quoted(name))
	if rest = strings.TrimSpace(rest); rest != "" {
		fmt.Fprintf(r, " %s", quoted(rest))
	}
	r.WriteString("\n")
}

// text writes paragraphs. One that is laid out in columns stays as it is.
func (r *roff) text(text string) {
	for i, p := range strings.Split(strings.Trim(text, "\n"), "\n\n") {
		if i > 0 {
			r.macro(".PP")
		}
		if strings.Contains(p, "  ") {
			r.plain(p)
			continue
		}
		r.lines(p)
	}
}

// plain writes lines as they are.
func (r *roff) plain(text string) {
	r.macro(".nf")
	r.lines(strings.TrimRight(text, "\n"))
	r.macro(".fi")
}

func (r *roff) lines(text string) {
	for l := range strings.SplitSeq(text, "\n") {
		r.line(l)
	}
}

func (r *roff) macro(text string) { r.WriteString(text + "\n") }

// line writes a line of text, escaped so that none becomes a macro.
func (r *roff) line(text string) {
	if strings.HasPrefix(text, ".") || strings.HasPrefix(text, "'") {
		r.WriteString(`\&`)
	}
	r.WriteString(quoted(text) + "\n")
}

var roffQuotes = strings.NewReplacer(`\`, `\e`, `-`, `\-`, `^`, `\(ha`, `~`, `\(ti`, "`", "\\(ga", `'`, `\(aq`)

// quoted returns a text in which no character has a meaning, in ASCII.
func quoted(text string) string {
	var b strings.Builder
	for _, r := range roffQuotes.Replace(text) {
		if r < utf8.RuneSelf {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, `\[u%04X]`, r)
		}
	}
	return b.String()
}

package complete

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"sessh/repl/command"
	"sessh/repl/line"
	"sessh/repl/output"
	"sessh/repl/place"
	"sessh/repl/script"
	"sessh/repl/syntax"
	"sessh/repl/topics"
	"sessh/repl/workspace"
)

// A Completer finds out what can stand at a place of a line.
type Completer struct {
	Commands command.Table
	Place    *place.Where
	Work     *workspace.Workspace
	Names    *Names
	Now      func() time.Time
	Patience time.Duration // how long it waits for what is read in the background; 0: for an instant
	// Script returns the interpreter of statements; nil: there is none.
	Script func() *script.Interp
	// Path is where the programs are that a line can run, as in $PATH; "": it can run none.
	Path string
}

// Complete returns what can stand at a place of a line. It answers from what is known, and
// waits for the server only for an instant; what comes later is there at the next Tab.
func (k *Completer) Complete(text string, pos int) line.Completion {
	if pos > len(text) {
		pos = len(text)
	}
	c := &completer{Completer: k, line: text[:pos], tail: text[pos:]}
	if at, ok := c.statement(); ok {
		c.choices(at)
	} else {
		c.run()
	}
	c.result.To = pos
	return c.result
}

// Words is Complete for words that another shell has split, which takes only what begins
// with what was typed.
func (k *Completer) Words(words []string, typed string) []line.Candidate {
	text := ""
	for _, w := range words {
		text += typedHere(w) + " "
	}
	c := k.Complete(text+typed, len(text+typed))
	if c.Loose {
		return nil
	}
	return c.Candidates
}

// typedHere returns a word that another shell has split off as it is typed in a line here: a flag stays one, and
// a path too.
func typedHere(word string) string {
	quoted := func(text string) string {
		if syntax.Plain(text) {
			return text
		}
		return `"` + syntax.Escape(text) + `"`
	}
	if !syntax.Argument(word).Flag() {
		return quoted(word)
	}
	name, value, joined := strings.Cut(word, "=")
	if joined {
		name += "=" + quoted(value)
	}
	return name
}

// completer is one completion.
type completer struct {
	*Completer
	line   string // up to the cursor
	tail   string // behind it
	word   syntax.Word
	result line.Completion
}

func (c *completer) run() {
	p := c.Commands.Parse(c.line)
	words, _ := syntax.Split(c.line)
	last := syntax.Word{Start: len(c.line), End: len(c.line)}
	if n := len(words); n > 0 && (words[n-1].End == len(c.line) && !endsBlank(c.line) || words[n-1].Open != 0) {
		last = words[n-1]
	}
	c.word = last
	c.result.From = last.Start
	if p.Cmd != nil && p.Cmd.Program && p.Name.Text == syntax.Shell { // it need not be set apart
		c.program(p.Name.End)
		return
	}
	if len(words) == 0 || last.Start == words[0].Start {
		c.commands(c.names()...)
		return
	}
	if p.To != nil {
		c.target(p.To)
		return
	}
	if p.Cmd == nil {
		return
	}
	if p.Cmd.Program {
		c.program(p.Name.End)
		return
	}
	behind := -1 // start of the last argument
	if n := len(p.Args); n > 0 {
		behind = p.Args[n-1].Start
	}
	flags := behind < 0 || !p.Cmd.EndsFlags(p.Args[0].Text) || last.Text == "-" && len(p.Args) == 1
	if (last.Text == "-" || last.Text == "--") && flags {
		c.flag(p, -1)
		return
	}
	if behind >= 0 && behind == last.Start {
		c.argument(p, len(p.Args)-1)
		return
	}
	if n := len(p.Flags); n > 0 && flags && p.Flags[n-1].Start > behind {
		switch {
		case last.Text != "" || last.Start == p.Flags[n-1].Start:
			c.flag(p, n-1)
			return
		default:
			if command.TakesNext(p.Cobra.Flags(), p.Flags[n-1].Text) && p.Flags[n-1].Flag() {
				c.flagValue(p, strings.TrimLeft(p.Flags[n-1].Text, "-"))
				return
			}
		}
	}
	c.argument(p, len(p.Args))
}

func endsBlank(s string) bool { return s != "" && strings.ContainsRune(" \t\n", rune(s[len(s)-1])) }

func (c *completer) plain(names []string) { c.choose(c.word.Text, words(names)) }

// commands offers the commands, and more.
func (c *completer) commands(more ...option) {
	all := more
	for _, cmd := range c.Commands {
		all = append(all, option{name: cmd.Name, about: says(cmd.Short)})
		for _, a := range cmd.Aliases {
			if c.word.Text != "" && strings.HasPrefix(a, c.word.Text) {
				all = append(all, option{name: a, about: says(cmd.Short)})
			}
		}
	}
	slices.SortFunc(all, func(a, b option) int { return strings.Compare(a.name, b.name) })
	c.choose(c.word.Text, all)
}

// helpTopics returns the topics of help.
func helpTopics() []option {
	var all []option
	for _, t := range topics.All() {
		all = append(all, option{name: t.Name, about: says(t.Short)})
	}
	return all
}

func (c *completer) flag(p *command.Parsed, i int) {
	if i > 0 && command.TakesNext(p.Cobra.Flags(), p.Flags[i-1].Text) && p.Flags[i-1].Flag() {
		c.flagValue(p, strings.TrimLeft(p.Flags[i-1].Text, "-"))
		return
	}
	if name, _, ok := strings.Cut(c.word.Text, "="); ok {
		c.result.From += len(name) + 1
		c.word = syntax.Word{Text: c.word.Text[len(name)+1:], Literal: c.word.Literal[len(name)+1:], Start: c.result.From, End: c.word.End}
		c.flagValue(p, strings.TrimLeft(name, "-"))
		return
	}
	var all []option
	p.Cobra.Flags().VisitAll(func(f *pflag.Flag) {
		_, usage := pflag.UnquoteUsage(f)
		all = append(all, option{name: "--" + f.Name, text: "--" + f.Name, shown: "--" + f.Name, about: says(usage)})
	})
	c.choose(c.word.Text, all)
}

func (c *completer) flagValue(p *command.Parsed, name string) {
	if len(name) == 1 {
		if f := p.Cobra.Flags().ShorthandLookup(name); f != nil {
			name = f.Name
		}
	}
	switch {
	case p.Cmd.Values[name] != nil:
		c.plain(p.Cmd.Values[name])
	case name == "exec":
		c.lineInSessions()
	case name == "since":
		c.savepointNames()
	case name == "file" || name == "record" || name == "key-file":
		c.files()
	}
}

func (c *completer) argument(p *command.Parsed, i int) {
	if p.Cmd.Rest > 0 && i >= p.Cmd.Rest {
		c.valueNow(p)
		return
	}
	switch p.Cmd.Kind(i) {
	case command.Place:
		c.places(false)
	case command.PendingPlace:
		c.pending()
	case command.ConflictPlace:
		if c.conflicts(); len(c.result.Candidates) == 0 {
			c.places(false)
		}
	case command.Expression:
		c.expression(p)
	case command.Folder:
		c.places(true)
	case command.File:
		c.files()
	case command.SavepointName:
		c.savepointNames()
	case command.Verb:
		c.plain(p.Cmd.Verbs)
	case command.StashName:
		c.stashNames()
	case command.CommandName:
		c.commands(helpTopics()...)
	case command.FormatName, command.FormatWay:
		c.choose(c.word.Text, c.formats(p.Cmd.Kind(i) == command.FormatWay))
	case command.OutputFormat:
		c.plain(append(output.Formats(), "paged", "unpaged"))
	case command.Line:
		at := len(c.line)
		if first := p.Cmd.LineAt(); first < len(p.Args) {
			at = p.Args[first].Start
		}
		sub := &completer{Completer: c.Completer, line: c.line[at:], tail: c.tail}
		sub.run()
		sub.result.From += at
		c.result = sub.result
	}
}

func (c *completer) savepointNames() {
	var all []string
	seen := make(map[string]bool)
	for _, p := range c.Work.Savepoints() {
		if !seen[p.Name] {
			seen[p.Name] = true
			all = append(all, p.Name)
		}
	}
	c.plain(all)
}

func (c *completer) stashNames() {
	entries, _ := c.Work.Entries()
	var all []string
	for i, x := range entries {
		all = append(all, cmp.Or(x.Name, strconv.Itoa(i)))
	}
	slices.Sort(all)
	c.plain(slices.Compact(all))
}

// formats returns the formats, and their ways after them if asked for.
func (c *completer) formats(withWays bool) []option {
	var all, ways []option
	for _, f := range c.Work.Root().Formats() {
		if n := len(all); n > 0 && all[n-1].name == f.Name() { // several prefixes have the format plain
			continue
		}
		all = append(all, option{name: f.Name(), about: says(f.Traits().About)})
		for _, w := range f.Traits().Ways {
			ways = append(ways, option{name: f.Name() + ":" + w})
		}
	}
	if !withWays {
		return all
	}
	return append(all, ways...)
}

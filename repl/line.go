package repl

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"sessh/repl/hint"
	"sessh/repl/notation"
	"sessh/repl/screen"
	"sessh/repl/syntax"
)

// parsed is a line that was taken apart, as far as it goes.
type parsed struct {
	line  string
	cmd   *Command
	cc    *cobra.Command
	name  syntax.Word
	flags []syntax.Word
	args  []syntax.Word
	ended bool   // whether "--" says that no flags follow
	given *given // nil: the line was not taken apart by another shell
	err   error  // of the words that are not part of a whole rest
}

// words are what a line is made of, one at a time. What is left of the line is had as
// one word, and not looked into.
type words interface {
	Next() (w syntax.Word, ok bool)
	Rest() (w syntax.Word, ok bool)
	// Value is the next word from at on, as it stands, to be read as a value.
	Value(at int) (w syntax.Word, ok bool)
	Err() error // what was wrong with those so far
}

// parse takes a line apart by the command table. Flags may stand anywhere before
// "--"; where the rest of the line is taken as it stands, they come before the
// first argument only, so that a value may begin with a dash.
func (t Table) parse(line string) *parsed { return t.parseWords(line, syntax.NewSplitter(line)) }

func (t Table) parseWords(line string, from words) *parsed {
	p := &parsed{line: line}
	defer func() { p.err = from.Err() }()
	var ok bool
	if p.name, ok = from.Next(); !ok {
		return p
	}
	p.cmd = t.lookup(p.name.Text)
	if p.cmd == nil {
		return p
	}
	p.cc = p.cmd.cobra()
	p.split(from)
	return p
}

// split tells flags from arguments.
func (p *parsed) split(from words) {
	for w, ok := from.Next(); ok; w, ok = from.Next() {
		switch {
		case w.Text == "--" && !w.Literal[0]:
			p.ended = true
			p.arguments(from)
			return
		case !w.Flag() && p.cmd.leading():
			p.args = append(p.args, w)
			p.arguments(from)
			return
		case !w.Flag():
			p.args = append(p.args, w)
			continue
		}
		p.flags = append(p.flags, w)
		if valued := p.cmd.valueFlag(); valued != "" && strings.HasPrefix(w.Text, valued) {
			p.valued(from, valued)
			continue
		}
		if !takesNext(p.cc.Flags(), w.Text) {
			continue
		}
		if w, ok = from.Next(); ok {
			p.flags = append(p.flags, w)
		}
	}
}

// valued takes the value of the last flag as it stands, where that is the one whose value
// is read as set reads it.
func (p *parsed) valued(from words, name string) {
	flag := &p.flags[len(p.flags)-1]
	joined := name + "="
	switch {
	case flag.Text == name:
		if w, ok := from.Value(flag.End); ok {
			p.flags = append(p.flags, w)
		}
	case strings.HasPrefix(flag.Text, joined) && len(flag.Text) > len(joined) && p.given == nil:
		if w, ok := from.Value(flag.Start + len(joined)); ok {
			flag.Text, flag.End, flag.Literal = joined+w.Text, w.End, make([]bool, len(joined)+len(w.Text))
		}
	}
}

// arguments takes all that follows as arguments. Where the command takes the rest of
// the line as it stands, that is one.
func (p *parsed) arguments(from words) {
	for !p.cmd.leading() || len(p.args) < max(p.cmd.rest, 1) {
		w, ok := from.Next()
		if !ok {
			return
		}
		p.args = append(p.args, w)
	}
	if w, ok := from.Rest(); ok {
		p.args = append(p.args, w)
	}
}

// call prepares the line to be run.
func (t Table) call(p *parsed, own []string) (*call, error) {
	if p.cmd == nil {
		return nil, t.unknownCommand(p)
	}
	if p.err != nil {
		return nil, usageError(p.cmd, p.err)
	}
	texts := make([]string, len(p.flags))
	for i, w := range p.flags {
		texts[i] = w.Text
	}
	if err := p.cc.ParseFlags(texts); err != nil {
		return nil, flagError(p, err, own)
	}
	c := &call{cmd: p.cmd, flags: p.cc.Flags(), words: p.args, line: p.line, given: p.given}
	late := p.lateFlag()
	if c.isSet("help") || late == "-h" || late == "--help" {
		c.wantsHelp = true
		return c, nil
	}
	if late != "" {
		return nil, p.lateFlagError(late)
	}
	if r := p.cmd.rest; r > 0 && len(p.args) > r {
		c.rest = p.wholeRest(r)
		c.words = p.args[:r+1]
	}
	if n := len(c.words); n < p.cmd.min || n > p.cmd.max {
		return nil, usageError(p.cmd, countError(p.cmd, n))
	}
	if err := c.checkFlags(); err != nil {
		return nil, err
	}
	return c, c.checkPatterns()
}

// checkFlags checks the values of flags that take one of a few, and numbers: whatever
// the arguments are, so that no wrong one goes unseen.
func (c *call) checkFlags() (err error) {
	c.flags.Visit(func(f *pflag.Flag) {
		value, known := f.Value.String(), c.cmd.values[f.Name]
		switch {
		case err != nil:
		case f.Value.Type() == "string" && known != nil && !slices.Contains(known, value):
			err = usageError(c.cmd, fmt.Errorf("--%s is %s, not %s", f.Name, notation.List(known), syntax.Quote(value)))
		case f.Value.Type() == "int" && strings.HasPrefix(value, "-"):
			err = usageError(c.cmd, fmt.Errorf("--%s is 0 or more, not %s", f.Name, value))
		}
	})
	return err
}

// wholeRest is the line from argument i on, as it stands.
func (p *parsed) wholeRest(i int) string {
	if p.given == nil {
		return strings.TrimRight(p.line[p.args[i].Start:], " \t\r\n")
	}
	words := p.given.from(p.args[i])
	if len(words) > 1 && words[0] == "--" { // what follows is no flag of the program's
		words = words[1:]
	}
	return strings.Join(words, " ")
}

// flagError tells what may have been meant by a flag that a command does not have.
func flagError(p *parsed, err error, own []string) error {
	var missing *pflag.NotExistError
	if !errors.As(err, &missing) {
		return usageError(p.cmd, err)
	}
	name, letters := missing.GetSpecifiedName(), missing.GetSpecifiedShortnames()
	flag := "--" + name
	if letters != "" {
		flag = "-" + name
	}
	switch {
	case slices.Contains(own, flag):
		return &hint.Usage{Err: hint.With(err, "%s is a flag of sessh itself: start it with that", flag)}
	case letters != "":
		return usageError(p.cmd, err)
	}
	near := ""
	p.cc.Flags().VisitAll(func(f *pflag.Flag) {
		if isNear(name, f.Name) && (near == "" || distance(f.Name, name) < distance(near, name)) {
			near = f.Name
		}
	})
	if near == "" {
		return usageError(p.cmd, err)
	}
	return &hint.Usage{Err: hint.With(err, "did you mean --%s?", near)}
}

// isNear reports whether name may be meant by what was typed.
func isNear(typed, name string) bool {
	return strings.HasPrefix(name, typed) || distance(name, typed) <= (len(typed)+1)/3
}

func countError(c *Command, n int) error {
	switch {
	case c.max == 0:
		return fmt.Errorf("%s takes no arguments", c.name)
	case n < c.min:
		return fmt.Errorf("%s needs %s", c.name, c.args)
	}
	return fmt.Errorf("%s takes %s, and %d words were given", c.name, c.args, n)
}

// longestName is how long a word can be that was meant as the name of a command.
const longestName = 64

// unknownCommand names the nearest commands.
func (t Table) unknownCommand(p *parsed) error {
	name := p.name.Text
	err := fmt.Errorf("unknown command %s", shownCommand(p))
	for _, c := range t {
		if slices.Contains(c.alike, strings.ToLower(name)) {
			return &hint.Usage{Err: hint.With(err, "did you mean %s?", c.name)}
		}
	}
	if name == "" || len(name) > longestName {
		return &hint.Usage{Err: hint.With(err, "help lists the commands")}
	}
	near := t.tree().SuggestionsFor(name)
	near = slices.DeleteFunc(near, func(s string) bool {
		return s == "" || t.lookup(s) == nil || !isNear(name, s)
	})
	if len(near) > 0 {
		slices.SortStableFunc(near, func(a, b string) int { return distance(a, name) - distance(b, name) })
		return &hint.Usage{Err: hint.With(err, "did you mean %s?", near[0])}
	}
	return &hint.Usage{Err: hint.With(err, "help lists the commands")}
}

// shownCommand is the name of a command as it was typed, where that is safe to show.
func shownCommand(p *parsed) string {
	if p.given == nil && p.line != "" {
		return screen.Safe(notation.Clip(p.line[p.name.Start:p.name.End], longestName))
	}
	name := notation.Clip(p.name.Text, longestName)
	if name == "" || strings.ContainsAny(name, " \t\r\n") {
		return `"` + screen.Safe(name) + `"`
	}
	return screen.Safe(name)
}

// distance is how many letters differ, at the most, counted from both ends; two that
// are the other way round are one.
func distance(a, b string) int {
	head := 0
	for head < len(a) && head < len(b) && a[head] == b[head] {
		head++
	}
	a, b = a[head:], b[head:]
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	if len(a) == 2 && len(b) == 2 && a[0] == b[1] && a[1] == b[0] {
		return 1
	}
	return max(len(a), len(b))
}

package command

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

// Parsed is a line that was taken apart, as far as it goes.
type Parsed struct {
	line  string
	Cmd   *Command
	Cobra *cobra.Command
	Name  syntax.Word
	Flags []syntax.Word
	Args  []syntax.Word
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

// Parse takes a line apart by the command table. Flags may stand anywhere before
// "--"; where the rest of the line is taken as it stands, they come before the
// first argument only, so that a value may begin with a dash.
func (t Table) Parse(line string) *Parsed { return t.parseWords(line, syntax.NewSplitter(line)) }

func (t Table) parseWords(line string, from words) *Parsed {
	p := &Parsed{line: line}
	defer func() { p.err = from.Err() }()
	var ok bool
	if p.Name, ok = from.Next(); !ok {
		return p
	}
	p.Cmd = t.Lookup(p.Name.Text)
	if p.Cmd == nil {
		return p
	}
	p.Cobra = p.Cmd.Cobra()
	p.split(from)
	return p
}

// split tells flags from arguments.
func (p *Parsed) split(from words) {
	for w, ok := from.Next(); ok; w, ok = from.Next() {
		switch {
		case w.Text == "--" && !w.Literal[0]:
			p.ended = true
			p.arguments(from)
			return
		case !w.Flag() && p.Cmd.Leading():
			p.Args = append(p.Args, w)
			p.arguments(from)
			return
		case !w.Flag():
			p.Args = append(p.Args, w)
			continue
		}
		p.Flags = append(p.Flags, w)
		if valued := p.Cmd.valueFlag(); valued != "" && strings.HasPrefix(w.Text, valued) {
			p.valued(from, valued)
			continue
		}
		if !TakesNext(p.Cobra.Flags(), w.Text) {
			continue
		}
		if w, ok = from.Next(); ok {
			p.Flags = append(p.Flags, w)
		}
	}
}

// valued takes the value of the last flag as it stands, where that is the one whose value
// is read as set reads it.
func (p *Parsed) valued(from words, name string) {
	flag := &p.Flags[len(p.Flags)-1]
	joined := name + "="
	switch {
	case flag.Text == name:
		if w, ok := from.Value(flag.End); ok {
			p.Flags = append(p.Flags, w)
		}
	case strings.HasPrefix(flag.Text, joined) && len(flag.Text) > len(joined) && p.given == nil:
		if w, ok := from.Value(flag.Start + len(joined)); ok {
			flag.Text, flag.End, flag.Literal = joined+w.Text, w.End, make([]bool, len(joined)+len(w.Text))
		}
	}
}

// arguments takes all that follows as arguments. Where the command takes the rest of
// the line as it stands, that is one.
func (p *Parsed) arguments(from words) {
	for !p.Cmd.Leading() || len(p.Args) < max(p.Cmd.Rest, 1) {
		w, ok := from.Next()
		if !ok {
			return
		}
		p.Args = append(p.Args, w)
	}
	if w, ok := from.Rest(); ok {
		p.Args = append(p.Args, w)
	}
}

// Bind prepares the line to be run.
func (t Table) Bind(p *Parsed, own []string) (*Call, error) {
	if p.Cmd == nil {
		return nil, t.UnknownError(p)
	}
	if p.err != nil {
		return nil, UsageError(p.Cmd, p.err)
	}
	texts := make([]string, len(p.Flags))
	for i, w := range p.Flags {
		texts[i] = w.Text
	}
	if err := p.Cobra.ParseFlags(texts); err != nil {
		return nil, flagError(p, err, own)
	}
	c := &Call{Cmd: p.Cmd, Flags: p.Cobra.Flags(), Words: p.Args, Line: p.line, Given: p.given}
	late := p.lateFlag()
	if c.IsSet("help") || late == "-h" || late == "--help" {
		c.WantsHelp = true
		return c, nil
	}
	if late != "" {
		return nil, p.lateFlagError(late)
	}
	if r := p.Cmd.Rest; r > 0 && len(p.Args) > r {
		c.Rest = p.wholeRest(r)
		c.Words = p.Args[:r+1]
	}
	if n := len(c.Words); n < p.Cmd.Min || n > p.Cmd.Max {
		return nil, UsageError(p.Cmd, countError(p.Cmd, n))
	}
	if err := c.checkFlags(); err != nil {
		return nil, err
	}
	return c, c.checkPatterns()
}

// checkFlags checks the values of flags that take one of a few, and numbers: whatever
// the arguments are, so that no wrong one goes unseen.
func (c *Call) checkFlags() (err error) {
	c.Flags.Visit(func(f *pflag.Flag) {
		value, known := f.Value.String(), c.Cmd.Values[f.Name]
		switch {
		case err != nil:
		case f.Value.Type() == "string" && known != nil && !slices.Contains(known, value):
			err = UsageError(c.Cmd, fmt.Errorf("--%s is %s, not %s", f.Name, notation.List(known), syntax.Quote(value)))
		case f.Value.Type() == "int" && strings.HasPrefix(value, "-"):
			err = UsageError(c.Cmd, fmt.Errorf("--%s is 0 or more, not %s", f.Name, value))
		}
	})
	return err
}

// wholeRest is the line from argument i on, as it stands.
func (p *Parsed) wholeRest(i int) string {
	if p.given == nil {
		return strings.TrimRight(p.line[p.Args[i].Start:], " \t\r\n")
	}
	words := p.given.From(p.Args[i])
	if len(words) > 1 && words[0] == "--" { // what follows is no flag of the program's
		words = words[1:]
	}
	return strings.Join(words, " ")
}

// flagError tells what may have been meant by a flag that a command does not have.
func flagError(p *Parsed, err error, own []string) error {
	var missing *pflag.NotExistError
	if !errors.As(err, &missing) {
		return UsageError(p.Cmd, err)
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
		return UsageError(p.Cmd, err)
	}
	near := ""
	p.Cobra.Flags().VisitAll(func(f *pflag.Flag) {
		if IsNear(name, f.Name) && (near == "" || Distance(f.Name, name) < Distance(near, name)) {
			near = f.Name
		}
	})
	if near == "" {
		return UsageError(p.Cmd, err)
	}
	return &hint.Usage{Err: hint.With(err, "did you mean --%s?", near)}
}

// IsNear reports whether name may be meant by what was typed.
func IsNear(typed, name string) bool {
	return strings.HasPrefix(name, typed) || Distance(name, typed) <= (len(typed)+1)/3
}

func countError(c *Command, n int) error {
	switch {
	case c.Max == 0:
		return fmt.Errorf("%s takes no arguments", c.Name)
	case n < c.Min:
		return fmt.Errorf("%s needs %s", c.Name, c.Args)
	}
	return fmt.Errorf("%s takes %s, and %d words were given", c.Name, c.Args, n)
}

// longestName is how long a word can be that was meant as the name of a command.
const longestName = 64

// UnknownError names the nearest commands.
func (t Table) UnknownError(p *Parsed) error {
	name := p.Name.Text
	err := fmt.Errorf("unknown command %s", shownCommand(p))
	for _, c := range t {
		if slices.Contains(c.Alike, strings.ToLower(name)) {
			return &hint.Usage{Err: hint.With(err, "did you mean %s?", c.Name)}
		}
	}
	if name == "" || len(name) > longestName {
		return &hint.Usage{Err: hint.With(err, "help lists the commands")}
	}
	near := t.tree().SuggestionsFor(name)
	near = slices.DeleteFunc(near, func(s string) bool {
		return s == "" || t.Lookup(s) == nil || !IsNear(name, s)
	})
	if len(near) > 0 {
		slices.SortStableFunc(near, func(a, b string) int { return Distance(a, name) - Distance(b, name) })
		return &hint.Usage{Err: hint.With(err, "did you mean %s?", near[0])}
	}
	return &hint.Usage{Err: hint.With(err, "help lists the commands")}
}

// shownCommand is the name of a command as it was typed, where that is safe to show.
func shownCommand(p *Parsed) string {
	if p.given == nil && p.line != "" {
		return screen.Safe(notation.Clip(p.line[p.Name.Start:p.Name.End], longestName))
	}
	name := notation.Clip(p.Name.Text, longestName)
	if name == "" || strings.ContainsAny(name, " \t\r\n") {
		return `"` + screen.Safe(name) + `"`
	}
	return screen.Safe(name)
}

// Distance is how many letters differ, at the most, counted from both ends; two that
// are the other way round are one.
func Distance(a, b string) int {
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

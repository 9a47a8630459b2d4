package command

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"sessh/repl/foreign"
	"sessh/repl/hint"
	"sessh/repl/notation"
	"sessh/repl/screen"
	"sessh/repl/syntax"
	"sessh/session/format/lazyregexp"
)

// A Parsed is a line split into words, as far as that is possible.
type Parsed struct {
	line  string
	Cmd   *Command
	Cobra *cobra.Command
	Name  syntax.Word
	Flags []syntax.Word
	Args  []syntax.Word
	ended bool    // whether "--" ended the flags
	given *given  // the words, if another shell has split the line; else nil
	err   error   // in the words before the rest that is taken as it stands
	To    *Target // of what it prints; nil: it is shown
	toErr error   // in what names the target
	end   int     // of the command, before the target
}

// words yields the words of a line one at a time. The rest of the line is one word, which
// is not parsed.
type words interface {
	Next() (w syntax.Word, ok bool)
	Rest() (w syntax.Word, ok bool)
	// Value returns the next word from at on, as it stands, to be read as a value.
	Value(at int) (w syntax.Word, ok bool)
	Err() error // the first error in the words so far
}

// Parse splits a line by the command table. Flags may stand anywhere before "--"; if the
// command takes the rest of the line as it stands, they come only before the first
// argument, so that a value may begin with a dash, unless [Command.Open] takes that for none.
// A semicolon at the end is left out.
func (t Table) Parse(line string) *Parsed {
	p := t.parse(line)
	if before, ok := t.ended(p); ok {
		return t.parse(before)
	}
	return p
}

func (t Table) parse(line string) *Parsed {
	p := &Parsed{line: line, end: len(line)}
	from := syntax.NewSplitter(line)
	p.Name, _ = from.Name()
	return t.parseWords(p, targeted{from, p})
}

// parseWords splits what follows the name.
func (t Table) parseWords(p *Parsed, from words) *Parsed {
	defer func() { p.err = from.Err() }()
	if p.Name.End == 0 {
		return p
	}
	if p.Cmd = t.Lookup(p.Name.Text); p.Cmd == nil || p.backslashed() {
		p.Cmd = nil
		return p
	}
	p.Cobra = p.Cmd.Cobra()
	p.split(from)
	return p
}

// backslashed reports whether the name was typed with a backslash before it, as psql's commands
// are: it is none of this shell, whose commands may do something else.
func (p *Parsed) backslashed() bool {
	return p.given == nil && p.Name.Start < len(p.line) && p.line[p.Name.Start] == '\\'
}

// AsksHelp reports whether the first argument asks for help.
func (p *Parsed) AsksHelp() bool {
	return len(p.Args) > 0 && (p.Args[0].Text == "--help" || p.Args[0].Text == "-h")
}

// split separates flags from arguments.
func (p *Parsed) split(from words) {
	if p.Cmd.Whole {
		p.arguments(from)
		return
	}
	for w, ok := from.Next(); ok; w, ok = from.Next() {
		switch {
		case w.Text == "--" && !w.Literal[0]:
			p.ended = true
			p.arguments(from)
			return
		case !w.Flag() && (len(p.Args) > 0 && p.Cmd.Leading() || p.Cmd.EndsFlags(w.Text)):
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

// valued takes the value of the last flag as it stands, if the flag is the one named name,
// whose value is read as set reads it.
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

// arguments takes all further words as arguments. If the command takes the rest of the line
// as it stands, the rest is one argument.
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

// Bind makes a call of a parsed line, or returns what is wrong with it. own are the flags
// of the program.
func (t Table) Bind(p *Parsed, own []string) (*Call, error) {
	if err := t.checkOne(p); err != nil {
		return nil, err
	}
	if p.Cmd == nil {
		return nil, t.UnknownError(p)
	}
	if p.err != nil {
		return nil, p.Cmd.usageError(p.private(p.err))
	}
	if p.toErr != nil {
		return nil, &hint.Usage{Err: p.toErr}
	}
	texts := make([]string, len(p.Flags))
	for i, w := range p.Flags {
		texts[i] = w.Text
	}
	if err := p.Cobra.ParseFlags(texts); err != nil && p.Cmd.Secret {
		return nil, p.Cmd.usageError(p.private(err))
	} else if err != nil {
		return nil, flagError(p, err, own)
	}
	c := &Call{Cmd: p.Cmd, Flags: p.Cobra.Flags(), Words: p.Args, Line: p.line[:p.end], given: p.given}
	late := p.lateFlag()
	if c.IsSet("help") || p.Cmd.Whole && p.AsksHelp() || late == "-h" || late == "--help" {
		c.WantsHelp = true
		return c, nil
	}
	if late != "" {
		return nil, p.lateFlagError(late, late)
	}
	if tail := p.tailFlag(); tail != "" {
		return nil, p.lateFlagError(tail, "VALUE")
	}
	if r := p.Cmd.Rest; r > 0 && len(p.Args) > r {
		c.Rest = p.wholeRest(r)
		c.Words = p.Args[:r+1]
	}
	if n := len(c.Words); n < p.Cmd.Min || n > p.Cmd.Max {
		err := countError(p.Cmd, n)
		if text := foreign.ArgumentHint(p.Cmd.Name, c.Text(0)); text != "" {
			return nil, &hint.Usage{Err: hint.With(err, "%s", text)}
		}
		if n > p.Cmd.Max && len(p.Cmd.Kinds) > 0 && p.Cmd.Kinds[0] == Expression {
			return nil, &hint.Usage{Err: hint.With(err, "an expression with blanks needs quotes: %s '.cart.total > 100'", p.Cmd.Name)}
		}
		return nil, p.Cmd.usageError(err)
	}
	if err := c.checkFlags(); err != nil {
		return nil, err
	}
	return c, c.checkPatterns()
}

// checkFlags checks the values of numeric flags and of flags with a few possible values.
func (c *Call) checkFlags() (err error) {
	c.Flags.Visit(func(f *pflag.Flag) {
		value, known := f.Value.String(), c.Cmd.Values[f.Name]
		switch {
		case err != nil:
		case f.Value.Type() == "string" && known != nil && !slices.Contains(known, value):
			err = c.UsageError(fmt.Errorf("--%s must be one of %s, not %s", f.Name, notation.List(known), syntax.QuoteWord(value)))
		case f.Value.Type() == "int" && strings.HasPrefix(value, "-"):
			err = c.UsageError(fmt.Errorf("--%s must not be negative, as %s is", f.Name, value))
		}
	})
	return err
}

// wholeRest returns the line from argument i on, as it stands.
func (p *Parsed) wholeRest(i int) string {
	if p.given == nil {
		return strings.TrimRight(p.line[p.Args[i].Start:], " \t\r\n")
	}
	words := p.given.from(p.Args[i])
	if len(words) > 1 && words[0] == "--" { // separates the flags of the program
		words = words[1:]
	}
	return strings.Join(words, " ")
}

// flagError returns the error about flags, with a hint about what may have been meant by an
// unknown one.
func flagError(p *Parsed, err error, own []string) error {
	var invalid *pflag.InvalidValueError
	var missing *pflag.NotExistError
	switch {
	case errors.As(err, &invalid):
		return p.Cmd.usageError(valueError(invalid))
	case !errors.As(err, &missing):
		return p.Cmd.usageError(err)
	}
	name, letters := missing.GetSpecifiedName(), missing.GetSpecifiedShortnames()
	flag := "--" + name
	if letters != "" {
		flag = "-" + name
	}
	text := foreign.FlagHint(p.Cmd.Name, flag)
	switch {
	case text != "":
		return &hint.Usage{Err: hint.With(err, "%s", text)}
	case slices.Contains(own, flag):
		return &hint.Usage{Err: hint.With(err, "%s is a flag of sessh itself: start it with that", flag)}
	case letters != "":
		return p.Cmd.usageError(err)
	}
	var names []string
	p.Cobra.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	near := hint.Nearest(name, names)
	if near == "" {
		return p.Cmd.usageError(err)
	}
	return &hint.Usage{Err: hint.With(err, "did you mean --%s?", near)}
}

// valueError returns the error about the value of a flag in this program's words.
func valueError(err *pflag.InvalidValueError) error {
	f := err.GetFlag()
	what := map[string]string{"int": "a whole number", "float64": "a number", "duration": "a duration like 10s", "bool": "true or false"}[f.Value.Type()]
	if what == "" {
		return err
	}
	return fmt.Errorf("--%s must be %s, not %s", f.Name, what, syntax.QuoteWord(err.GetValue()))
}

func countError(c *Command, n int) error {
	switch {
	case c.Max == 0:
		return fmt.Errorf("%s takes no arguments", c.Name)
	case n < c.Min:
		missing := c.Args
		if names := strings.Fields(missing); len(names) == c.Min { // they stand for one each
			missing = strings.Join(names[n:], " ")
		}
		return fmt.Errorf("%s needs %s", c.Name, missing)
	}
	return fmt.Errorf("%s takes %s, and %d words were given", c.Name, c.Args, n)
}

// isServer matches the address of a server, as it is given to --server.
var isServer = lazyregexp.New(`^([\w.-]+|\[[0-9A-Fa-f:.]+\])?:[0-9]{1,5}$|^/[\w./-]+\.sock(et)?$`)

// longestName is the length in bytes up to which a word may be a misspelled command.
const longestName = 64

// UnknownError returns the error about an unknown command, with the nearest one as a hint.
func (t Table) UnknownError(p *Parsed) error {
	name := p.Name.Text
	shown := shownCommand(p)
	if t.mayHoldSecret(p.line) {
		shown = strings.Join(letters.Get().FindAllString(shown, 1), "")
	}
	err := fmt.Errorf("unknown command %s", shown)
	if text := foreign.Hint(p.line); text != "" {
		return &hint.Usage{Err: hint.With(err, "%s", text)}
	}
	if p.backslashed() {
		return &hint.Usage{Err: hint.With(err, "%s", t.unescapedHint(strings.TrimPrefix(shown, `\`)))}
	}
	if c := t.Lookup(strings.ToLower(name)); c != nil {
		return &hint.Usage{Err: hint.With(err, "did you mean %s?", c.Name)}
	}
	for _, c := range t {
		if slices.Contains(c.Alike, strings.ToLower(name)) || c.Secret && strings.EqualFold(shown, c.Name) {
			return &hint.Usage{Err: hint.With(err, "did you mean %s?", c.Name)}
		}
	}
	if strings.HasPrefix(name, "/") && shown == name {
		return &hint.Usage{Err: hint.With(err, "cd %s goes there, and ls %[1]s lists what is there", syntax.QuoteWord(name))}
	}
	if isServer.Get().MatchString(name) && !t.mayHoldSecret(p.line) {
		return &hint.Usage{Err: hint.With(err, "sessh --server %s connects to that server", name)}
	}
	if first := strings.Fields(name); p.given != nil && len(first) > 1 && t.Lookup(first[0]) != nil {
		return &hint.Usage{Err: hint.With(err, "sessh -c LINE runs a whole line, with its pipes")}
	}
	if name == "" || len(name) > longestName {
		return &hint.Usage{Err: hint.With(err, "help lists the commands")}
	}
	near := t.tree().SuggestionsFor(name)
	near = slices.DeleteFunc(near, func(s string) bool {
		return s == "" || t.Lookup(s) == nil || !hint.IsNear(name, s)
	})
	if len(near) > 0 {
		slices.SortStableFunc(near, func(a, b string) int { return hint.Distance(a, name) - hint.Distance(b, name) })
		return &hint.Usage{Err: hint.With(err, "did you mean %s?", near[0])}
	}
	return &hint.Usage{Err: hint.With(err, "help lists the commands")}
}

// unescapedHint returns the hint about a name that was typed with a backslash before it.
func (t Table) unescapedHint(name string) string {
	if c := t.Lookup(name); c != nil {
		return fmt.Sprintf("commands have no backslash here: help %s explains %s", c.Name, c.Usage())
	}
	return "commands have no backslash here: help lists them"
}

// letters are those that the name of a command begins with.
var letters = lazyregexp.New(`^[A-Za-z-]+`)

// shownCommand returns the name of a command as typed, safe to show.
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

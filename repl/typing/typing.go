// Package typing knows what a line looks like while it is typed: the colours of its parts, and
// what may follow it.
//
// An [Assistant] answers at each key, from what is known already: it waits for nothing. What it
// does not know has no colour, and is not suggested.
package typing

import (
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"sessh/repl/command"
	"sessh/repl/line"
	"sessh/repl/lines"
	"sessh/repl/syntax"
	"sessh/session/format/lazyregexp"
)

// Names are what is known of the names that a line can have in it.
type Names interface {
	// Next returns the rest of the name that a line ends in; "" if there is none.
	Next(line string) string
	// Exists reports whether there is something at a place, and whether that is known.
	Exists(w syntax.Word) (exists, known bool)
}

// An Assistant looks at lines as they are typed.
type Assistant struct {
	Commands command.Table
	Lines    lines.Classifier
	Names    Names
	// History returns the rest of a line that was typed before; "" if there is none.
	History func(start string) string
}

// Suggest returns what may follow a line: the rest of one in the history, the rest of a name,
// or the arguments that its command takes. above are the lines that it continues, if there are
// any.
func (a *Assistant) Suggest(above, text string) line.Suggestion {
	if strings.TrimSpace(text) == "" {
		return line.Suggestion{}
	}
	whole := above + text
	if rest := a.History(whole); rest != "" {
		return line.Suggestion{Text: rest}
	}
	if strings.Contains(whole, "\n") || lines.IsNothing(whole) || a.isStatement(whole) {
		return line.Suggestion{}
	}
	if rest := a.Names.Next(whole); rest != "" {
		return line.Suggestion{Text: rest}
	}
	return line.Suggestion{Text: a.hint(whole), Hint: true}
}

// opened is how a statement begins that may not be one yet, as data['x
var opened = lazyregexp.New(`^\s*([A-Za-z_]\w*)[\[.(]`)

// isStatement reports whether a line is a statement, or the beginning of one.
func (a *Assistant) isStatement(text string) bool {
	if a.Lines.Classify(text).Kind == lines.Statement {
		return true
	}
	m := opened.Get().FindStringSubmatch(text)
	return m != nil && a.Commands.Lookup(m[1]) == nil && a.Lines.Knows(m[1])
}

// hint returns the arguments that may follow a line that ends in a blank; "" behind an operator
// or a semicolon, where none can.
func (a *Assistant) hint(text string) string {
	p := a.Commands.Parse(text)
	if p.Cmd == nil || p.To != nil || !strings.HasSuffix(text, " ") || strings.HasSuffix(strings.TrimSpace(text), ";") {
		return ""
	}
	n := len(p.Args)
	switch {
	case n > 0 && p.Cmd.Kind(n-1) == command.Line:
		return a.hint(text[p.Args[0].Start:])
	case n > 0 && p.Args[n-1].Open != 0, n > p.Cmd.Rest && p.Cmd.Rest > 0, n > 0 && (p.Cmd.Secret || p.Cmd.Whole):
		return ""
	}
	if i := len(p.Flags) - 1; i >= 0 && p.Flags[i].Flag() && (n == 0 || p.Args[n-1].Start < p.Flags[i].Start) && command.TakesNext(p.Cobra.Flags(), p.Flags[i].Text) {
		return flagValue(p, strings.TrimLeft(p.Flags[i].Text, "-"))
	}
	return strings.Join(remaining(p.Cmd.Args, n), " ")
}

// flagValue returns the name of the value of a flag.
func flagValue(p *command.Parsed, name string) string {
	f := p.Cobra.Flags().Lookup(name)
	if f == nil && name != "" {
		f = p.Cobra.Flags().ShorthandLookup(name[len(name)-1:])
	}
	if f == nil {
		return ""
	}
	value, _ := pflag.UnquoteUsage(f)
	return value
}

// remaining returns the arguments of a usage line that are left when n were given.
func remaining(usage string, n int) []string {
	if strings.Contains(usage, " | ") { // there are several ways
		if n > 0 {
			return nil
		}
		return []string{usage}
	}
	all := strings.Fields(usage)
	if n >= len(all) && len(all) > 0 && strings.Contains(all[len(all)-1], "...") {
		n = len(all) - 1
	}
	return all[min(n, len(all)):]
}

// Arguments returns the arguments of a line as they were typed.
func (a *Assistant) Arguments(text string) []string {
	p := a.Commands.Parse(text)
	if p.Cmd == nil || a.isStatement(text) {
		words := strings.Fields(text)
		return words[min(1, len(words)):]
	}
	var all []string
	for i, w := range p.Args {
		if p.Cmd.Kind(i) == command.Line {
			return append(all, a.Arguments(text[w.Start:])...)
		}
		all = append(all, strings.TrimSpace(text[w.Start:w.End]))
	}
	return slices.DeleteFunc(all, func(s string) bool { return s == "" })
}

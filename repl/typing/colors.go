package typing

import (
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"sessh/repl/command"
	"sessh/repl/foreign"
	"sessh/repl/line"
	"sessh/repl/lines"
	"sessh/repl/syntax"
)

// The colours of the parts of a line.
const (
	colorCommand = "1"
	colorUnknown = "31"
	colorFlag    = "36"
	colorExists  = "4"  // a place where something is
	colorAbsent  = "33" // a place where nothing is
	colorString  = "32"
	colorNumber  = "36"
	colorWord    = "35" // true, false and null, and the words of Python
	colorKey     = "1"
	colorComment = "2"
	colorBracket = "7" // the bracket at the cursor, and its other one
)

// spans are the parts of a line that have colours.
type spans []line.Span

func (s *spans) add(from, to int, color string) {
	if from < to {
		*s = append(*s, line.Span{From: from, To: to, SGR: color})
	}
}

// Styles returns the colours of the parts of a line with the cursor at a byte of it, or
// without it if that is negative. above are the lines that it continues.
func (a *Assistant) Styles(above, text string, cursor int) []line.Span {
	whole := above + text
	var all spans
	switch {
	case lines.IsNothing(whole):
		all.add(0, len(whole), colorComment)
	case a.isStatement(whole):
		python(&all, whole)
	default:
		a.command(&all, whole, 0)
	}
	if cursor >= 0 {
		all.bracket(whole, len(above)+cursor)
	}
	all = slices.DeleteFunc(all, func(s line.Span) bool { return s.To <= len(above) })
	for i := range all {
		all[i].From, all[i].To = max(all[i].From-len(above), 0), all[i].To-len(above)
	}
	return all
}

// command colours a command that begins at a byte of the line.
func (a *Assistant) command(all *spans, text string, at int) {
	p := a.Commands.Parse(text[at:])
	switch {
	case p.Name.Text == "":
		return
	case p.Cmd == nil && foreign.Hint(text[at:]) == "" && !isForeign(text[at:]) && !a.begins(p.Name, len(text)-at):
		all.add(at+p.Name.Start, at+p.Name.End, colorUnknown)
	case p.Cmd != nil:
		all.add(at+p.Name.Start, at+p.Name.End, colorCommand)
	}
	if p.Cmd == nil || p.Cmd.Secret && len(p.Args) > 0 && p.Cmd.EndsFlags(p.Args[0].Text) {
		return
	}
	for i := range p.Flags {
		a.flag(all, text, p, i, at)
	}
	for i, w := range p.Args {
		switch kind := p.Cmd.Kind(i); {
		case p.Cmd.Rest > 0 && i >= p.Cmd.Rest:
			value(all, text[at+w.Start:], at+w.Start)
			return
		case kind == command.Line:
			a.command(all, text, at+w.Start)
			return
		case kind.IsPlace():
			a.place(all, text, at, w)
		default:
			plain(all, text, at, w)
		}
	}
}

func isForeign(text string) bool {
	_, _, ok := foreign.Translate(text)
	return ok
}

// begins reports whether the cursor can still be in a word that begins as a command does.
func (a *Assistant) begins(w syntax.Word, end int) bool {
	if w.End != end {
		return false
	}
	return slices.ContainsFunc(a.Commands, func(c *command.Command) bool {
		return strings.HasPrefix(c.Name, w.Text) || slices.ContainsFunc(c.Aliases, func(n string) bool { return strings.HasPrefix(n, w.Text) })
	})
}

// flag colours a flag or its value. One that is still typed can become another one.
func (a *Assistant) flag(all *spans, text string, p *command.Parsed, i, at int) {
	w := p.Flags[i]
	if !w.Flag() {
		plain(all, text, at, w)
		return
	}
	typed := at+w.End == len(text)
	name, _, _ := strings.Cut(w.Text, "=")
	color := colorFlag
	if long, ok := strings.CutPrefix(name, "--"); ok {
		known := p.Cobra.Flags().Lookup(long) != nil
		p.Cobra.Flags().VisitAll(func(f *pflag.Flag) { known = known || typed && strings.HasPrefix(f.Name, long) })
		if !known {
			color = colorUnknown
		}
	} else if p.Cobra.Flags().ShorthandLookup(w.Text[1:2]) == nil {
		color = colorUnknown
	}
	all.add(at+w.Start, at+w.End, color)
}

// place colours a place.
func (a *Assistant) place(all *spans, text string, at int, w syntax.Word) {
	switch exists, known := a.Names.Exists(w); {
	case !known:
		plain(all, text, at, w)
	case exists:
		all.add(at+w.Start, at+w.End, colorExists)
	case at+w.End < len(text) || w.Open == 0 && strings.HasSuffix(w.Text, "/"):
		all.add(at+w.Start, at+w.End, colorAbsent)
	default: // it is still typed
		if a.Names.Next(text) == "" {
			all.add(at+w.Start, at+w.End, colorAbsent)
		}
	}
}

// plain colours a word that is quoted or a number.
func plain(all *spans, text string, at int, w syntax.Word) {
	switch {
	case w.Start < w.End && strings.ContainsAny(text[at+w.Start:at+w.Start+1], `"'`):
		all.add(at+w.Start, at+w.End, colorString)
	case isNumber(w.Text):
		all.add(at+w.Start, at+w.End, colorNumber)
	}
}

func isNumber(s string) bool {
	if s == "" || strings.Trim(s, "0123456789.eE+-") != "" {
		return false
	}
	_, err := strconv.ParseFloat(s, 64)
	return err == nil
}

// value colours a value as set reads it.
func value(all *spans, text string, at int) {
	trimmed := strings.TrimSpace(text)
	switch {
	case trimmed == "":
	case strings.ContainsAny(trimmed[:1], `{["`):
		jsonText(all, text, at)
	case isNumber(trimmed):
		all.add(at, at+len(text), colorNumber)
	case trimmed == "true" || trimmed == "false" || trimmed == "null":
		all.add(at, at+len(text), colorWord)
	}
}

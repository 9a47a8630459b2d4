package command

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"sessh/repl/hint"
	"sessh/repl/syntax"
)

// ParseSplit is [Table.Parse] for words that another shell has split.
func (t Table) ParseSplit(args []string) *Parsed {
	if len(args) > 0 && t.Lookup(args[0]) == nil && t.endsName(syntax.Argument(args[0])) {
		args = slices.Concat([]string{strings.TrimSuffix(args[0], semicolon)}, args[1:])
	}
	g := &given{all: args}
	line := strings.Join(args, " ")
	p := &Parsed{line: line, end: len(line)}
	p.Name, _ = g.Next()
	t.parseWords(p, g)
	p.given = g
	for i, w := range p.Args {
		if p.Cmd.Kind(i).IsPlace() {
			p.Args[i] = syntax.PathArgument(w.Text)
			p.Args[i].Start, p.Args[i].End = w.Start, w.End
		}
	}
	return p
}

// given are words that another shell has split; the line is the words with blanks between.
type given struct {
	all  []string
	next int // index of the next word
	at   int // its place in the line
}

func (g *given) Next() (w syntax.Word, ok bool) {
	if g.next == len(g.all) {
		return w, false
	}
	w = g.word(g.all[g.next])
	g.next, g.at = g.next+1, w.End+1
	return w, true
}

func (g *given) Value(int) (w syntax.Word, ok bool) { return g.Next() }

func (g *given) Rest() (w syntax.Word, ok bool) {
	if g.next == len(g.all) {
		return w, false
	}
	w = g.word(strings.Join(g.all[g.next:], " "))
	g.next = len(g.all)
	return w, true
}

func (g *given) word(text string) syntax.Word {
	w := syntax.Argument(text)
	w.Start, w.End = g.at, g.at+len(text)
	return w
}

func (g *given) Err() error { return nil }

// from returns the words from one of them on.
func (g *given) from(w syntax.Word) []string {
	at := 0
	for i, text := range g.all {
		if at == w.Start {
			return g.all[i:]
		}
		at += len(text) + 1
	}
	return nil
}

// The rest of a line that is taken as it stands may begin with a dash, so flags come before
// the first argument. A flag of the command right behind the arguments is hardly meant as
// text, and the text could be committed at once, so it is refused. "--" before the
// arguments says that it is meant.

// lateFlag returns the flag of the command with which the rest of the line begins, without
// a value joined to it; "" if there is none.
func (p *Parsed) lateFlag() string {
	r := p.Cmd.Rest
	if r == 0 || len(p.Args) <= r || p.ended {
		return ""
	}
	if !strings.HasPrefix(p.Args[r].Text, "-") { // it may be long
		return ""
	}
	var w syntax.Word
	if p.given != nil {
		w = syntax.Argument(p.given.from(p.Args[r])[0])
	} else {
		w, _ = syntax.NewSplitter(p.line[p.Args[r].Start:]).Next()
	}
	if !w.Flag() {
		return ""
	}
	name, _, _ := strings.Cut(w.Text, "=")
	if !areFlags(p.Cobra.Flags(), name) {
		return ""
	}
	return name
}

// longestTail is how many bytes of a value are looked at for flags at its end.
const longestTail = 256

// tailFlag returns the flag of the command with which the rest of the line ends behind a value, as in
// 1 --string or 1 --flags 0, without a value of it; "" if there is none. The text of a value in quotes
// does not end in one, and help may well be part of a text.
func (p *Parsed) tailFlag() string {
	r := p.Cmd.Rest
	if r == 0 || len(p.Args) <= r || p.ended {
		return ""
	}
	var words []string
	if p.given != nil {
		if words = p.given.from(p.Args[r]); words[0] == "--" {
			return ""
		}
	} else {
		text := strings.TrimRight(p.line[p.Args[r].Start:p.end], " \t\r\n")
		words = strings.Fields(text[max(0, len(text)-longestTail):])
	}
	if n := len(words); n > 1 && p.isLongFlag(words[n-1], false) {
		return words[n-1]
	} else if n > 2 && p.isLongFlag(words[n-2], true) && !strings.ContainsAny(words[n-1], "\"'])}") {
		return words[n-2]
	}
	return ""
}

// isLongFlag reports whether a word is a long flag of the command, other than --help, that takes a value
// if valued is set, and takes none otherwise.
func (p *Parsed) isLongFlag(word string, valued bool) bool {
	name, long := strings.CutPrefix(word, "--")
	f := p.Cobra.Flags().Lookup(name)
	return long && f != nil && name != "help" && valued == (f.NoOptDefVal == "")
}

// areFlags reports whether a word is a flag in fs, or several one-letter flags.
func areFlags(fs *pflag.FlagSet, word string) bool {
	if long, ok := strings.CutPrefix(word, "--"); ok {
		return fs.Lookup(long) != nil
	}
	for i := 1; i < len(word); i++ {
		if fs.ShorthandLookup(word[i:i+1]) == nil {
			return false
		}
	}
	return true
}

// lateFlagError says where the flag goes, and how to set the text that it is part of.
func (p *Parsed) lateFlagError(flag, text string) error {
	use := flag
	if f := p.Cobra.Flags().Lookup(strings.TrimPrefix(flag, "--")); f != nil && f.NoOptDefVal == "" {
		value, _ := pflag.UnquoteUsage(f)
		use += " " + value
	}
	first, _, _ := strings.Cut(p.Cmd.Args, " ")
	err := fmt.Errorf("%s stands before %s", flag, first)
	return &hint.Usage{Err: hint.With(err, "%s %s %s; to set the text: %[1]s -- %[3]s %[4]s", p.Cmd.Name, use, first, text)}
}

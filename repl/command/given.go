package command

import (
	"strings"

	"sessh/repl/syntax"
)

// ParseSplit is [Table.Parse] for words that another shell has split.
func (t Table) ParseSplit(args []string) *Parsed {
	g := &given{all: args}
	p := t.parseWords(strings.Join(args, " "), g)
	p.given = g
	for i, w := range p.Args {
		if k := p.Cmd.Kind(i); k == Place || k == Folder {
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

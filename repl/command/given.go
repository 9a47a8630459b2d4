package command

import (
	"strings"

	"sessh/repl/syntax"
)

// ParseGiven is parse for words that stand for themselves.
func (t Table) ParseGiven(args []string) *Parsed {
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

// given are words that another shell has already taken apart; the line is what they
// are with a blank between.
type given struct {
	all  []string
	next int // the one that is next
	at   int // where it stands in the line
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

// From are the words from one of them on.
func (g *given) From(w syntax.Word) []string {
	at := 0
	for i, text := range g.all {
		if at == w.Start {
			return g.all[i:]
		}
		at += len(text) + 1
	}
	return nil
}

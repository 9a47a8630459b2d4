package command

import (
	"errors"
	"strings"

	"sessh/repl/hint"
	"sessh/repl/syntax"
)

// semicolon can end a command, as in SQL and in a Unix shell. A name with one at its end needs
// quotes.
const semicolon = ";"

// ended returns the line before the semicolon that ends it; ok is false if there is none, or if
// it is part of an argument that is taken as it stands.
func (t Table) ended(p *Parsed) (line string, ok bool) {
	trimmed := strings.TrimRight(p.line, " \t\r\n")
	line, ok = strings.CutSuffix(trimmed, semicolon)
	switch {
	case !ok, p.Cmd != nil && p.standsAsIs():
		return "", false
	case p.Cmd == nil:
		return line, p.Name.End == len(trimmed) && t.endsName(p.Name)
	}
	words, err := syntax.Split(trimmed)
	return line, err == nil && len(words) > 0 && ends(words[len(words)-1])
}

// standsAsIs reports whether the end of the line is taken as it stands: an argument, or the line
// of a program.
func (p *Parsed) standsAsIs() bool {
	return p.Cmd.Leading() && len(p.Args) > 0 || p.To != nil && p.To.Program != ""
}

// endsName reports whether a word is the name of a command with a semicolon behind it.
func (t Table) endsName(w syntax.Word) bool {
	return ends(w) && t.Lookup(strings.TrimSuffix(w.Text, semicolon)) != nil
}

// ends reports whether a word has a semicolon at its end that is not quoted.
func ends(w syntax.Word) bool {
	n := len(w.Text)
	return n > 0 && w.Text[n-1] == semicolon[0] && !w.Literal[n-1]
}

// checkOne returns an error if a semicolon stands before the end of the line, unless it is part
// of an argument that is taken as it stands: it does not separate commands.
func (t Table) checkOne(p *Parsed) error {
	if !strings.Contains(p.line, semicolon) || p.given != nil || p.Cmd == nil && !t.endsName(p.Name) || p.Cmd != nil && p.Cmd.Leading() {
		return nil
	}
	from := syntax.NewSplitter(p.line[:p.end])
	for w, ok := from.Next(); ok; w, ok = from.Next() {
		if ends(w) {
			return &hint.Usage{Err: hint.With(errors.New("nothing can follow ; in a line"), "each command has a line of its own; a name with ; at its end needs quotes")}
		}
	}
	return nil
}

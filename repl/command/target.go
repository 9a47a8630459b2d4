package command

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"sessh/repl/hint"
	"sessh/repl/syntax"
)

// A Target is where a line sends what it prints: COMMAND | PROGRAM, COMMAND > FILE or
// COMMAND >> FILE. The operator begins a word: in grep a|b it is part of a pattern. A command
// that takes the rest of the line as it stands has no target, and | and > are part of that.
type Target struct {
	Program string // that reads it, for the user's shell; "": a file
	File    string
	Append  bool // to the file
}

// IsOutside reports whether a walkthrough cannot send its output there. A nil target is the
// terminal.
func (t *Target) IsOutside() bool { return t != nil && (t.Program != "" || IsOutside(t.File)) }

// IsOutside reports whether a walkthrough cannot write a file of that name; "" is none.
func IsOutside(file string) bool { return file != "" && !filepath.IsLocal(file) }

// target takes the rest of the line as the target, if an operator comes next.
func (p *Parsed) target(from *syntax.Splitter) {
	op, ok := from.Operator()
	if !ok || p.To != nil {
		return
	}
	p.end, p.To = op.Start, &Target{Append: op.Text == syntax.Append}
	if op.Text == syntax.Pipe {
		w, _ := from.Rest()
		p.To.Program = strings.TrimSpace(w.Text)
		if p.To.Program == "" || p.To.Program[0] == '|' {
			p.toErr = errors.New("| needs a program")
		}
		return
	}
	w, _ := from.Next()
	p.To.File = w.Text
	if p.To.File == "" {
		p.toErr = fmt.Errorf("%s needs a file", op.Text)
	} else if _, more := from.Rest(); more {
		p.toErr = hint.With(fmt.Errorf("nothing can follow %s FILE", op.Text), "a name with blanks needs quotes")
	}
}

// SendTo gives the call the target that a text such as "| wc -l" is; "": none.
func (p *Parsed) SendTo(text string) {
	end := p.end
	p.target(syntax.NewSplitter(text))
	p.end = end
}

// mayHaveTarget reports whether a target can come next. A credential is taken with all that
// follows it, and so has none, but an open argument may.
func (p *Parsed) mayHaveTarget() bool {
	return p.Cmd != nil && (!p.Cmd.Leading() || p.Cmd.Open != nil)
}

// targeted are the words of a line up to an operator.
type targeted struct {
	*syntax.Splitter
	p *Parsed
}

func (t targeted) Next() (w syntax.Word, ok bool) {
	if t.p.mayHaveTarget() {
		t.p.target(t.Splitter)
	}
	if t.p.To != nil {
		return syntax.Word{}, false
	}
	return t.Splitter.Next()
}

package repl

import (
	"context"
	"strings"

	"sessh/repl/script/translate"
	"sessh/repl/syntax"
)

// A line that cannot end where it ends goes on in the next one: a statement with an
// open block or bracket, and a value that is JSON with one.

// gather puts such lines together.
type gather struct {
	sh    *Shell
	text  string
	value *syntax.Lines // of a line whose value may go on
	more  bool          // another line is needed
}

// gather begins with a line.
func (sh *Shell) gather(line string) *gather {
	g := &gather{sh: sh, text: line}
	if source, ok := sh.statement(line); ok {
		g.more = translate.Incomplete(source)
	} else if value, ok := sh.openValue(line); ok {
		g.value = &syntax.Lines{}
		g.more = g.value.Add(value)
	}
	return g
}

// add adds a line.
func (g *gather) add(line string) {
	if g.value == nil {
		*g = *g.sh.gather(g.text + "\n" + line)
		return
	}
	g.text += "\n" + line
	g.more = g.value.Add(line)
}

// openValue is the value that a line ends with, where it is read as JSON.
func (sh *Shell) openValue(line string) (value string, ok bool) {
	if !strings.ContainsAny(line, "{[") {
		return "", false
	}
	p := sh.parse(line)
	if p.cmd == nil || p.cmd.rest == 0 || len(p.args) <= p.cmd.rest {
		return "", false
	}
	for _, f := range p.flags {
		if f.Text != "-j" && f.Text != "--json" {
			return "", false
		}
	}
	return line[p.args[p.cmd.rest].Start:], true
}

const morePrompt = "... "

// continued takes apart what was typed or pasted, and reads what its last line
// still needs.
func (sh *Shell) continued(ctx context.Context, t Terminal, text string) (lines []string, err error) {
	lines, last := sh.together(nil, text)
	for last.more {
		if text, err = t.Read(ctx, morePrompt); err != nil {
			return nil, err
		}
		var done []string
		done, last = sh.together(last, text)
		lines = append(lines, done...)
	}
	return append(lines, last.text), nil
}

// together goes on from a line with those of a text, and returns all but the last:
// that one may need more.
func (sh *Shell) together(last *gather, text string) (done []string, _ *gather) {
	for l := range strings.SplitSeq(text, "\n") {
		switch {
		case last == nil:
			last = sh.gather(l)
		case last.more || sh.isContinuation(last.text, l):
			last.add(l)
		default:
			done, last = append(done, last.text), sh.gather(l)
		}
	}
	return done, last
}

// isContinuation tells whether a statement was copied with the line after it.
func (sh *Shell) isContinuation(text, next string) bool {
	_, ok := sh.statement(text)
	return ok && (strings.HasPrefix(strings.TrimSpace(next), "...") || strings.Contains(text, "\n") && strings.HasPrefix(next, " "))
}

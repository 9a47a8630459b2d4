package repl

import (
	"context"
	"strings"

	"sessh/repl/script/translate"
	"sessh/repl/syntax"
)

// logicalLine is what runs as one: a line, and those in which it goes on because it
// cannot end where it ends. That is a statement with an open block or bracket, and a
// value that is JSON with one.
type logicalLine struct {
	sh    *Shell
	lines []string
	value *syntax.Lines // of a line whose value may go on
	open  translate.Open
	block bool // a statement has a block, which an empty line ends
	more  bool // another line is needed
}

// logical is the logical line that begins with a line.
func (sh *Shell) logical(line string) *logicalLine {
	l := &logicalLine{sh: sh, lines: []string{line}}
	if value, ok := sh.openValue(line); ok {
		l.value = &syntax.Lines{}
		l.more = l.value.Add(value)
	} else {
		l.addToStatement(line)
	}
	return l
}

func (l *logicalLine) text() string { return strings.Join(l.lines, "\n") }

// add adds a line.
func (l *logicalLine) add(line string) {
	l.lines = append(l.lines, line)
	if l.value != nil {
		l.more = l.value.Add(line)
	} else {
		l.addToStatement(line)
	}
}

// addToStatement finds out whether a statement needs more. All of it is looked at only
// where a line may end it: not in an open bracket, nor at the lines of a block.
func (l *logicalLine) addToStatement(line string) {
	l.open.Add(line)
	switch {
	case l.more && l.open.IsOpen(), l.block && indented(line):
		return
	}
	source, ok := l.sh.statement(l.text())
	l.more = ok && translate.Incomplete(source)
	l.block = l.more && !l.open.IsOpen()
}

// indented reports whether a line is one of a block, and not empty.
func indented(line string) bool {
	if copied, ok := strings.CutPrefix(strings.TrimLeft(line, " \t"), "..."); ok {
		line = strings.TrimPrefix(copied, " ")
	}
	return line != "" && (line[0] == ' ' || line[0] == '\t') && strings.TrimSpace(line) != ""
}

// openValue is the value that a line ends with, where it is read as JSON.
func (sh *Shell) openValue(line string) (value string, ok bool) {
	if _, ok := sh.statement(line); ok || !strings.ContainsAny(line, "{[") {
		return "", false
	}
	p := sh.commands.Parse(line)
	if p.Cmd == nil || p.Cmd.Rest == 0 || len(p.Args) <= p.Cmd.Rest {
		return "", false
	}
	for _, f := range p.Flags {
		if f.Text != "-j" && f.Text != "--json" {
			return "", false
		}
	}
	return line[p.Args[p.Cmd.Rest].Start:], true
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
	return append(lines, last.text()), nil
}

// together goes on from a line with those of a text, and returns all but the last:
// that one may need more.
func (sh *Shell) together(last *logicalLine, text string) (done []string, _ *logicalLine) {
	for l := range strings.SplitSeq(text, "\n") {
		switch {
		case last == nil:
			last = sh.logical(l)
		case last.more || sh.isContinuation(last.text(), l):
			last.add(l)
		default:
			done, last = append(done, last.text()), sh.logical(l)
		}
	}
	return done, last
}

// isContinuation reports whether a statement was copied with the line after it.
func (sh *Shell) isContinuation(text, next string) bool {
	_, ok := sh.statement(text)
	return ok && (strings.HasPrefix(strings.TrimSpace(next), "...") || strings.Contains(text, "\n") && strings.HasPrefix(next, " "))
}

package lines

import (
	"strings"

	"sessh/repl/script/translate"
	"sessh/repl/syntax"
)

// An Open is one command or statement that may need more lines.
type Open struct {
	of    Classifier
	lines []string
	value *syntax.Lines // of a command with a value that may continue
	open  translate.Open
	block bool // in the block of a statement, which an empty line ends
	text  bool // of a command whose argument continues, as the command says
	more  bool // another line is needed
}

// Begin begins a command or statement with its first line.
func (c Classifier) Begin(line string) *Open {
	l := &Open{of: c, lines: []string{line}}
	if value, ok := c.openValue(line); ok {
		l.value = &syntax.Lines{}
		l.more = l.value.Add(value)
	} else if l.text = c.continues(line); l.text {
		l.more = true
	} else {
		l.addToStatement(line)
	}
	return l
}

// Text returns the lines so far.
func (l *Open) Text() string { return strings.Join(l.lines, "\n") }

// More reports whether it needs another line.
func (l *Open) More() bool { return l.more }

// Add adds a line.
func (l *Open) Add(line string) {
	l.lines = append(l.lines, line)
	switch {
	case l.value != nil:
		l.more = l.value.Add(line)
	case l.text:
		l.more = l.of.continues(l.Text())
	default:
		l.addToStatement(line)
	}
}

// continues reports whether the argument of a command goes on on another line.
func (c Classifier) continues(text string) bool {
	p := c.Commands.Parse(text)
	return p.Cmd != nil && p.Cmd.Continues != nil && len(p.Args) > 0 && p.Cmd.Continues(text[p.Args[0].Start:])
}

// addToStatement finds out whether a statement needs more lines. It parses the statement
// only at lines that may end it: not in an open bracket, nor at indented lines of a block.
func (l *Open) addToStatement(line string) {
	l.open.Add(line)
	switch {
	case l.more && l.open.IsOpen(), l.block && indented(line):
		return
	}
	source, ok := l.of.statement(l.Text())
	l.more = ok && translate.Incomplete(source)
	l.block = l.more && !l.open.IsOpen()
}

// indented reports whether a line is a nonblank line of a block.
func indented(line string) bool {
	if copied, ok := strings.CutPrefix(strings.TrimLeft(line, " \t"), "..."); ok {
		line = strings.TrimPrefix(copied, " ")
	}
	return line != "" && (line[0] == ' ' || line[0] == '\t') && strings.TrimSpace(line) != ""
}

// openValue returns the value that a line ends with, if it is read as JSON.
func (c Classifier) openValue(line string) (value string, ok bool) {
	if _, ok := c.statement(line); ok || !strings.ContainsAny(line, "{[") {
		return "", false
	}
	p := c.Commands.Parse(line)
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

// Join continues last with the lines of a text. It returns all lines but the last one,
// which may need more.
func (c Classifier) Join(last *Open, text string) (done []string, _ *Open) {
	for l := range strings.SplitSeq(text, "\n") {
		switch {
		case last == nil:
			last = c.Begin(l)
		case last.more || c.isContinuation(last.Text(), l):
			last.Add(l)
		default:
			done, last = append(done, last.Text()), c.Begin(l)
		}
	}
	return done, last
}

// isContinuation reports whether next continues a statement that was copied with its
// prompts.
func (c Classifier) isContinuation(text, next string) bool {
	_, ok := c.statement(text)
	return ok && (strings.HasPrefix(strings.TrimSpace(next), "...") || strings.Contains(text, "\n") && strings.HasPrefix(next, " "))
}

// Package lines classifies lines: each is a command, a Python-style statement, or nothing. A
// [Line] has the answer for everything that runs it, records it or completes it.
//
// A line may continue on others: a statement with an open block or bracket, and a value in
// JSON. [Classifier.Begin] begins such a line, and [Classifier.Join] splits text, as it was
// typed or pasted, into lines.
package lines

import (
	"strings"

	"sessh/repl/command"
	"sessh/repl/script/translate"
	"sessh/repl/syntax"
	"sessh/session/format/lazyregexp"
)

// A Kind is what a line is.
type Kind uint8

const (
	Nothing   Kind = iota // blank, or a comment
	Command               // of the command table
	Statement             // in Python style
)

// A Line is one command or statement with its continuation lines.
type Line struct {
	Text   string
	Kind   Kind
	Source string          // of a statement, without prompts
	Parsed *command.Parsed // of a command
}

// LeavesWalkthrough reports whether a line runs a program of the machine, or sends its output to
// a file that is no walkthrough's: a walkthrough cannot run it.
func (l Line) LeavesWalkthrough() bool {
	p := l.Parsed
	return p != nil && (p.To.IsOutside() || p.Cmd != nil && p.Cmd.Program)
}

// A Classifier knows the commands, and the names that statements can use.
type Classifier struct {
	Commands command.Table
	// Knows reports whether a name means something in a statement.
	Knows func(name string) bool
}

// Classify classifies a line. A line that begins with >>> is a statement, and so is a line
// that is not a command and looks like a statement.
func (c Classifier) Classify(text string) Line {
	if IsNothing(text) {
		return Line{Text: text}
	}
	if source, ok := c.statement(text); ok {
		return Line{Text: text, Kind: Statement, Source: source}
	}
	return Line{Text: text, Kind: Command, Parsed: c.Commands.Parse(text)}
}

// IsNothing reports whether a line does nothing: it is blank or a comment.
func IsNothing(line string) bool {
	line = strings.TrimSpace(line)
	return line == "" || strings.HasPrefix(line, "#")
}

// statementPrompt begins a line that is always a statement.
const statementPrompt = ">>>"

// statement returns the source of a line that is a statement.
func (c Classifier) statement(line string) (source string, ok bool) {
	trimmed := strings.TrimLeft(line, " \t")
	if rest, ok := strings.CutPrefix(trimmed, statementPrompt); ok {
		return unprompted(rest), true
	}
	if strings.HasPrefix(trimmed, `\`) { // a command of psql
		return "", false
	}
	first, _, _ := strings.Cut(trimmed, "\n")
	// sp = transaction.savepoint() binds a name, whatever sp is otherwise; del
	// data['x'] is not a path, where data is a name.
	if c.isCommand(first) && !binding.Get().MatchString(first) && !c.deletes(first) || !c.reads(strings.TrimSpace(trimmed)) {
		return "", false
	}
	return trimmed, true
}

// isCommand reports whether a line begins with the name of a command.
func (c Classifier) isCommand(line string) bool {
	name, ok := syntax.NewSplitter(line).Name()
	return ok && c.Commands.Lookup(strings.TrimSuffix(name.Text, ";")) != nil
}

// unprompted removes the prompts of a statement that was copied with them.
func unprompted(source string) string {
	lines := strings.Split(source, "\n")
	for i, l := range lines {
		if i > 0 {
			l = strings.TrimPrefix(l, "...")
		}
		lines[i] = strings.TrimPrefix(l, " ")
	}
	return strings.Join(lines, "\n")
}

var (
	firstName = lazyregexp.New(`^[A-Za-z_]\w*`)
	binding   = lazyregexp.New(`^[A-Za-z_]\w*(\s*,\s*[A-Za-z_]\w*)*\s*=[^=]`)
	keyword   = lazyregexp.New(`^(import|from|del|for|while|def|if|assert|print|try|raise|pass|not|lambda|with|class|yield|async|await|global|nonlocal|exec|match)\b`)
	quotation = lazyregexp.New(`^[A-Za-z]{1,2}["']`) // a text with a prefix, as f"..."
	deletion  = lazyregexp.New(`^del\s+([A-Za-z_]\w*)\s*[\[.]`)
	word      = lazyregexp.New(`^[A-Za-z_]\w*$`)
)

// deletes reports whether a line is a del statement on a part of a known name.
func (c Classifier) deletes(line string) bool {
	m := deletion.Get().FindStringSubmatch(line)
	return m != nil && c.Knows(m[1])
}

// reads reports whether a line that is not a command looks like a statement. One that
// begins with an unknown name is more likely a misspelled command.
func (c Classifier) reads(line string) bool {
	name := firstName.Get().FindString(line)
	known := name != "" && c.Knows(name)
	switch {
	case word.Get().MatchString(line):
		return known
	case !translate.Looks(line):
		return false
	}
	return name == "" || known || quotation.Get().MatchString(line) || keyword.Get().MatchString(line) || binding.Get().MatchString(line)
}

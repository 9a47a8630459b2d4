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

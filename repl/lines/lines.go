// Package lines classifies what is typed: each line is a command, a Python-style statement,
// or nothing, and one [Line] says so once for all that run it, record it or complete it.
//
// A line may go on in further ones: a statement with an open block or bracket, and a value
// in JSON. [Classifier.Begin] begins such a line, and [Classifier.Join] takes a text, as it
// was typed or pasted, apart into them.
package lines

import (
	"strings"

	"sessh/repl/command"
)

// A Kind is what a line is.
type Kind uint8

const (
	Nothing   Kind = iota // blank, or a comment
	Command               // to be run by the command table
	Statement             // in Python
)

// A Line is one command or statement with its continuation lines.
type Line struct {
	Text   string
	Kind   Kind
	Source string          // of a statement: without its prompts
	Parsed *command.Parsed // of a command
}

// A Classifier knows the commands, and the names that statements can use.
type Classifier struct {
	Commands command.Table
	// Knows reports whether a name means something in a statement.
	Knows func(name string) bool
}

// Classify classifies a line. A line that begins with >>> always is a statement, and so is
// a line that is no command and reads like one.
func (c Classifier) Classify(text string) Line {
	if IsNothing(text) {
		return Line{Text: text}
	}
	if source, ok := c.statement(text); ok {
		return Line{Text: text, Kind: Statement, Source: source}
	}
	return Line{Text: text, Kind: Command, Parsed: c.Commands.Parse(text)}
}

// IsNothing reports whether a line is not run: it is blank, or a comment.
func IsNothing(line string) bool {
	line = strings.TrimSpace(line)
	return line == "" || strings.HasPrefix(line, "#")
}

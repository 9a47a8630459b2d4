package edit

import (
	"strings"

	"sessh/repl/command"
	"sessh/repl/syntax"
)

// Value is what a place is to have.
type Value struct {
	V     any
	Typed bool   // whether it was typed, and nothing said how to read it
	Text  string // what was typed, as it stands in the line
}

// ReadTyped reads a value that was typed, as set reads it: as JSON where it is JSON, and
// as text elsewhere.
func ReadTyped(c *command.Call, text string) (Value, error) {
	v, err := read(c, text, syntax.Auto)
	if c.Given == nil {
		text = strings.TrimSpace(text)
	}
	return Value{V: v, Typed: true, Text: text}, err
}

// read reads a value that was typed. Quotes that another shell has left are part of it.
func read(c *command.Call, text string, how syntax.Reading) (any, error) {
	if c.Given != nil {
		return syntax.ReadValue(text, how)
	}
	return syntax.ReadRest(text, how)
}

package edit

import (
	"strings"

	"sessh/repl/command"
	"sessh/repl/syntax"
)

// A Value is a value to be set.
type Value struct {
	V     any
	typed bool   // whether it was typed without a flag that says how to read it
	text  string // as typed
}

// ReadTyped reads a typed value as set does: as JSON if it is JSON, and otherwise as text.
func ReadTyped(c *command.Call, text string) (Value, error) {
	v, err := read(c, text, syntax.Auto)
	if !c.IsSplit() {
		text = strings.TrimSpace(text)
	}
	return Value{V: v, typed: true, text: text}, err
}

// read reads a typed value. Quotes in words that another shell has split are part of the
// value.
func read(c *command.Call, text string, how syntax.Reading) (any, error) {
	if c.IsSplit() {
		return syntax.ReadValue(text, how)
	}
	return syntax.ReadRest(text, how)
}

package repl

import (
	"math/big"
	"regexp"
	"strings"

	"sessh/repl/notation"
	"sessh/repl/place"
	"sessh/repl/screen"
	"sessh/repl/syntax"
	"sessh/session"
)

// tellText says that what was typed for a place is text, where it may have been meant
// as something else: it looks like JSON, or like a number or constant of another
// language, or the place held a number or a boolean.
func (sh *Shell) tellText(at *place.Spot, t typed) {
	if at.Session.Container().Raw() {
		return
	}
	var before any
	if at.Found {
		before = at.Value
	}
	sh.tellTextAfter(at.Names, before, t, "--json")
}

// tellDecided is tellText for a value that decides a conflict.
func (sh *Shell) tellDecided(x session.Conflict, t typed) {
	if sh.Root.Container(x.Path.Container).Raw() {
		return
	}
	sh.tellTextAfter(place.Of(x.Path), x.Mine.Value, t, "set --json")
}

// tellTextAfter is tellText for a place that held before; nil: nothing of interest. What
// insists on JSON is named.
func (sh *Shell) tellTextAfter(names place.Path, before any, t typed, insists string) {
	text, ok := t.value.(string)
	const note = "a value that was set"
	if !ok || sh.told[note] {
		return
	}
	shown := screen.Shorten(screen.Safe(t.text), 40)
	switch instead, like := likeJSON(t.text, text, insists); {
	case like:
		sh.note("note: text, not JSON: %s (%s)", shown, instead)
	case isNumber(before):
		sh.note("note: %s was %s, a number, and is text now", names, notation.Short(before, 40))
	case isBool(before):
		sh.note("note: %s was %s, and is text now", names, notation.Short(before, 40))
	default:
		return
	}
	sh.tell(note)
}

// tell notes that something was said in this step.
func (sh *Shell) tell(what string) {
	if sh.told == nil {
		sh.told = make(map[string]bool)
	}
	sh.told[what] = true
}

func isNumber(v any) bool {
	switch v.(type) {
	case int64, float64, *big.Int:
		return true
	}
	return false
}

func isBool(v any) bool {
	_, ok := v.(bool)
	return ok
}

// constants are what other languages call the values that JSON has, by what JSON calls
// them; those that it has not are marked forms.
var constants = map[string]string{
	"True": "true", "TRUE": "true", "False": "false", "FALSE": "false",
	"None": "null", "NULL": "null", "Null": "null", "nil": "null", "undefined": "null",
	"nan": `{"$float": "nan"}`, "NaN": `{"$float": "nan"}`, "inf": `{"$float": "inf"}`, "Infinity": `{"$float": "inf"}`, "-inf": `{"$float": "-inf"}`, "-Infinity": `{"$float": "-inf"}`,
}

var (
	// number is what other languages, or people, write for one: 0x10, 01, 1_000, +5, .5, 5.
	number = regexp.MustCompile(`^[+-]?(0[xX][0-9a-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|[0-9][0-9_]*(\.[0-9_]*)?([eE][+-]?[0-9]+)?|\.[0-9]+([eE][+-]?[0-9]+)?)$`)
	// quotedText is a text of Python's with a prefix.
	quotedText = regexp.MustCompile(`^[bBuUrR]{1,2}["'].*["']$`)
)

// likeJSON reports whether what was typed, and was read as the text, looks like an attempt
// at JSON, and what to do instead.
func likeJSON(typed, text, insists string) (instead string, like bool) {
	insist := insists + " insists on JSON"
	if typed != text && syntax.Stays(typed) && !isJSON(typed) {
		return "a backslash that is no escape stays", true
	}
	if typed != text { // a quoted word, which is meant as a text, unless it is a whole list or mapping
		return "without the quotes it is JSON", text != "" && strings.IndexByte("{[", text[0]) >= 0 && isJSON(text)
	}
	if instead, ok := constants[text]; ok {
		return "in JSON it is " + instead, true
	}
	if text != "" && strings.IndexByte(`{["'`, text[0]) >= 0 {
		return insist, true
	}
	return insist, number.MatchString(text) || quotedText.MatchString(text)
}

func isJSON(text string) bool {
	_, err := syntax.ReadValue(text, syntax.JSON)
	return err == nil
}

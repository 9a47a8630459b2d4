package edit

import (
	"math/big"
	"regexp"
	"strings"

	"sessh/repl/command"
	"sessh/repl/notation"
	"sessh/repl/place"
	"sessh/repl/screen"
	"sessh/repl/syntax"
	"sessh/session"
)

// noteKeyType says that a new key is a text where it could be taken for an integer.
func noteKeyType(env command.Env, at *place.Spot) {
	m, ok := at.Parent.(*session.Map)
	if !ok || at.Found || at.Key != any(at.Names[len(at.Names)-1]) || !m.Ambiguous(at.Key) {
		return
	}
	if at.Session.Container().Format().Traits().ArrayKey != nil {
		return // it is an integer there, whatever it is here
	}
	env.Out.Note("the key %s is a text; integer(%[1]s) is an integer", at.Key)
}

// noteText says that what was typed for a place is text, if it may have been meant as
// something else: it looks like JSON, or like a number or constant of another language, or
// the place held a number or a boolean.
func noteText(env command.Env, at *place.Spot, v Value) {
	if at.Session.Container().Raw() {
		return
	}
	var before any
	if at.Found {
		before = at.Value
	}
	noteTextAfter(env, at.Names, before, v, "--json")
}

// NoteDecided says of a value that decides a conflict what set says of a value.
func NoteDecided(env command.Env, x session.Conflict, v Value) {
	if env.Root.Container(x.Path.Container).Raw() {
		return
	}
	noteTextAfter(env, place.Of(x.Path), x.Mine.Value, v, "set --json")
}

// noteTextAfter is noteText for a place that held before; nil: nothing of interest. What
// insists on JSON is named.
func noteTextAfter(env command.Env, path place.Path, before any, v Value, insists string) {
	text, ok := v.V.(string)
	if !ok || !v.Typed {
		return
	}
	const topic = "a value that was set"
	switch instead, like := likeJSON(v.Text, text, insists); {
	case like:
		env.Out.NoteOnce(topic, "note: text, not JSON: %s (%s)", screen.Shorten(screen.Safe(v.Text), 40), instead)
	case isNumber(before):
		env.Out.NoteOnce(topic, "note: %s was %s, a number, and is text now", path, notation.Short(before, 40))
	case isBool(before):
		env.Out.NoteOnce(topic, "note: %s was %s, and is text now", path, notation.Short(before, 40))
	}
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

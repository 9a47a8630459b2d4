package edit

import (
	"encoding/json"
	"errors"
	"math/big"
	"strconv"
	"strings"

	"sessh/repl/command"
	"sessh/repl/notation"
	"sessh/repl/place"
	"sessh/repl/screen"
	"sessh/repl/syntax"
	"sessh/session/diff"
	"sessh/session/format/lazyregexp"
	"sessh/session/tree"
)

// noteKeyType notes that a new key is a text if it looks like an integer.
func noteKeyType(env command.Env, at *place.Spot) {
	m, ok := at.Parent.(*tree.Map)
	if !ok || at.Found || at.Key != any(at.Names[len(at.Names)-1]) || !m.Ambiguous(at.Key) {
		return
	}
	if at.Session.Container().Format().Traits().ArrayKey != nil {
		return // the format decides
	}
	env.Out.Note("the key %s is a text; integer(%[1]s) is an integer", at.Key)
}

// noteText notes that a typed value is text if it may have been meant as something else: it
// looks like JSON, or like a number or constant of another language, or the place held a
// number or a boolean. Of any value it notes that the place held an object.
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

// NoteDecided is noteText for a value that resolves a conflict.
func NoteDecided(env command.Env, x diff.Conflict, v Value) {
	if env.Root.Container(x.Path.Container).Raw() {
		return
	}
	noteTextAfter(env, place.Of(x.Path), x.Mine.Value, v, "set --json")
}

// noteTextAfter is noteText for a place that held before; insists is the flag that forces
// JSON.
func noteTextAfter(env command.Env, path place.Path, before any, v Value, insists string) {
	const topic = "a value that was set"
	text, isText := v.V.(string)
	if !v.typed || !isText {
		if v.typed && isObject(before) && !isObject(v.V) {
			env.Out.NoteOnce(topic, "note: %s was %s, an object, and is %s now", path, notation.Short(before, 40), kindOf(v.V))
		}
		return
	}
	switch instead, like := likeJSON(v.text, text, insists); {
	case isTooLarge(text):
		env.Out.NoteOnce(topic, `note: text: %s is too large for a float; infinity is {"$float": "inf"}`, screen.Shorten(text, 40))
	case like:
		env.Out.NoteOnce(topic, "note: text, not JSON: %s (%s)", screen.Shorten(screen.Safe(v.text), 40), instead)
	case isNumber(before):
		env.Out.NoteOnce(topic, "note: %s was %s, a number, and is text now", path, notation.Short(before, 40))
	case isObject(before):
		env.Out.NoteOnce(topic, "note: %s was %s, an object, and is text now", path, notation.Short(before, 40))
	case isBool(before):
		env.Out.NoteOnce(topic, "note: %s was %s, and is text now", path, notation.Short(before, 40))
	}
}

// isTooLarge reports whether a text is a number in JSON that no float can hold.
func isTooLarge(text string) bool {
	if text == "" || strings.IndexByte("-0123456789", text[0]) < 0 || !json.Valid([]byte(text)) {
		return false
	}
	_, err := strconv.ParseFloat(text, 64)
	return errors.Is(err, strconv.ErrRange)
}

// kindOf returns the type of a value as a sentence has it.
func kindOf(v any) string {
	switch kind := tree.TypeName(v); {
	case v == nil:
		return "null"
	case strings.IndexByte("aeiou", kind[0]) >= 0:
		return "an " + kind
	default:
		return "a " + kind
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

// isObject reports whether a value is an object, and not another place of a list or mapping.
func isObject(v any) bool {
	_, ok := v.(tree.Object)
	return ok && tree.NodeOf(v) == nil
}

// constants are the names of JSON values in other languages, and what to type instead;
// values that JSON does not have are marked forms.
var constants = map[string]string{
	"True": "true", "TRUE": "true", "False": "false", "FALSE": "false",
	"None": "null", "NULL": "null", "Null": "null", "nil": "null", "undefined": "null",
	"nan": `{"$float": "nan"}`, "NaN": `{"$float": "nan"}`, "inf": `{"$float": "inf"}`, "Infinity": `{"$float": "inf"}`, "-inf": `{"$float": "-inf"}`, "-Infinity": `{"$float": "-inf"}`,
}

var (
	// number matches numbers that JSON does not allow: 0x10, 01, 1_000, +5, .5, 5.
	number = lazyregexp.New(`^[+-]?(0[xX][0-9a-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|[0-9][0-9_]*(\.[0-9_]*)?([eE][+-]?[0-9]+)?|\.[0-9]+([eE][+-]?[0-9]+)?)$`)
	// quotedText matches Python strings with a prefix.
	quotedText = lazyregexp.New(`^[bBuUrR]{1,2}["'].*["']$`)
	// shown matches objects, and lists and mappings of a form, as they are shown.
	shown = lazyregexp.New(`^[A-Za-z_][\w.:\\]*(\(.*\)|\[.*\]|\{.*\})$`)
)

// likeJSON reports whether what was typed, and read as text, looks like an attempt at JSON,
// and what to type instead.
func likeJSON(typed, text, insists string) (instead string, like bool) {
	insist := insists + " requires JSON"
	if typed != text && syntax.Stays(typed) && !isJSON(typed) {
		return "a backslash that is not an escape stays", true
	}
	if typed != text { // a quoted word is meant as text, unless it is a whole list or mapping
		return "without the quotes it is JSON", text != "" && strings.IndexByte("{[", text[0]) >= 0 && isJSON(text)
	}
	if instead, ok := constants[text]; ok {
		return "in JSON it is " + instead, true
	}
	if text != "" && strings.IndexByte(`{["'`, text[0]) >= 0 {
		return insist, true
	}
	if shown.Get().MatchString(text) {
		return "cp copies a value that is shown so", true
	}
	return insist, number.Get().MatchString(text) || quotedText.Get().MatchString(text)
}

func isJSON(text string) bool {
	_, err := syntax.ReadValue(text, syntax.JSON)
	return err == nil
}

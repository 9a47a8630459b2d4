// Package keys reads what a terminal sends, and hands it on as runes: one for each character,
// and one for each key.
//
// A terminal sends most keys as several bytes, which begin with an escape: Home is "\x1b[H",
// or "\x1b[1~", or "\x1bOH". A text that is pasted comes between two such sequences, and its
// line feeds look like Enter. A [Reader], made with [New], tells these apart. The runes that
// stand for keys, as [Delete] and [Paste], are of Unicode's private use area, and what a user
// types of that is dropped; so is every sequence that is no key here. Control characters stay
// what they are.
//
// A terminal is read one byte at a time, and only between [Reader.Open] and [Reader.Pause]:
// what is typed behind Enter is for the program that the line starts. [Pressed] hears what is
// typed while a command runs.
//
// The package knows nothing of lines: what a key does, package line says.
package keys

// Keys, as runes. [TextNewline] and [TextTab] are no keys but parts of a text on one line.
const (
	Delete      = '\uF8D0' // the Delete key
	TextNewline = '\uF8D1' // a line's end inside a text
	TextTab     = '\uF8D2' // a tab that was pasted
	Paste       = '\uF8D3' // a text that was pasted: [Reader.Pasted] has it
	Escape      = '\uF8D4' // the Esc key
	WordLeft    = '\uF8D5'
	WordRight   = '\uF8D6'
	WordKill    = '\uF8D7' // the word behind the cursor
	WordErase   = '\uF8D8' // the word before the cursor
	BackTab     = '\uF8DE' // Shift-Tab
	Older       = '\uF8E0' // to an older line that begins as what was typed
	Newer       = '\uF8E1' // to a newer one
	Argument    = '\uF8E2' // the last argument of an older line
	Undo        = '\uF8E3'
	Editor      = '\uF8E4' // the line in an editor; see [Reader.ForEditor]
	Fill        = '\uF8E5' // the line that comes out of it; only [Reader.First] puts it
	lastKey     = '\uF8EF'
)

// IsKey reports whether r stands for a key and is not text.
func IsKey(r rune) bool {
	return r >= Delete && r <= lastKey && r != TextNewline && r != TextTab
}

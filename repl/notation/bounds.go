package notation

import "unicode/utf8"

// Bounds of what is kept, or shown, of something that may be as long as an item.
const (
	// LongestLabel is how much of a line is kept as the name of a step of undo.
	LongestLabel = 240
	// LongestError is how much of an error is shown.
	LongestError = 64 << 10
)

// Clip is no more than most bytes of a text, and an ellipsis where there are more.
func Clip(text string, most int) string {
	if len(text) <= most {
		return text
	}
	for most > 0 && !utf8.RuneStart(text[most]) {
		most--
	}
	return text[:most] + "…"
}

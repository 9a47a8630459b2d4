package notation

import (
	"strings"
	"unicode/utf8"

	"sessh/repl/syntax"
)

// Limits of text that may be as long as an item.
const (
	// LongestLabel is how many bytes of a line are kept as the label of a step.
	LongestLabel = 240
	// LongestError is how many bytes of an error are shown.
	LongestError = 64 << 10
)

// Clip returns text, cut to at most most bytes and an ellipsis.
func Clip(text string, most int) string {
	if len(text) <= most {
		return text
	}
	for most > 0 && !utf8.RuneStart(text[most]) {
		most--
	}
	return text[:most] + "…"
}

// List joins names with commas.
func List(names []string) string { return strings.Join(names, ", ") }

// QuoteAll quotes each name that needs it to be typed.
func QuoteAll(names []string) []string {
	q := make([]string, len(names))
	for i, n := range names {
		q[i] = syntax.Quote(n)
	}
	return q
}

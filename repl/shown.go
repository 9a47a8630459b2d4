package repl

import (
	"strings"
	"unicode"

	"sessh/repl/notation"
	"sessh/repl/syntax"
)

// shown are the arguments as undo shows them: as they were typed, so that they can be
// typed again; what is too long for that is cut.
func (c *call) shown() []string {
	var texts []string
	left := notation.LongestLabel
	for i, w := range c.words {
		if left <= 0 {
			return append(texts, "…")
		}
		text := c.typedWord(w)
		if c.cmd.rest > 0 && i == c.cmd.rest {
			text = c.rest
		}
		text = notation.Clip(text, left)
		left -= len(text)
		if i != c.cmd.rest || i == 0 {
			texts = append(texts, text)
			continue
		}
		for l := range strings.SplitSeq(text, "\n") {
			texts = append(texts, strings.TrimSpace(l))
		}
	}
	return texts
}

// typedWord is a word as it stands in the line, on one line.
func (c *call) typedWord(w syntax.Word) string {
	text := c.line[w.Start:w.End]
	if strings.ContainsFunc(text, unicode.IsControl) {
		return `"` + syntax.Escape(w.Text) + `"`
	}
	return text
}

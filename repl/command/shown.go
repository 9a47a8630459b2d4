package command

import (
	"strings"
	"unicode"

	"sessh/repl/notation"
	"sessh/repl/syntax"
)

// Shown are the arguments as undo shows them: as they were typed, so that they can be
// typed again; what is too long for that is cut.
func (c *Call) Shown() []string {
	var texts []string
	left := notation.LongestLabel
	for i, w := range c.Words {
		if left <= 0 {
			return append(texts, "…")
		}
		text := c.typedWord(w)
		if c.Cmd.Rest > 0 && i == c.Cmd.Rest {
			text = c.Rest
		}
		text = notation.Clip(text, left)
		left -= len(text)
		if i != c.Cmd.Rest || i == 0 {
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
func (c *Call) typedWord(w syntax.Word) string {
	text := c.Line[w.Start:w.End]
	if strings.ContainsFunc(text, unicode.IsControl) {
		return `"` + syntax.Escape(w.Text) + `"`
	}
	return text
}

package repl

import (
	"slices"
	"strings"

	"sessh/repl/syntax"
)

// unrecorded are texts that no recording of a shell has: cookies, and the ids of the sessions
// behind them, which for many frameworks are all that a cookie holds.
type unrecorded struct{ texts []string }

// add adds texts, as they are and as they are written in paths.
func (u *unrecorded) add(texts []string) {
	for _, text := range texts {
		for _, t := range []string{text, syntax.Quote(text)} {
			if t != "" && !slices.Contains(u.texts, t) {
				u.texts = append(u.texts, t)
			}
		}
	}
	slices.SortStableFunc(u.texts, func(a, b string) int { return len(b) - len(a) })
}

// elided stands for such a text; in expected output it stands for anything.
const elided = "..."

// mask replaces the texts in a line and its output. A line that had one cannot be replayed.
func (u *unrecorded) mask(line, shown string) (string, string) {
	masked := u.without(line)
	if masked != line {
		return masked + " # doctest: +SKIP", ""
	}
	return line, u.without(shown)
}

func (u *unrecorded) without(text string) string {
	for _, t := range u.texts {
		text = strings.ReplaceAll(text, t, elided)
	}
	return text
}

package output

import (
	"unicode/utf8"

	"sessh/repl/notation"
	"sessh/repl/screen"
)

// longestCompared is how many bytes of values are compared to find where they differ.
const longestCompared = 64 << 10

// window returns values on lines of at most cells columns. Where one does not fit, the lines show
// the first place at which the values differ, and clipped is set.
func window(values []any, cells int) (lines []string, clipped bool) {
	texts := make([]string, len(values))
	for i, v := range values {
		b := &notation.Prefix{Limit: longestCompared}
		notation.WriteInline(b, v)
		texts[i] = b.String()
		clipped = clipped || screen.Width(texts[i]) > cells
	}
	if !clipped {
		return texts, false
	}
	at := differs(texts)
	const after = 16 // columns that are enough for what differs
	if hidden := screen.Width(texts[0][:at]) + after - cells; at == 0 || hidden <= 0 || !anyLonger(texts, at) {
		for _, v := range values {
			lines = append(lines, notation.Short(v, cells))
		}
		return lines, true
	}
	for i, text := range texts {
		text = screen.ShortenStart(text[:at], max(cells/3, notation.LeastShown)) + text[at:]
		lines = append(lines, notation.Cut(text, values[i], cells))
	}
	return lines, true
}

// differs returns how many bytes the texts have in common at their beginning.
func differs(texts []string) int {
	first := texts[0]
	at := len(first)
	for _, t := range texts[1:] {
		n := 0
		for n < min(at, len(t)) && t[n] == first[n] {
			n++
		}
		at = n
	}
	for at > 0 && at < len(first) && !utf8.RuneStart(first[at]) {
		at--
	}
	return at
}

// anyLonger reports whether a text goes on where they differ.
func anyLonger(texts []string, at int) bool {
	for _, t := range texts {
		if len(t) > at {
			return true
		}
	}
	return false
}

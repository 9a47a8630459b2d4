package control

import (
	"strings"

	"sessh/repl/screen"
)

// helpWidth is the number of columns that help takes: it is read in windows of 80.
const helpWidth = 79

// wrap breaks the paragraphs of a text into lines of at most width columns. A paragraph that
// fits stays as it is, and so does one that is laid out in columns.
func wrap(text string, width int) string {
	paragraphs := strings.Split(text, "\n\n")
	for i, p := range paragraphs {
		if !fits(p, width) && !strings.Contains(p, "  ") {
			paragraphs[i] = fill(strings.Fields(p), width)
		}
	}
	return strings.Join(paragraphs, "\n\n")
}

func fits(text string, width int) bool {
	for line := range strings.SplitSeq(text, "\n") {
		if screen.Width(line) > width {
			return false
		}
	}
	return true
}

// fill writes words in lines of at most width columns.
func fill(words []string, width int) string {
	var b strings.Builder
	column := 0
	for _, w := range words {
		n := screen.Width(w)
		switch {
		case column == 0:
		case column+1+n > width:
			b.WriteByte('\n')
			column = 0
		default:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(w)
		column += n
	}
	return b.String()
}

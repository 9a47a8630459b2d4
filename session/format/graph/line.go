package graph

import (
	"strings"
	"unicode/utf8"
)

// LineLength is the number of characters that [Show] shows of a value.
const LineLength = 500

// A line is the line on which a value is shown. What does not fit is replaced by
// "…".
type line struct {
	b    strings.Builder
	used int // characters; more than LineLength where something did not fit
}

// full reports whether the line is full.
func (l *line) full() bool { return l.used > LineLength }

// put appends what fits.
func (l *line) put(s string) {
	for _, c := range s {
		if l.used++; l.used > LineLength {
			l.used = LineLength + 1
			return
		}
		l.b.WriteRune(c)
	}
}

func (l *line) String() string {
	if l.full() {
		return l.b.String() + "…"
	}
	return l.b.String()
}

// beginning returns the beginning of a text, as much of it as can be on a line.
func beginning(s string) string {
	const most = LineLength * utf8.UTFMax
	if len(s) <= most {
		return s
	}
	end := most
	for i := 0; i < utf8.UTFMax && !utf8.RuneStart(s[end]); i++ {
		end--
	}
	return s[:end]
}

package syntax

import (
	"errors"
	"iter"
	"strings"

	"sessh/session/marked"
)

// Lines collects a value that is typed on several lines, in time proportional to their
// length. The zero value is ready to use.
type Lines struct {
	text    strings.Builder
	depth   int // of the lists and objects that are open
	checked int // how much of the text is how JSON begins
}

// Add adds a line, and reports whether the value needs more: a list or an object in JSON is
// open. A value that can no longer become JSON needs none.
func (l *Lines) Add(line string) (more bool) {
	l.text.WriteString(line + "\n")
	l.depth += depth(line)
	n := l.text.Len()
	if l.depth <= 0 || n <= l.checked+l.checked/4 {
		return l.depth > 0
	}
	l.checked = n
	return cutShort(l.text.String())
}

// depth returns how many more brackets are opened than closed in a line.
func depth(line string) int {
	d := 0
	for _, d = range brackets(line) {
	}
	return d
}

// brackets yields the indexes of the JSON brackets in text, those outside quotes, and how
// many are open after each.
func brackets(text string) iter.Seq2[int, int] {
	return func(yield func(at, open int) bool) {
		open, quoted := 0, false
		for i := 0; i < len(text); i++ {
			switch c := text[i]; {
			case c == '"':
				quoted = !quoted
				continue
			case quoted && c == '\\':
				i++
				continue
			case quoted:
				continue
			case c == '{', c == '[':
				open++
			case c == '}', c == ']':
				open--
			default:
				continue
			}
			if !yield(i, open) {
				return
			}
		}
	}
}

// wholeJSON returns the length of the list or object that text begins with, if a word ends
// where its brackets are closed; 0 if there is none.
func wholeJSON(text string) int {
	if text[0] != '{' && text[0] != '[' {
		return 0
	}
	for at, open := range brackets(text) {
		if open > 0 {
			continue
		}
		if end := at + 1; end == len(text) || blank(text[end]) {
			return end
		}
		return 0
	}
	return 0
}

// begun reports whether the first line of text is the incomplete beginning of a list or
// object in JSON.
func begun(text string) bool {
	line, _, _ := strings.Cut(text, "\n")
	return cutShort(line)
}

func cutShort(text string) bool {
	if text == "" || text[0] != '{' && text[0] != '[' {
		return false
	}
	_, err := marked.Decode([]byte(text))
	return errors.Is(err, marked.ErrCutShort)
}

package syntax

import (
	"errors"
	"iter"
	"strings"

	"sessh/session/marked"
)

// Lines puts a value together that is typed in several lines, in time in
// proportion to their length. Its zero value is ready.
type Lines struct {
	text    strings.Builder
	depth   int // of the lists and objects that are open
	checked int // how much of the text is how JSON begins
}

// Add adds a line, and reports whether the value needs more: a list or an object in
// JSON is open. What cannot become JSON any more needs nothing.
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

// depth is how many more brackets open in a line than close.
func depth(line string) int {
	d := 0
	for _, d = range brackets(line) {
	}
	return d
}

// brackets yields the places of the brackets of JSON in text, which are those outside of
// quotes, and how many are open after each.
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

// wholeJSON is the length of the list or object with which text begins, up to where its
// brackets are closed and a word ends; 0 where there is none.
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

// begun reports whether the first line of text is how a list or an object in JSON
// begins, and not all of it.
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

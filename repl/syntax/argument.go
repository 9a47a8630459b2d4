package syntax

import "strings"

// Argument returns a word that another shell has split off: it stands for itself, with its
// blanks, quotes and backslashes.
func Argument(text string) Word {
	return Word{Text: text, Literal: make([]bool, len(text)), End: len(text)}
}

// PathArgument is [Argument] for a path, with two exceptions: an element in the form that
// [Quote] writes is the name that was quoted, so that printed paths can be passed back; and
// a backslash before a slash makes the slash part of the name.
func PathArgument(text string) Word {
	w := Word{End: len(text)}
	var b strings.Builder
	put := func(s string, literal bool) {
		b.WriteString(s)
		for range len(s) {
			w.Literal = append(w.Literal, literal)
		}
	}
	for {
		n := element(text)
		if name, ok := unquote(text[:n]); ok {
			if name == "" {
				w.empty = append(w.empty, b.Len())
			}
			put(name, true)
		} else {
			before, after, more := strings.Cut(text[:n], `\/`)
			for more {
				put(before, false)
				put("/", true)
				before, after, more = strings.Cut(after, `\/`)
			}
			put(before, false)
		}
		if n == len(text) {
			w.Text = b.String()
			return w
		}
		put("/", false)
		text = text[n+1:]
	}
}

// element returns the length of the first element of a path: up to the first slash without
// a backslash before it.
func element(text string) int {
	for i := range len(text) {
		if text[i] == '/' && (i == 0 || text[i-1] != '\\') {
			return i
		}
	}
	return len(text)
}

// unquote returns the name that Quote wrote in this form; ok is false for other text.
func unquote(text string) (name string, ok bool) {
	if text == "" || text[0] != '"' && text[0] != '\\' {
		return "", false
	}
	w, err := Single(text)
	return w.Text, err == nil && Quote(w.Text) == text
}

package syntax

import "slices"

// CutMoment splits a word such as /Shop/s1/cart@12:03:05 into a place and a moment; ok is
// false for a word without one. Only an @ in the last name that is not quoted, with what
// looks like a time behind it, begins a moment: user@example.com is a name. [Quote] quotes
// names that look like a place with a moment.
func CutMoment(w Word) (at Word, moment string, ok bool) {
	i := momentIn(w.Text, w.Literal)
	if i < 0 {
		return w, "", false
	}
	at = w
	at.Text, at.Literal = w.Text[:i], w.Literal[:i]
	at.empty = slices.DeleteFunc(slices.Clone(w.empty), func(e int) bool { return e > i })
	return at, w.Text[i+1:], true
}

// momentIn returns the index of the @ before the moment in a text; -1 if there is none. A
// nil literal means that nothing is quoted.
func momentIn(text string, literal []bool) int {
	for i := len(text) - 1; i >= 0; i-- {
		switch {
		case literal != nil && literal[i]:
		case text[i] == '/':
			return -1
		case text[i] == '@' && isMoment(text[i+1:]):
			return i
		}
	}
	return -1
}

// isMoment reports whether a text begins as a time, a date or a negative duration does.
func isMoment(text string) bool {
	for _, form := range []string{"0:0", "00:0", "0000-00-00", "-0", "-.0"} {
		if hasForm(text, form) {
			return true
		}
	}
	return false
}

// hasForm reports whether a text begins with a form, in which 0 stands for any digit.
func hasForm(text, form string) bool {
	if len(text) < len(form) {
		return false
	}
	for i := range len(form) {
		isDigit := text[i] >= '0' && text[i] <= '9'
		if form[i] == '0' && !isDigit || form[i] != '0' && text[i] != form[i] {
			return false
		}
	}
	return true
}

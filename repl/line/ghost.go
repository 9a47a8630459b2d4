package line

// dim is the colour of suggestions.
const dim = "2"

// restyle sets the colour of what comes next; "": none.
func (l *layer) restyle(style string) {
	if style == l.style {
		return
	}
	if l.style != "" {
		l.b.WriteString("\x1b[0m")
	}
	if style != "" {
		l.b.WriteString("\x1b[" + style + "m")
	}
	l.style = style
}

// suggest adds a suggestion, as much of it as there is room for in the row of the cursor,
// whose place is a blank if there is none.
func (l *layer) suggest(ghost []rune) {
	l.next = fit(ghost, l.width-l.col)
	if len(l.next) == 0 {
		l.add(' ')
		return
	}
	l.restyle(dim)
	for _, r := range l.next {
		l.add(r)
	}
	l.restyle("")
	l.next = l.next[:1]
}

// fit cuts a text to a number of columns. An ellipsis marks that there is more.
func fit(text []rune, room int) []rune {
	used, end := 0, 0 // of the text before an ellipsis
	for i, r := range text {
		n := columns(r)
		if used+n > room {
			return append(text[:end:end], '…')
		}
		if used += n; used < room {
			end = i + 1
		}
	}
	return text
}

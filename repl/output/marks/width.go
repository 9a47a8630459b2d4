package marks

import (
	"strings"
	"unicode/utf8"

	"sessh/repl/screen"
)

// share divides room columns between two texts that want a and b.
func share(a, b, room int) (forA, forB int) {
	forA = min(a, max(room-b, room/2))
	return forA, min(b, room-forA)
}

// width returns the number of columns of a text, or any number above most if it is above.
func (m Marks) width(text string, most int) int {
	if len(text) > 16*max(most, 0)+64 {
		return most + 1
	}
	return screen.Width(m.escape(text))
}

// head returns the beginning of a text in cells columns; tail returns its end, and both
// returns the two.
func (m Marks) head(text string, cells int) string {
	if cells < 1 || m.width(text, cells) <= cells {
		return m.fitting(text, cells)
	}
	n := min(len(text), 16*cells)
	for n < len(text) && n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return screen.Shorten(m.escape(text[:n])+"…", cells)
}

func (m Marks) tail(text string, cells int) string {
	if cells < 1 || m.width(text, cells) <= cells {
		return m.fitting(text, cells)
	}
	n := max(len(text)-16*cells, 0)
	for n < len(text) && !utf8.RuneStart(text[n]) {
		n++
	}
	return screen.ShortenStart("…"+m.escape(text[n:]), cells)
}

func (m Marks) both(text string, cells int) string {
	if m.width(text, cells) <= cells {
		return m.fitting(text, cells)
	}
	half := cells / 2
	return m.head(text, half+1) + strings.TrimPrefix(m.tail(text, cells-half), "…")
}

// fitting returns a text that fits, or an ellipsis if there is no room at all.
func (m Marks) fitting(text string, cells int) string {
	if cells < 1 && text != "" {
		return "…"
	}
	return m.escape(text)
}

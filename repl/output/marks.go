package output

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/fatih/color"

	"sessh/repl/notation"
	"sessh/repl/screen"
	"sessh/repl/syntax"
	"sessh/repl/worddiff"
	"sessh/session/figure"
	"sessh/session/tree"
)

// What differs between two long texts is marked as by git diff --word-diff, so that it is
// visible without colours: …the quick [-brown-]{+red+} fox…

// marks are the differences between two texts, or between two byte strings.
type marks struct {
	parts       []worddiff.Part
	open, close string              // what stands around the value
	escape      func(string) string // writes a part of it
	sizes       string
	isText      bool
}

// marksOf compares two values; ok is false if they are not both texts or both bytes, or have
// nothing in common.
func marksOf(old, new any) (m marks, ok bool) {
	switch o := old.(type) {
	case string:
		n, ok := new.(string)
		if !ok {
			return marks{}, false
		}
		m = marks{worddiff.Compare(o, n), `"`, `"`, syntax.Escape, sizes(len(o), len(n)), true}
	case tree.Bytes:
		n, ok := new.(tree.Bytes)
		if !ok {
			return marks{}, false
		}
		m = marks{worddiff.CompareBytes(string(o), string(n)), `b"`, `"`, notation.EscapeBytes, sizes(len(o), len(n)), false}
	}
	return m, len(m.parts) > 1
}

func sizes(old, new int) string {
	if old == new {
		return figure.Count(new, "byte")
	}
	return fmt.Sprintf("%d -> %s", old, figure.Count(new, "byte"))
}

// places returns how much differs, in words.
func (m marks) places() string {
	n := worddiff.Places(m.parts)
	if n == 1 {
		return "1 place differs (" + m.sizes + ")"
	}
	return figure.Count(n, "place") + " differ (" + m.sizes + ")"
}

// A style is the colours of text that is the same, old and new.
type style struct{ same, old, new *color.Color }

func (p *Printer) style() style {
	return style{p.Palette.Plain, p.Palette.Removed, p.Palette.Added}
}

func (s style) removed(text string) string { return s.old.Sprint("[-" + text + "-]") }
func (s style) added(text string) string   { return s.new.Sprint("{+" + text + "+}") }

// changed returns a differing part, with at most old and new columns of the two texts.
func (m marks) changed(s style, p worddiff.Part, old, new int) string {
	text := ""
	if p.Old != "" {
		text += s.removed(m.both(p.Old, old))
	}
	if p.New != "" {
		text += s.added(m.both(p.New, new))
	}
	return text
}

// whole returns everything on one line; ok is false if that takes more than cells columns.
func (m marks) whole(s style, cells int) (text string, ok bool) {
	used := len(m.open) + len(m.close)
	var b strings.Builder
	b.WriteString(m.open)
	for _, p := range m.parts {
		for _, side := range []struct {
			text string
			mark func(string) string
			room int
		}{{p.Same, func(t string) string { return s.same.Sprint(t) }, 0}, {p.Old, s.removed, 4}, {p.New, s.added, 4}} {
			if side.text == "" {
				continue
			}
			w := m.width(side.text, cells-used) + side.room
			if used += w; used > cells {
				return "", false
			}
			b.WriteString(side.mark(m.escape(side.text)))
		}
	}
	return b.String() + m.close, true
}

// changeLines returns a line of at most cells columns, and, if the diff shows more, lines
// of at most columns to write below it.
func (m marks) changeLines(s style, cells, columns int, d Diff) (text string, below []string) {
	switch {
	case d.Full && m.isText:
		return m.places(), m.block(s, 0)
	case d.Full:
		return m.open + m.inFull(s, m.parts) + m.close, nil
	}
	text, all := m.line(s, cells)
	if d.Every && m.isText && (!all || m.severalLines()) {
		return m.places(), m.block(s, columns)
	}
	return text, nil
}

func (m marks) severalLines() bool {
	return slices.ContainsFunc(m.parts, func(p worddiff.Part) bool { return strings.ContainsRune(p.Same+p.Old+p.New, '\n') })
}

// line returns the first difference with the text around it, in cells columns; all is set
// if there are no others.
func (m marks) line(s style, cells int) (text string, all bool) {
	if text, ok := m.whole(s, cells); ok {
		return text, true
	}
	at := 0
	for !m.parts[at].Differs() {
		at++
	}
	size, room := m.size(cells - len(m.open) - len(m.close))
	p := m.parts[at]
	for _, side := range []string{p.Old, p.New} {
		if side != "" {
			room -= 4
		}
	}
	old, new := m.width(p.Old, room), m.width(p.New, room)
	wideOld, wideNew := share(old, new, room*2/3)
	room -= wideOld + wideNew
	before, after, more := "", "", at+2 < len(m.parts)
	if at > 0 {
		before = m.parts[at-1].Same
	}
	if at+1 < len(m.parts) {
		after = m.parts[at+1].Same
	}
	wideBefore, wideAfter := share(m.width(before, room), m.width(after, room), room)
	end := m.head(after, wideAfter)
	if more && !strings.HasSuffix(end, "…") {
		end += "…"
	}
	text = m.open + s.same.Sprint(m.tail(before, wideBefore)) + m.changed(s, p, wideOld, wideNew) + s.same.Sprint(end) + m.close
	return text + size, !more && wideOld == old && wideNew == new
}

// size returns how much differs, in words that leave enough of cells columns; room is the
// number of columns left.
func (m marks) size(cells int) (size string, room int) {
	const enough = 30
	ways := []string{" (" + m.sizes + ")", ""}
	if n := worddiff.Places(m.parts); n > 1 {
		ways = []string{fmt.Sprintf(" (%d places, %s)", n, m.sizes), fmt.Sprintf(" (%d places)", n), ""}
	}
	for _, size = range ways {
		if room = cells - screen.Width(size); room >= enough {
			break
		}
	}
	return size, max(room, 16)
}

// share divides room columns between two texts that want a and b.
func share(a, b, room int) (forA, forB int) {
	forA = min(a, max(room-b, room/2))
	return forA, min(b, room-forA)
}

// width returns the number of columns of a text, or any number above most if it is above.
func (m marks) width(text string, most int) int {
	if len(text) > 16*max(most, 0)+64 {
		return most + 1
	}
	return screen.Width(m.escape(text))
}

// head returns the beginning of a text in cells columns; tail returns its end, and both
// returns the two.
func (m marks) head(text string, cells int) string {
	if cells < 1 || m.width(text, cells) <= cells {
		return m.fitting(text, cells)
	}
	n := min(len(text), 16*cells)
	for n < len(text) && n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return screen.Shorten(m.escape(text[:n])+"…", cells)
}

func (m marks) tail(text string, cells int) string {
	if cells < 1 || m.width(text, cells) <= cells {
		return m.fitting(text, cells)
	}
	n := max(len(text)-16*cells, 0)
	for n < len(text) && !utf8.RuneStart(text[n]) {
		n++
	}
	return screen.ShortenStart("…"+m.escape(text[n:]), cells)
}

func (m marks) both(text string, cells int) string {
	if m.width(text, cells) <= cells {
		return m.fitting(text, cells)
	}
	half := cells / 2
	return m.head(text, half+1) + strings.TrimPrefix(m.tail(text, cells-half), "…")
}

// fitting returns a text that fits, or an ellipsis if there is no room at all.
func (m marks) fitting(text string, cells int) string {
	if cells < 1 && text != "" {
		return "…"
	}
	return m.escape(text)
}

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
	"sessh/session"
)

// What differs between two long texts is marked as in git's --word-diff, so that it can
// be told without colours, too: …the quick [-brown-]{+red+} fox…

// marks are two texts, or bytes, with what differs between them.
type marks struct {
	parts       []worddiff.Part
	open, close string              // what stands around the value
	escape      func(string) string // writes a part of it
	sizes       string
	isText      bool
}

// marksOf compares two values; ok is false where they are not both texts or both bytes, or
// have nothing in common.
func marksOf(old, new any) (m marks, ok bool) {
	switch o := old.(type) {
	case string:
		n, ok := new.(string)
		if !ok {
			return marks{}, false
		}
		m = marks{worddiff.Compare(o, n), `"`, `"`, syntax.Escape, sizes(len(o), len(n)), true}
	case session.Bytes:
		n, ok := new.(session.Bytes)
		if !ok {
			return marks{}, false
		}
		m = marks{worddiff.CompareBytes(string(o), string(n)), `b"`, `"`, notation.EscapeBytes, sizes(len(o), len(n)), false}
	}
	return m, len(m.parts) > 1
}

func sizes(old, new int) string {
	if old == new {
		return notation.Count(new, "byte")
	}
	return fmt.Sprintf("%d -> %s", old, notation.Count(new, "byte"))
}

// places says how much differs.
func (m marks) places() string {
	n := worddiff.Places(m.parts)
	if n == 1 {
		return "1 place differs (" + m.sizes + ")"
	}
	return notation.Count(n, "place") + " differ (" + m.sizes + ")"
}

// style is the colours of what differs, and of what does not.
type style struct{ same, old, new *color.Color }

func (p *Printer) style() style {
	return style{p.Palette.Plain, p.Palette.Removed, p.Palette.Added}
}

func (s style) removed(text string) string { return s.old.Sprint("[-" + text + "-]") }
func (s style) added(text string) string   { return s.new.Sprint("{+" + text + "+}") }

// changed is a part that differs, with no more than so many columns of either text.
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

// whole is all of it on one line; ok is false where it takes more than cells columns.
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

// changeLines is a line of at most cells columns, with lines of at most columns below it
// where the diff is to show more.
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

// line is the first place that differs, with what is around it, in cells columns; all is
// set where everything that differs is shown.
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

// size says how much differs, as far as there is room for that within cells columns; room
// is what is left.
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

// share divides room columns between two that want some each.
func share(a, b, room int) (forA, forB int) {
	forA = min(a, max(room-b, room/2))
	return forA, min(b, room-forA)
}

// width is how many columns a text takes; more than most where it is more than that.
func (m marks) width(text string, most int) int {
	if len(text) > 16*max(most, 0)+64 {
		return most + 1
	}
	return screen.Width(m.escape(text))
}

// head and tail are the beginning and the end of a text, in cells columns, and both are
// the two.
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

// fitting is a text that fits, or for which there is no room.
func (m marks) fitting(text string, cells int) string {
	if cells < 1 && text != "" {
		return "…"
	}
	return m.escape(text)
}

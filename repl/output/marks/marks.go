// Package marks shows what differs between two long texts on a line of the terminal, or on a
// few: …the quick [-brown-]{+red+} fox…
//
// The marks are those of git diff --word-diff, so that they are visible without colours.
// [Between] compares two values. [Marks.Line] is the first difference with the text around
// it, in as many columns as there are; [Marks.Every] has the others below, each on the line
// of the text where it is; [Marks.Full] is everything. Nothing in a text acts on a terminal
// when it is written.
//
// Package worddiff finds what differs. This package knows nothing of sessions and printers.
package marks

import (
	"fmt"
	"slices"
	"strings"

	"github.com/fatih/color"

	"sessh/repl/notation"
	"sessh/repl/screen"
	"sessh/repl/syntax"
	"sessh/repl/worddiff"
	"sessh/session/figure"
	"sessh/session/tree"
)

// Marks are the differences between two texts, or between two byte strings.
type Marks struct {
	parts       []worddiff.Part
	open, close string              // what stands around the value
	escape      func(string) string // writes a part of it
	sizes       string
	isText      bool
}

// Between compares two values; ok is false if they are not both texts or both bytes, or have
// nothing in common.
func Between(old, new any) (m Marks, ok bool) {
	switch o := old.(type) {
	case string:
		n, ok := new.(string)
		if !ok {
			return Marks{}, false
		}
		m = Marks{worddiff.Compare(o, n), `"`, `"`, syntax.Escape, sizes(len(o), len(n)), true}
	case tree.Bytes:
		n, ok := new.(tree.Bytes)
		if !ok {
			return Marks{}, false
		}
		m = Marks{worddiff.CompareBytes(string(o), string(n)), `b"`, `"`, notation.EscapeBytes, sizes(len(o), len(n)), false}
	}
	return m, len(m.parts) > 1
}

// Line returns the first difference with the text around it, in cells columns.
func (m Marks) Line(colors *screen.Palette, cells int) string {
	text, _ := m.line(styleOf(colors), cells)
	return text
}

// Every returns every difference: on a line of at most cells columns, or, where texts need
// more, on lines to be written below one, of columns and a difference that is long.
func (m Marks) Every(colors *screen.Palette, cells, columns int) (text string, below []string) {
	s := styleOf(colors)
	text, all := m.line(s, cells)
	if m.isText && (!all || m.severalLines()) {
		return m.places(), m.block(s, columns)
	}
	return text, nil
}

// Full returns all of both texts: on a line, or, for texts and not bytes, on lines to be
// written below one.
func (m Marks) Full(colors *screen.Palette) (text string, below []string) {
	s := styleOf(colors)
	if m.isText {
		return m.places(), m.block(s, 0)
	}
	return m.open + m.inFull(s, m.parts) + m.close, nil
}

func sizes(old, new int) string {
	if old == new {
		return figure.Count(new, "byte")
	}
	return fmt.Sprintf("%d -> %s", old, figure.Count(new, "byte"))
}

// places returns how much differs, in words.
func (m Marks) places() string {
	n := worddiff.Places(m.parts)
	if n == 1 {
		return "1 place differs (" + m.sizes + ")"
	}
	return figure.Count(n, "place") + " differ (" + m.sizes + ")"
}

// A style is the colours of text that is the same, old and new.
type style struct{ same, old, new *color.Color }

func styleOf(colors *screen.Palette) style {
	return style{colors.Plain, colors.Removed, colors.Added}
}

func (s style) removed(text string) string { return s.old.Sprint("[-" + text + "-]") }
func (s style) added(text string) string   { return s.new.Sprint("{+" + text + "+}") }

// changed returns a differing part, with at most old and new columns of the two texts.
func (m Marks) changed(s style, p worddiff.Part, old, new int) string {
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
func (m Marks) whole(s style, cells int) (text string, ok bool) {
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

func (m Marks) severalLines() bool {
	return slices.ContainsFunc(m.parts, func(p worddiff.Part) bool { return strings.ContainsRune(p.Same+p.Old+p.New, '\n') })
}

// line returns the first difference with the text around it, in cells columns; all is set
// if there are no others.
func (m Marks) line(s style, cells int) (text string, all bool) {
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
	wantAfter := m.width(after, room)
	if more {
		wantAfter++ // an ellipsis
	}
	wideBefore, wideAfter := share(m.width(before, room), wantAfter, room)
	end := m.head(after, wideAfter)
	if more && !strings.HasSuffix(end, "…") {
		end = strings.TrimSuffix(m.head(after, wideAfter-1), "…") + "…"
	}
	text = m.open + s.same.Sprint(m.tail(before, wideBefore)) + m.changed(s, p, wideOld, wideNew) + s.same.Sprint(end) + m.close
	return text + size, !more && wideOld == old && wideNew == new
}

// size returns how much differs, in words that leave enough of cells columns; room is the
// number of columns left.
func (m Marks) size(cells int) (size string, room int) {
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

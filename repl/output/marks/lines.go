package marks

import (
	"fmt"
	"strings"

	"sessh/repl/screen"
	"sessh/repl/worddiff"
	"sessh/session/figure"
)

// maxMarked is how many differing lines of one text are shown.
const maxMarked = 40

// A markedLine is a line of a text in parts.
type markedLine struct {
	number int // in the new text; 0: the line is only in the old one
	parts  []worddiff.Part
}

func (l markedLine) differs() bool { return worddiff.Places(l.parts) > 0 }

// lines splits the marked texts into lines.
func (m Marks) lines() []markedLine {
	at := markedLine{number: 1}
	number := 1
	var all []markedLine
	end := func(inOld bool) {
		all = append(all, at)
		at = markedLine{}
		if !inOld {
			number++
			at.number = number
		}
	}
	add := func(text string, inOld bool, part func(string) worddiff.Part) {
		for i, l := range strings.Split(text, "\n") {
			if i > 0 {
				end(inOld)
			}
			if l != "" {
				at.parts = append(at.parts, part(l))
			}
			if !inOld {
				at.number = number
			}
		}
	}
	for _, p := range m.parts {
		if !p.Differs() {
			add(p.Same, false, func(l string) worddiff.Part { return worddiff.Part{Same: l} })
			continue
		}
		if strings.ContainsRune(p.Old+p.New, '\n') {
			add(p.Old, true, func(l string) worddiff.Part { return worddiff.Part{Old: l} })
			add(p.New, false, func(l string) worddiff.Part { return worddiff.Part{New: l} })
			continue
		}
		at.parts = append(at.parts, p)
	}
	return append(all, at)
}

// block returns what differs line by line, with some text around it, in cells columns; with
// 0, it returns the whole text.
func (m Marks) block(s style, cells int) []string {
	m.escape = screen.Safe
	all := m.lines()
	numbered := func(l markedLine) string {
		switch {
		case len(all) == 1:
			return "    "
		case l.number == 0:
			return strings.Repeat(" ", 8)
		}
		return fmt.Sprintf("%6d  ", l.number)
	}
	var out []string
	left := 0
	for _, l := range all {
		switch {
		case cells == 0:
			out = append(out, numbered(l)+m.inFull(s, l.parts))
			continue
		case !l.differs():
			continue
		case len(out) >= maxMarked:
			left += worddiff.Places(l.parts)
			continue
		}
		for i, text := range m.around(s, l.parts, max(cells-len(numbered(l)), 24)) {
			head := numbered(l)
			if i > 0 {
				head = strings.Repeat(" ", len(head))
			}
			out = append(out, head+text)
		}
	}
	if left > 0 {
		out = append(out, fmt.Sprintf("    … and %s; diff --full shows all", figure.Count(left, "more place")))
	}
	return out
}

func (m Marks) inFull(s style, parts []worddiff.Part) string {
	var b strings.Builder
	for _, p := range parts {
		b.WriteString(s.same.Sprint(m.escape(p.Same)))
		if p.Old != "" {
			b.WriteString(s.removed(m.escape(p.Old)))
		}
		if p.New != "" {
			b.WriteString(s.added(m.escape(p.New)))
		}
	}
	return b.String()
}

// around returns the differing parts of a line with the text around them: on one line if
// there is room, and otherwise on a line for each group of parts close together.
func (m Marks) around(s style, parts []worddiff.Part, room int) []string {
	one := m
	one.parts, one.open, one.close = parts, "", ""
	if text, ok := one.whole(s, room); ok {
		return []string{text}
	}
	near := max(room/5, 10)
	var out []string
	var b strings.Builder
	for i, p := range parts {
		last := i == len(parts)-1
		switch {
		case p.Differs():
			b.WriteString(m.changed(s, p, 2*room, 2*room))
		case i == 0:
			b.WriteString(s.same.Sprint(m.tail(p.Same, near)))
		case last:
			b.WriteString(s.same.Sprint(m.head(p.Same, near)))
		case m.width(p.Same, 2*near) <= 2*near:
			b.WriteString(s.same.Sprint(m.escape(p.Same)))
		default:
			b.WriteString(s.same.Sprint(m.head(p.Same, near)))
			out = append(out, b.String())
			b.Reset()
			b.WriteString(s.same.Sprint(m.tail(p.Same, near)))
		}
	}
	if b.Len() > 0 {
		out = append(out, b.String())
	}
	return out
}

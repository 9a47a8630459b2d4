package repl

import (
	"strings"

	"sessh/repl/screen"
	"sessh/session"
)

// changeText is old -> new on one line, or what differs of two long texts.
func (p *printer) changeText(c session.Change, cells int) string {
	text, _ := p.changeLines(c, cells, diff{})
	return text
}

// changeLines is changeText, with lines below it where the diff is to show more.
func (p *printer) changeLines(c session.Change, cells int, d diff) (text string, below []string) {
	room := cells
	if d.full {
		room = 0
	}
	s := p.style()
	switch {
	case c.Attribute != "":
		return s.old.Sprint(attributeText(c.Old)) + " -> " + s.new.Sprint(attributeText(c.New)), nil
	case c.Kind == session.Added:
		return s.new.Sprint(short(c.New, room)), nil
	case c.Kind == session.Removed:
		return s.old.Sprint(short(c.Old, room)), nil
	}
	if d.full && cells == 0 {
		cells = withoutColumns
	}
	switch {
	case cells > 0 && fitTogether(c.Old, c.New, cells):
		room = cells
	case cells > 0:
		if m, ok := marksOf(c.Old, c.New); ok {
			return m.changeLines(s, cells, p.width(0), d)
		}
		if room > 0 {
			room = max((room-4)/2, 8)
		}
	}
	return s.old.Sprint(short(c.Old, room)) + " -> " + s.new.Sprint(short(c.New, room)), nil
}

// withoutColumns is how long a value can be, where the output has no columns, to be shown
// whole twice.
const withoutColumns = 80

// fitTogether reports whether two values, with an arrow between them, take no more than
// cells columns.
func fitTogether(old, new any, cells int) bool {
	for _, v := range []any{old, new} {
		var b strings.Builder
		writeInline(&b, v, 4*cells+64)
		if cells -= screen.Width(b.String()); cells < 0 {
			return false
		}
	}
	return cells >= len(" -> ")
}

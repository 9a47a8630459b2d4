package output

import (
	"sessh/repl/notation"
	"sessh/repl/screen"
	"sessh/session"
)

// ChangeLine is a line with a change behind its head: old -> new, or what differs of two
// long texts.
func (p *Printer) ChangeLine(head string, c session.Change) string {
	line, _ := p.changeLines(head, c, Diff{})
	return line
}

// changeLines is changeLine, with lines below it where the diff is to show more.
func (p *Printer) changeLines(head string, c session.Change, d Diff) (line string, below []string) {
	cells := p.Width(screen.Width(head) + 2)
	sign := p.Color(ChangeSign(c.Kind))
	if c.Kind != session.Changed && c.Attribute == "" {
		v := c.New
		if c.Kind == session.Removed {
			v = c.Old
		}
		if d.Full {
			cells = 0
		}
		return sign.Sprint(head + p.value(v, cells)), nil
	}
	text, below := p.changed(c, cells, d)
	return sign.Sprint(head) + text, below
}

// changed is old -> new.
func (p *Printer) changed(c session.Change, cells int, d Diff) (text string, below []string) {
	room := cells
	if d.Full {
		room = 0
	}
	s := p.style()
	if c.Attribute != "" {
		return s.old.Sprint(attributeText(c.Old)) + " -> " + s.new.Sprint(attributeText(c.New)), nil
	}
	if d.Full && cells == 0 {
		cells = withoutColumns
	}
	switch {
	case cells > 0 && fitTogether(c.Old, c.New, cells):
		room = cells
	case cells > 0:
		if m, ok := marksOf(c.Old, c.New); ok {
			return m.changeLines(s, cells, p.Width(0), d)
		}
		if room > 0 {
			room = max((room-4)/2, 8)
		}
	}
	return s.old.Sprint(p.value(c.Old, room)) + " -> " + s.new.Sprint(p.value(c.New, room)), nil
}

// value is short, of what is shown whole on a terminal no more than that gets.
func (p *Printer) value(v any, cells int) string {
	if cells > 0 || p.columns() == 0 {
		return notation.Short(v, cells)
	}
	b := &notation.Prefix{Limit: MostShown}
	notation.WriteInline(b, v)
	return b.String()
}

// withoutColumns is how long a value can be, where the output has no columns, to be shown
// whole twice.
const withoutColumns = 80

// fitTogether reports whether two values, with an arrow between them, take no more than
// cells columns.
func fitTogether(old, new any, cells int) bool {
	for _, v := range []any{old, new} {
		b := &notation.Prefix{Limit: 4*cells + 64}
		notation.WriteInline(b, v)
		if cells -= screen.Width(b.String()); cells < 0 {
			return false
		}
	}
	return cells >= len(" -> ")
}

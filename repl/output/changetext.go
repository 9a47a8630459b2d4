package output

import (
	"sessh/repl/notation"
	"sessh/repl/output/marks"
	"sessh/repl/screen"
	"sessh/session/diff"
)

// ChangeLine returns a line with head and a change: old -> new, or what differs between two
// long texts.
func (p *Printer) ChangeLine(head string, c diff.Change) string {
	line, _ := p.changeLines(head, c, Diff{})
	return line
}

// changeLines is ChangeLine, with further lines if the diff shows more.
func (p *Printer) changeLines(head string, c diff.Change, d Diff) (line string, below []string) {
	cells := p.Width(screen.Width(head) + 2)
	sign := p.Color(ChangeSign(c.Kind))
	if c.Kind != diff.Changed && c.Attribute == "" {
		v := c.New
		if c.Kind == diff.Removed {
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

// changed returns old -> new.
func (p *Printer) changed(c diff.Change, cells int, d Diff) (text string, below []string) {
	room := cells
	if d.Full {
		room = 0
	}
	was, is := p.Palette.Removed, p.Palette.Added
	if c.Attribute != "" {
		return was.Sprint(attributeText(c.Old)) + " -> " + is.Sprint(attributeText(c.New)), nil
	}
	if d.Full && cells == 0 {
		cells = withoutColumns
	}
	switch {
	case cells > 0 && fitTogether(c.Old, c.New, cells):
		room = cells
	case cells > 0:
		if m, ok := marks.Between(c.Old, c.New); ok {
			switch {
			case d.Full:
				return m.Full(p.Palette)
			case d.Every:
				return m.Every(p.Palette, cells, p.Width(0))
			}
			return m.Line(p.Palette, cells), nil
		}
		if room > 0 {
			room = max((room-4)/2, 8)
		}
	}
	return was.Sprint(p.value(c.Old, room)) + " -> " + is.Sprint(p.value(c.New, room)), nil
}

// value returns a value in the given number of columns; with 0, as long as it is, but no
// more than a terminal gets.
func (p *Printer) value(v any, cells int) string {
	if cells > 0 || p.columns() == 0 {
		return notation.Short(v, cells)
	}
	b := &notation.Prefix{Limit: maxShown}
	notation.WriteInline(b, v)
	return b.String()
}

// withoutColumns is how many columns two values can take to be shown in full where the
// output has no width.
const withoutColumns = 80

// fitTogether reports whether two values with an arrow between them fit in cells columns.
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

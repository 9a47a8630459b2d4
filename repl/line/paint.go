package line

import (
	"strings"

	"sessh/repl/screen"
)

// Paint shows the line: what stands for a line's end or a tab is drawn, and
// nothing in it acts on the terminal. readline goes back one column for each
// rune behind the cursor; what is wider is made up for.
func (e *Editor) Paint(line []rune, pos int) (painted []rune) {
	defer func() {
		if recover() != nil {
			painted = line
		}
	}()
	var b strings.Builder
	for i, r := range line {
		if r == '\n' && i == len(line)-1 {
			b.WriteRune(r)
			continue
		}
		b.WriteString(glyph(r))
	}
	if pos < len(line) {
		var tail strings.Builder
		for _, r := range line[pos:] {
			tail.WriteString(plainGlyph(r))
		}
		if wide := screen.Width(tail.String()) - len(line[pos:]); wide > 0 {
			b.WriteString(strings.Repeat("\b", wide))
		}
	}
	return []rune(b.String())
}

// plainGlyph is what a rune is shown as, of the same number of columns as
// readline takes it for, where that can be.
func plainGlyph(r rune) string {
	switch {
	case r == runeNewline:
		return "⏎"
	case r == runeTab:
		return "→"
	case screen.Safe(string(r)) != string(r):
		return "?"
	}
	return string(r)
}

func glyph(r rune) string {
	g := plainGlyph(r)
	if r == runeNewline || r == runeTab {
		return "\x1b[2m" + g + "\x1b[22m"
	}
	return g
}

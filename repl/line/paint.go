package line

import (
	"strings"

	"sessh/repl/line/keys"
	"sessh/repl/screen"
)

// paint shows the line, which ends in a line feed if it has ended. readline draws nothing.
func (e *Editor) paint(line []rune, pos int) {
	e.mu.Lock()
	v := e.view(append([]rune(nil), line...), pos)
	hidden, away := e.hidden, e.keys.ForEditor()
	if e.search != nil {
		v.prompt = e.search.prompt()
	}
	v.under = e.under(&v)
	e.mu.Unlock()
	if n := len(line); n > 0 && line[n-1] == '\n' {
		v.line, v.done, v.under = v.line[:n-1], true, nil
		if away { // into an editor
			e.out.erase()
			return
		}
	}
	if hidden {
		v.line, v.pos = nil, 0
	}
	e.out.show(v)
}

// A view is what is shown: a prompt, and a line with the cursor in it.
type view struct {
	prompt string
	line   []rune
	pos    int
	done   bool     // the line has ended
	under  []string // rows below the line: safe, and less wide than the window
	width  int      // that they were laid out for

	dress  func(*view) // sets the others where it is shown; nil: it has
	styles []string    // the colours of the line's runes; nil: none
	ghost  []rune      // what is suggested
	takes  bool        // the suggestion can be taken
	quiet  bool        // nothing is to be suggested
}

// rows are what a view takes on a terminal: all but the last one are as wide
// as the terminal, so that each goes over into the next.
type rows struct {
	text     []string
	row, col int    // the cursor
	before   int    // the length of the cursor's row before it
	next     []rune // what of a suggestion is below the cursor
}

// lay breaks a view into rows of width columns. Behind the end of the line is a
// blank for the cursor.
func (v *view) lay(width int) *rows {
	l := &layer{width: max(width, 1)}
	for prompt := v.prompt; prompt != ""; {
		n := sgr(prompt)
		if n > 0 {
			l.b.WriteString(prompt[:n])
			prompt = prompt[n:]
			continue
		}
		for _, r := range prompt {
			l.add(r)
			prompt = prompt[len(string(r)):]
			break
		}
	}
	cursor := v.cursor()
	for i, r := range v.line {
		if i == 0 && columns(r) == 0 {
			r = nothing
		}
		if i == cursor {
			l.mark(columns(r))
		}
		if v.styles != nil {
			l.restyle(v.styles[i])
		}
		l.add(r)
	}
	l.restyle("")
	if v.pos >= len(v.line) && !v.done {
		l.mark(1)
		l.suggest(v.ghost)
	}
	l.text = append(l.text, l.b.String())
	return &l.rows
}

// cursor returns the place of the cursor: a mark of the character before it is a part of that
// one.
func (v *view) cursor() int {
	pos := v.pos
	for pos > 0 && pos < len(v.line) && columns(v.line[pos]) == 0 {
		pos--
	}
	return pos
}

// nothing is shown for a mark with no character before it.
const nothing = '·'

// layer is the state of [view.lay].
type layer struct {
	rows
	width int
	b     strings.Builder // the row
	col   int             // its columns
	style string          // the colour at its end
}

// add adds a rune.
func (l *layer) add(r rune) {
	n := columns(r)
	if n > l.width {
		r, n = '?', 1
	}
	l.room(n)
	l.b.WriteString(glyph(r))
	if l.style != "" && (r == keys.TextNewline || r == keys.TextTab) { // whose glyph ends colours
		l.b.WriteString("\x1b[" + l.style + "m")
	}
	l.col += n
}

// room begins a new row where n columns do not fit.
func (l *layer) room(n int) {
	if l.col+n <= l.width {
		return
	}
	style := l.style
	l.restyle("") // each row can be shown without the others
	l.b.WriteString(strings.Repeat(" ", l.width-l.col))
	l.text = append(l.text, l.b.String())
	l.b.Reset()
	l.col = 0
	l.restyle(style)
}

// mark sets the cursor where a glyph of n columns goes next.
func (l *layer) mark(n int) {
	l.room(min(n, l.width))
	l.rows.row, l.rows.col, l.before = len(l.text), l.col, l.b.Len()
}

// columns returns how wide the glyph of a rune is.
func columns(r rune) int {
	if r >= ' ' && r < 0x7f {
		return 1
	}
	return screen.Width(plainGlyph(r))
}

// plainGlyph returns what a rune is shown as. Terminals disagree on the width of
// what several runes make together, so nothing is shown that joins the others.
func plainGlyph(r rune) string {
	switch {
	case r == keys.TextNewline:
		return "⏎"
	case r == keys.TextTab:
		return "→"
	case r == '\u200d':
		return "·"
	case r >= 0xfe00 && r <= 0xfe0f, r >= 0xe0100 && r <= 0xe01ef, r >= 0x1f3fb && r <= 0x1f3ff, r >= 0x1160 && r <= 0x11ff:
		return "" // variants, tones and medial letters
	case r >= 0x1f1e6 && r <= 0x1f1ff: // a flag is two of them
		return string('A' + r - 0x1f1e6)
	case screen.Safe(string(r)) != string(r):
		return "?"
	}
	return string(r)
}

func glyph(r rune) string {
	if r >= ' ' && r < 0x7f {
		return string(r)
	}
	g := plainGlyph(r)
	if r == keys.TextNewline || r == keys.TextTab {
		return "\x1b[2m" + g + "\x1b[22m"
	}
	return g
}

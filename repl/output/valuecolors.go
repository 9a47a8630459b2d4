package output

import (
	"slices"
	"strconv"
	"strings"

	"github.com/fatih/color"

	"sessh/repl/notation"
	"sessh/repl/screen"
)

// A painter colours values by their types as they are written, in JSON or as people see them.
// Each piece that it writes ends without a colour.
type painter struct {
	to     notation.Sink
	colors *screen.Palette
	out    []byte
	open   []byte // the brackets around
	isKey  bool   // what comes next is a key
	quoted bool   // in a text
	escape bool   // behind a backslash in it
	token  []byte // that is not a text
	after  string // ends the colour of the text
}

// painted returns to with the colours of values, if the printer has any.
func (p *Printer) painted(to notation.Sink) (_ notation.Sink, end func()) {
	if !p.Palette.On() {
		return to, func() {}
	}
	w := &painter{to: to, colors: p.Palette}
	return w, w.end
}

// Full reports whether no more is wanted.
func (w *painter) Full() bool { return w.to.Full() }

// Put writes a part of a value.
func (w *painter) Put(text string) {
	for i := range len(text) {
		w.add(text[i])
	}
	if len(w.out) >= heldSize {
		w.flush()
	}
}

func (w *painter) flush() {
	if w.quoted {
		w.out = append(w.out, w.after...)
	}
	w.to.Put(string(w.out))
	if w.out = w.out[:0]; w.quoted {
		w.begin()
	}
}

// end writes what was held back.
func (w *painter) end() {
	w.word()
	w.flush()
}

func (w *painter) add(c byte) {
	switch {
	case w.quoted:
		w.out = append(w.out, c)
		switch {
		case w.escape:
			w.escape = false
		case c == '\\':
			w.escape = true
		case c == '"':
			w.out = append(w.out, w.after...)
			w.quoted = false
		}
		return
	case strings.IndexByte(" \n,:[]{}\"", c) < 0, c == ':' && slices.Contains(w.token, 'T'): // of a time
		w.token = append(w.token, c)
		return
	}
	w.word()
	switch c {
	case '"':
		w.quoted = true
		w.begin()
	case '{', '[':
		w.open, w.isKey = append(w.open, c), c == '{'
	case '}', ']':
		w.open, w.isKey = w.open[:max(len(w.open)-1, 0)], false
	case ',':
		w.isKey = len(w.open) > 0 && w.open[len(w.open)-1] == '{'
	case ':':
		w.isKey = false
	}
	w.out = append(w.out, c)
}

// begin begins the colour of a text.
func (w *painter) begin() {
	c := w.colors.Text
	if w.isKey {
		c = w.colors.Name
	}
	before, after := around(c)
	w.out, w.after = append(w.out, before...), after
}

// word writes what is no text.
func (w *painter) word() {
	if len(w.token) == 0 {
		return
	}
	token := string(w.token)
	w.token = w.token[:0]
	w.out = append(w.out, colorOf(w.colors, token).Sprint(token)...)
}

// colorOf returns the colour of a word that is no text.
func colorOf(colors *screen.Palette, token string) *color.Color {
	switch {
	case token == "true" || token == "false" || token == "null":
		return colors.Word
	case token[0] == '-' || token[0] >= '0' && token[0] <= '9':
		if _, err := strconv.ParseFloat(token, 64); err == nil {
			return colors.Number
		}
	}
	return colors.Plain
}

// Colored returns a value as text with the colours of its types.
func (p *Printer) Colored(value string) string {
	whole := &notation.Prefix{Limit: -1}
	to, end := p.painted(whole)
	to.Put(value)
	end()
	return whole.String()
}

// short returns a value on one line of at most cells columns, or, for 0, of a few thousand
// bytes; ok is false if it is longer.
func (p *Printer) short(v any, cells int) (text string, ok bool) {
	if cells > 0 {
		return notation.Short(v, cells), true
	}
	b := &notation.Prefix{Limit: maxHighlit}
	notation.WriteInline(b, v)
	return b.String(), !b.Full()
}

// EntryMatched is [Printer.Entry] of a value with what matched in it in a colour.
func (p *Printer) EntryMatched(head string, v OneLine, find func(string) [][]int) {
	text, ok := p.short(v.Value, v.Cells)
	if !ok || !p.Palette.On() {
		p.Entry(p.Palette.Plain, head, v)
		return
	}
	p.Line("%s", head+p.Matched(text, find))
}

// maxHighlit is how long a text can be in which matches are shown.
const maxHighlit = 4 << 10

// Matched returns a text with what matched in it, by the indexes that find returns, in a colour.
func (p *Printer) Matched(text string, find func(string) [][]int) string {
	if !p.Palette.On() || len(text) > maxHighlit {
		return text
	}
	var b strings.Builder
	at := 0
	for _, m := range find(text) {
		if m[0] < m[1] {
			b.WriteString(text[at:m[0]] + p.Palette.Match.Sprint(text[m[0]:m[1]]))
			at = m[1]
		}
	}
	return b.String() + text[at:]
}

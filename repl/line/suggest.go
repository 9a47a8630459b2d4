package line

import (
	"strings"
	"unicode/utf8"

	"github.com/chzyer/readline"

	"sessh/repl/line/keys"
)

// A Suggestion is what may follow a line. It is shown in grey behind the cursor.
type Suggestion struct {
	Text string
	Hint bool // it says what can be typed, and is not taken by a key
}

// A Span is a part of a line, from one byte up to another, with its colour.
type Span struct {
	From, To int
	SGR      string // the parameters of the escape sequence, as "1;32"
}

// maxDressed is how many characters a line with colours and suggestions can have.
const maxDressed = 4096

// view returns what is shown of a line.
func (e *Editor) view(line []rune, pos int) view {
	v := view{prompt: e.prompt, line: line, pos: pos}
	if e.answer || e.search != nil || len(line) == 0 || len(line) > maxDressed {
		return v
	}
	v.quiet = e.quiet || e.vi.command
	v.dress = func(v *view) {
		if len(v.line) == 0 {
			return
		}
		text := decode(string(v.line))
		v.styles = e.styles(text, len(v.line), v.pos)
		if !v.quiet && v.pos == len(v.line) && !v.done {
			v.ghost, v.takes = e.suggestion(text)
		}
	}
	return v
}

// styles returns the colours of the runes of a line with the cursor before one of them; nil:
// there are none.
func (e *Editor) styles(text string, runes, pos int) (styles []string) {
	if e.config.Styles == nil {
		return nil
	}
	defer func() {
		if recover() != nil {
			styles = nil
		}
	}()
	starts := make([]int, len(text)+1) // the rune that each byte is of
	n, at := 0, len(text)
	for i, r := range text {
		if n == pos {
			at = i
		}
		for k := range utf8.RuneLen(r) {
			starts[i+k] = n
		}
		n++
	}
	if starts[len(text)] = n; n != runes {
		return nil
	}
	styles = make([]string, runes)
	for _, s := range e.config.Styles(text, at) {
		if s.From < 0 || s.To > len(text) || !isSGR(s.SGR) {
			continue
		}
		for i := starts[s.From]; s.From < s.To && i < starts[s.To]; i++ {
			styles[i] = s.SGR
		}
	}
	return styles
}

// isSGR reports whether s is nothing but the parameters of a colour.
func isSGR(s string) bool {
	return s != "" && len(s) <= 16 && strings.Trim(s, "0123456789;") == ""
}

// suggestion returns what is shown behind a line, and whether it can be taken.
func (e *Editor) suggestion(text string) (ghost []rune, takes bool) {
	if e.config.Suggest == nil {
		return nil, false
	}
	defer func() {
		if recover() != nil {
			ghost, takes = nil, false
		}
	}()
	s := e.config.Suggest(text)
	for _, r := range encode(s.Text) {
		if keys.IsKey(r) || r < ' ' || r == 0x7f {
			return nil, false
		}
		ghost = append(ghost, r)
	}
	if len(ghost) == 0 || columns(ghost[0]) == 0 {
		return nil, false
	}
	return ghost, !s.Hint
}

// take puts the suggestion that is shown, or a word of it, into the line, where r is a key
// for that. It reports whether it did.
func (e *Editor) take(r rune) bool {
	ghost := e.out.suggested()
	if len(ghost) == 0 || e.now.pos != len(e.now.line) {
		return false
	}
	switch r {
	case readline.CharForward, readline.CharLineEnd:
		e.insert(ghost)
	case keys.WordRight:
		e.insert(ghost[:wordEnd(ghost, 0)])
	default:
		return false
	}
	return true
}

// suggested returns the suggestion on the screen that can be taken.
func (o *output) suggested() []rune {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.shown || o.late || !o.view.takes {
		return nil
	}
	return o.view.ghost
}

// hush takes the suggestion from the screen, the next time that it is drawn.
func (o *output) hush() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.view.quiet = true
	if o.view.ghost != nil {
		o.view.ghost, o.view.takes, o.late = nil, false, o.shown
	}
}

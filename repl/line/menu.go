package line

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/chzyer/readline"

	"sessh/repl/line/keys"
	"sessh/repl/line/menu"
	"sessh/repl/screen"
)

// maxMenu is how many rows of candidates are below the line at once.
const maxMenu = 10

// choosing is a completion while one of its candidates is being chosen in a menu below the
// line. The line shows the chosen one.
type choosing struct {
	*menu.Menu
	of     Completion
	before edit // the line as it was typed
}

// openMenu lists the candidates for a line below it. None is chosen yet.
func (e *Editor) openMenu(typed edit, c Completion) {
	items := make([]menu.Item, len(c.Candidates))
	for i, x := range c.Candidates {
		items[i] = menu.Item{Text: standing(screen.Safe(x.Display)), About: standing(screen.Safe(x.About))}
	}
	notes := c
	if !c.Loose { // which are counted in the place
		notes.More = 0
	}
	e.menu = &choosing{menu.New(items, strings.Join(notes.notes(), "; ")), c, edit{slices.Clone(typed.line), typed.pos}}
	e.menu.Most, e.menu.More = maxMenu, c.More-notes.More
	e.told = ""
	e.become(e.menu.before.line, e.menu.before.pos)
}

// standing returns a text in a form in which it does not join what is before it.
func standing(text string) string {
	if r, n := utf8.DecodeRuneInString(text); n > 0 && columns(r) == 0 {
		return string(nothing) + text[n:]
	}
	return text
}

// menuKey reports whether a key is a part of choosing. Any other key accepts what the line
// shows, and acts.
func (e *Editor) menuKey(r rune) bool {
	m := e.menu
	chosen := m.Chosen >= 0
	switch {
	case r == readline.CharTab && !chosen && len(m.of.Candidates) == 1 && m.of.More == 0:
		only := m.of.Candidates[0]
		e.menu = nil
		e.replace(decode(string(m.before.line)), m.of, only.Text, !only.Partial)
	case r == readline.CharTab, r == readline.CharForward && chosen && m.Across() > 1:
		m.Next()
		e.showChosen()
	case r == keys.BackTab, r == readline.CharBackward && chosen && m.Across() > 1:
		m.Previous()
		e.showChosen()
	case r == readline.CharNext:
		m.Down()
		e.showChosen()
	case r == readline.CharPrev:
		m.Up()
		e.showChosen()
	case r == readline.CharBell, r == keys.Escape:
		if r == keys.Escape {
			e.keys.EscapeIsAlone()
		}
		e.menu = nil
		e.become(m.before.line, m.before.pos)
	case r == '/' && chosen && strings.HasSuffix(m.of.Candidates[m.Chosen].Text, "/"): // it is there
		e.menu = nil
		e.become(e.now.line, e.now.pos)
	case !chosen && r >= ' ' && r != 0x7f && !keys.IsKey(r):
		e.insert([]rune{r})
		e.narrowMenu()
	case !chosen && (r == readline.CharBackspace || r == readline.CharCtrlH) && e.now.pos > 0:
		e.become(without(e.now.line, e.now.pos-1, e.now.pos), e.now.pos-1)
		e.narrowMenu()
	default:
		e.closeMenu()
		return false
	}
	return true
}

// showChosen shows the line with the chosen candidate.
func (e *Editor) showChosen() {
	m := e.menu
	now := m.of.replaced(decode(string(m.before.line)), m.of.Candidates[m.Chosen].Text)
	e.become(now.line, now.pos)
}

// narrowMenu lists what fits the line as it was edited.
func (e *Editor) narrowMenu() {
	e.menu = nil
	typed := *e.pending
	text := []rune(decode(string(typed.line)))
	if len(text) != len(typed.line) {
		return
	}
	c, ok := e.ask(string(text), len(string(text[:typed.pos])))
	if ok && len(c.Candidates) > 0 && c.From >= 0 && c.From <= c.To && c.To <= len(string(text)) {
		e.openMenu(typed, c)
	}
}

// closeMenu accepts what the line shows.
func (e *Editor) closeMenu() {
	e.menu = nil
	e.out.clearUnder()
}

// under returns what is shown below the line.
func (e *Editor) under(v *view) []string {
	var m *menu.Menu
	switch {
	case e.config.Dumb || e.hidden:
	case e.search != nil:
		m = e.search.list
	case e.menu != nil:
		m = e.menu.Menu
	}
	if m == nil {
		return nil
	}
	width := e.width()
	v.width = width
	return m.Rows(width, min(e.height()-len(v.lay(width).text), maxMenu+1))
}

// under returns what is shown below the line, in no more than that many rows. What was laid
// out for a wider window is not shown: it would go over into other rows.
func (o *output) under(rows int) []string {
	if width, _ := o.size(); o.view.done || o.view.width > width {
		return nil
	}
	return o.view.under[:min(len(o.view.under), max(rows, 0))]
}

// clearUnder takes away what is below the line, at the end of the key that is acted on.
func (o *output) clearUnder() {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.view.under != nil {
		o.view.under, o.late = nil, o.shown
	}
}

// resized shows the line for the window as it is now. The terminal has moved its rows, and those at
// the top may be gone from the screen; what is below the line is laid out for one width.
func (e *Editor) resized() {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.menu == nil && e.search == nil {
		e.out.catchUp()
		return
	}
	v := view{prompt: e.prompt, line: slices.Clone(e.now.line), pos: e.now.pos}
	if e.search != nil {
		v.prompt = e.search.prompt()
	}
	v.under = e.under(&v)
	e.out.showAgain(v)
}

// showAgain shows a view if one is on the screen.
func (o *output) showAgain(v view) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.shown && !o.busy() {
		o.view = v
		o.draw("")
	}
}

package line

import (
	"slices"
	"unicode"

	"github.com/chzyer/readline"

	"sessh/repl/line/keys"
)

// undos are the states that the line can go back to. What is typed up to the end of a word
// is one change, and so is what is erased by one key in a row.
type undos struct {
	all   []state
	runes int   // in all of them
	now   state // the line as it is
	kind  change
	back  bool // the next change is an undo
	open  bool // the last change goes on: with vi's c, up to Esc
}

// state is a line as it was.
type state struct {
	edit
	at int // in the history
}

// change is a kind of change; several of one kind are undone at once.
type change uint8

const (
	single change = iota
	typing
	erasing
)

// maxUndone is how many characters the lines to go back to have at most; the last one is kept
// whatever its length.
const maxUndone = 4 << 20

// changed notes what a key has made of the line.
func (e *Editor) changed(to edit, key rune) {
	e.now = to
	if e.search != nil || key == readline.CharEnter || key == readline.CharCtrlJ || key == readline.CharInterrupt {
		return
	}
	u := &e.undos
	if key == 0 { // a line begins, or comes back from an editor
		u.now.at = e.recall.at
		return
	}
	was := u.now
	u.now = state{to, e.recall.at}
	u.open = u.open && e.vi.changes && !u.back
	if undone := u.back; undone || slices.Equal(was.line, to.line) {
		u.back, u.kind = false, single
		return
	}
	if u.open {
		return
	}
	u.open = e.vi.changes
	kind := kindOf(was.edit, to, key)
	joins := kind != single && kind == u.kind && !(kind == typing && beginsWord(to))
	if u.kind = kind; !joins {
		u.push(was)
	}
}

// kindOf returns what kind of change a key has made.
func kindOf(from, to edit, key rune) change {
	switch n := len(to.line) - len(from.line); {
	case key >= ' ' && key != readline.CharBackspace && !keys.IsKey(key) && n == 1:
		return typing
	case (key == readline.CharBackspace || key == readline.CharCtrlH) && n == -1:
		return erasing
	}
	return single
}

// beginsWord reports whether what was typed last is the first of a word.
func beginsWord(now edit) bool {
	at := now.pos - 1
	return at > 0 && at < len(now.line) && unicode.IsSpace(now.line[at-1]) && !unicode.IsSpace(now.line[at])
}

func (u *undos) push(was state) {
	u.all = append(u.all, was)
	u.runes += len(was.line)
	for u.runes > maxUndone && len(u.all) > 1 {
		u.runes -= len(u.all[0].line)
		u.all = slices.Delete(u.all, 0, 1)
	}
}

// undo goes back to the line as it was before the last change.
func (e *Editor) undo() {
	u := &e.undos
	if len(u.all) == 0 {
		e.out.bell()
		return
	}
	was := u.all[len(u.all)-1]
	u.all = u.all[:len(u.all)-1]
	u.runes -= len(was.line)
	u.back = true
	if was.at != e.recall.at && was.at <= len(e.recall.lines) {
		e.recall.leave(e.now.line, was.at)
	}
	e.become(was.line, was.pos)
}

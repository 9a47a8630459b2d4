package line

import (
	"slices"
	"strings"
	"unicode"

	"github.com/chzyer/readline"

	"sessh/repl/line/keys"
)

// noop is the key that readline does nothing for. After it, as after each key,
// it calls [Editor.OnChange], where what a key of our own makes of the line is
// put in place. No key is kept from readline by the other way, telling it to
// ignore it: it would read ahead then while no line is being read.
const noop = readline.CharBell

const controlUnderscore = '_' - '@'

// filter is called by readline for each key, before it acts, and returns the
// key that it acts for.
func (e *Editor) filter(r rune) (to rune, _ bool) {
	if e.config.Key != nil {
		e.config.Key()
	}
	defer func() {
		if recover() != nil {
			to = noop
		}
	}()
	switch r {
	case readline.CharCtrlZ:
		e.suspend()
		return noop, true
	}
	to = noop // after a panic as well
	defer func() { e.end(to) }()
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.listKey(r) {
		return noop, true
	}
	if r != readline.CharTab {
		e.told = ""
	}
	defer func() { e.last = r }()
	if e.quiet = r == readline.CharTab || r == keys.Paste || isRecall(r); e.quiet {
		e.out.hush()
	}
	if e.take(r) || e.viKey(r) {
		return noop, true
	}
	return e.act(r), true
}

// listKey reports whether a key is one of the list below the line.
func (e *Editor) listKey(r rune) bool {
	switch r {
	case keys.Older:
		r = readline.CharPrev
	case keys.Newer:
		r = readline.CharNext
	}
	return e.search != nil && e.searchKey(r) || e.menu != nil && e.menuKey(r)
}

// act does what a key of our own does, or returns the key for readline.
func (e *Editor) act(r rune) rune {
	line, pos := e.now.line, e.now.pos
	if e.answer && (r == readline.CharTab || r == readline.CharBckSearch || r == readline.CharFwdSearch) {
		e.out.bell()
		return noop
	}
	switch r {
	case readline.CharTab:
		if !e.tab(line, pos) {
			e.out.bell()
		}
	case readline.CharCtrlL:
		e.out.clear()
	case readline.CharBckSearch, readline.CharFwdSearch:
		e.beginSearch()
	case readline.CharPrev:
		e.recallBy(-1)
	case readline.CharNext:
		e.recallBy(1)
	case readline.CharTranspose:
		e.transpose(line, pos)
	case keys.Delete:
		if pos < len(line) {
			e.become(without(line, pos, pos+1), pos)
		}
	case keys.Paste:
		e.insert(e.keys.Pasted())
	case keys.Older:
		e.recallLike(-1)
	case keys.Newer:
		e.recallLike(1)
	case keys.Argument:
		e.lastArgument()
	case keys.Undo, controlUnderscore:
		e.undo()
	case keys.Fill:
		e.become(e.filled, len(e.filled))
	case keys.Editor:
		e.out.bell()
	case readline.CharCtrlY:
		e.insert(e.killed)
	case readline.CharCtrlU:
		e.kill(0, pos)
	case readline.CharKill:
		e.kill(pos, len(line))
	case readline.CharCtrlW, keys.WordErase:
		e.kill(wordStart(line, pos), pos)
	case keys.WordKill:
		e.kill(pos, wordEnd(line, pos))
	case keys.WordLeft:
		e.become(line, wordStart(line, pos))
	case keys.WordRight:
		e.become(line, nextWord(line, pos))
	default:
		if keys.IsKey(r) || r > 0 && r < ' ' && !known(r) {
			return noop
		}
		return r
	}
	return noop
}

// known reports whether readline acts on a control character; it inserts the others.
func known(r rune) bool {
	return strings.ContainsRune("\x01\x02\x03\x04\x05\x06\x07\x08\n\r", r)
}

// become makes the line another one.
func (e *Editor) become(line []rune, pos int) { e.pending = &edit{line, pos} }

// end shows the line as it is when it ends, where r is a key that ends it.
func (e *Editor) end(r rune) {
	e.mu.Lock()
	line, said := e.now.line, ""
	e.mu.Unlock()
	switch {
	case r == readline.CharEnter, r == readline.CharCtrlJ, r == 0 && len(line) > 0:
	case r == readline.CharInterrupt:
		said = "^C"
	case r == readline.CharDelete && len(line) == 0:
		said = "^D"
	default:
		return
	}
	e.paint(append(slices.Clone(line), []rune(said+"\n")...), 0)
}

// OnChange is called by readline after each key, and when it begins to read a line.
func (e *Editor) OnChange(line []rune, pos int, key rune) ([]rune, int, bool) {
	defer e.out.catchUp()
	e.mu.Lock()
	if key == readline.CharEnter || key == readline.CharCtrlJ || key == readline.CharInterrupt || key == readline.CharDelete && len(line) == 0 && len(e.now.line) == 0 {
		e.mu.Unlock()
		return nil, 0, false // the line has ended
	}
	p := e.pending
	e.pending = nil
	if p == nil || key != noop {
		e.changed(edit{slices.Clone(line), pos}, key)
	} else {
		e.changed(*p, key)
	}
	now := e.now
	e.mu.Unlock()
	if p != nil || key != noop {
		e.paint(now.line, now.pos)
	}
	if p == nil || key != noop {
		return nil, 0, false
	}
	return slices.Clone(p.line), p.pos, true // readline works in place
}

func word(r rune) bool { return unicode.In(r, unicode.L, unicode.N, unicode.M) }

// wordStart returns where the word before pos begins.
func wordStart(line []rune, pos int) int {
	for pos > 0 && !word(line[pos-1]) {
		pos--
	}
	for pos > 0 && word(line[pos-1]) {
		pos--
	}
	return pos
}

// wordEnd returns where the word at or behind pos ends.
func wordEnd(line []rune, pos int) int {
	for pos < len(line) && !word(line[pos]) {
		pos++
	}
	for pos < len(line) && word(line[pos]) {
		pos++
	}
	return pos
}

// nextWord returns where the next word behind pos begins.
func nextWord(line []rune, pos int) int {
	for pos < len(line) && word(line[pos]) {
		pos++
	}
	for pos < len(line) && !word(line[pos]) {
		pos++
	}
	return pos
}

func without(line []rune, from, to int) []rune {
	return slices.Concat(line[:from], line[to:])
}

// kill takes a part away, which Ctrl-Y puts back.
func (e *Editor) kill(from, to int) {
	if from < to {
		e.killed = slices.Clone(e.now.line[from:to])
		e.become(without(e.now.line, from, to), from)
	}
}

func (e *Editor) insert(text []rune) {
	line, pos := e.now.line, e.now.pos
	e.become(slices.Concat(line[:pos], text, line[pos:]), pos+len(text))
}

// transpose exchanges the runes around the cursor, and at the end the last two.
func (e *Editor) transpose(line []rune, pos int) {
	if pos == len(line) {
		pos--
	}
	if pos < 1 {
		e.out.bell()
		return
	}
	line = slices.Clone(line)
	line[pos-1], line[pos] = line[pos], line[pos-1]
	e.become(line, pos+1)
}

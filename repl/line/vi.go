package line

import (
	"slices"
	"unicode"

	"github.com/chzyer/readline"

	"sessh/repl/line/keys"
)

// vi is the state of vi's keys, as readline's editing-mode vi has the most of them. A line
// begins in insert mode, where Esc goes to command mode.
type vi struct {
	on      bool
	command bool
	changes bool // the insertion is that of c, which one undo takes back with what it deleted
	count   int  // that was typed; 0: none
	op      rune // d, c or y, which wait for a motion; 0: none does
	waits   rune // f, F, t, T or r, which wait for a character; 0: none does
	find    rune // the last of f, F, t and T, and its character
	found   rune
}

// viKey does what a key does in command mode, and reports whether it is one of it.
func (e *Editor) viKey(r rune) bool {
	v := &e.vi
	switch {
	case !v.on:
		return false
	case r == keys.Escape:
		if !v.command {
			e.become(e.now.line, max(e.now.pos-1, 0))
		}
		*v = vi{on: true, command: true, find: v.find, found: v.found}
		return true
	case !v.command:
		return false
	case v.waits == 0 && (r == readline.CharBackspace || r == readline.CharCtrlH):
		r = 'h'
	case r < ' ' || r == readline.CharBackspace || keys.IsKey(r):
		v.op, v.waits, v.count = 0, 0, 0
		return false
	}
	e.viCommand(r)
	if p := e.pending; p != nil && v.command { // the cursor is on a character
		p.pos = max(min(p.pos, len(p.line)-1), 0)
	}
	return true
}

// viCommand takes a character of a command.
func (e *Editor) viCommand(r rune) {
	v := &e.vi
	if v.waits == 0 && (r >= '1' && r <= '9' || r == '0' && v.count > 0) {
		v.count = min(v.count*10+int(r-'0'), 9999)
		return
	}
	if v.waits == 0 && slices.Contains([]rune("fFtTr"), r) {
		v.waits = r
		return
	}
	if v.op == 0 && v.waits == 0 && slices.Contains([]rune("dcy"), r) {
		v.op = r
		return
	}
	line, pos := e.now.line, e.now.pos
	at, n := pos, max(v.count, 1)
	op, waits := v.op, v.waits
	v.op, v.waits, v.count = 0, 0, 0
	switch {
	case waits == 'r':
		if op != 0 || pos+n > len(line) {
			e.out.bell()
			return
		}
		e.become(slices.Concat(line[:pos], slices.Repeat([]rune{r}, n), line[pos+n:]), pos+n-1)
		return
	case waits != 0:
		v.find, v.found = waits, r
		r = waits
	case op != 0 && r == op:
		e.viChange(op, 0, len(line))
		return
	case op == 'c' && (r == 'w' || r == 'W') && pos < len(line) && viBlank(line[pos]) != 0:
		at, r = at-1, r+'e'-'w' // up to the end of the word, also where the cursor is there
	}
	to, inclusive, ok := v.motion(line, at, r, n)
	switch {
	case ok && op == 0:
		e.become(line, to)
	case ok:
		from, end := min(pos, to), max(pos, to)
		if inclusive && end < len(line) {
			end++
		}
		e.viChange(op, from, end)
	case op != 0 || !e.viEdit(line, pos, r, n):
		e.out.bell()
	}
}

// viChange deletes a part of the line, or replaces it, or copies it.
func (e *Editor) viChange(op rune, from, to int) {
	if op == 'y' {
		e.killed = slices.Clone(e.now.line[from:to])
		e.become(e.now.line, from)
		return
	}
	e.vi.command, e.vi.changes = op != 'c', op == 'c'
	e.become(e.now.line, from)
	e.kill(from, to)
}

// viEdit does what a command without a motion does, and reports whether it is one.
func (e *Editor) viEdit(line []rune, pos int, r rune, n int) bool {
	next := min(pos+1, len(line))
	insert := func(at int) {
		e.vi.command = false
		e.become(line, at)
	}
	switch r {
	case 'i':
		insert(pos)
	case 'a':
		insert(next)
	case 'I':
		insert(firstOf(line))
	case 'A':
		insert(len(line))
	case 'x':
		e.viChange('d', pos, min(pos+n, len(line)))
	case 'X':
		e.viChange('d', max(pos-n, 0), pos)
	case 'D':
		e.viChange('d', pos, len(line))
	case 'C':
		e.viChange('c', pos, len(line))
	case 's':
		e.viChange('c', pos, min(pos+n, len(line)))
	case 'S':
		e.viChange('c', 0, len(line))
	case 'Y':
		e.viChange('y', 0, len(line))
	case 'p', 'P':
		if r == 'P' {
			next = pos
		}
		e.become(slices.Concat(line[:next], e.killed, line[next:]), next+len(e.killed)-1)
	case '~':
		e.become(swapCase(line, pos, min(pos+n, len(line))), pos+n)
	case 'u':
		e.undo()
	case 'k', '-':
		e.recallBy(-n)
	case 'j', '+':
		e.recallBy(n)
	case '/':
		e.act(readline.CharBckSearch)
	case '?':
		e.act(readline.CharFwdSearch)
	default:
		return false
	}
	return true
}

func swapCase(line []rune, from, to int) []rune {
	line = slices.Clone(line)
	for i, r := range line[from:to] {
		if unicode.IsUpper(r) {
			line[from+i] = unicode.ToLower(r)
		} else {
			line[from+i] = unicode.ToUpper(r)
		}
	}
	return line
}

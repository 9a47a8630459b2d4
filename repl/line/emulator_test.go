package line

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"sessh/repl/screen"
)

// An emulator is a terminal without a program in it: what is written to it is
// on its screen. It knows wide characters, and how terminals differ.
type emulator struct {
	// Tmux: it is tmux. A backspace in the first column of a row that continues
	// the one above goes up, where xterm stays. A screen that is erased from its
	// first cell on is kept above. When the width changes, what is below the lines
	// stays on the screen, so that the cursor may have left it.
	Tmux bool
	// Reflows: lines are broken anew when the width changes.
	Reflows bool

	// Lost: the cursor has left the screen of a tmux, and is at its top.
	Lost bool

	cols, rows int
	grid       []*gridRow // what has left the screen, and the screen
	x, y       int        // the cursor; y counts from the screen's first row
	full       bool       // the cursor stands behind the last column
	rest       []byte     // of an unfinished sequence
}

// gridRow is a row of cells. A cell that nothing was written to is "", one
// that is the second half of a wide character is tail.
type gridRow struct {
	cells     []string
	continues bool // in the next row
}

const tail = "\x00"

// newEmulator returns an empty screen.
func newEmulator(cols, rows int) *emulator {
	e := &emulator{cols: cols, rows: rows}
	for range rows {
		e.grid = append(e.grid, e.blank())
	}
	return e
}

func (e *emulator) blank() *gridRow { return &gridRow{cells: make([]string, e.cols)} }

func (e *emulator) top() int { return len(e.grid) - e.rows }

func (e *emulator) row() *gridRow { return e.grid[e.top()+e.y] }

// Lines returns all rows, those that have left the screen first, and top is where
// the screen begins.
func (e *emulator) Lines() (lines []string, top int) {
	for _, r := range e.grid {
		lines = append(lines, strings.TrimRight(shownCells(r.cells), " "))
	}
	return lines, e.top()
}

func shownCells(cells []string) string {
	var b strings.Builder
	for _, c := range cells {
		switch c {
		case "":
			b.WriteByte(' ')
		case tail:
		default:
			b.WriteString(c)
		}
	}
	return b.String()
}

// Cursor returns the cursor's column and row on the screen. Behind the last column
// it is in the last one.
func (e *emulator) Cursor() (x, y int) { return e.x, e.y }

// Full reports whether the next character goes to the next row.
func (e *emulator) Full() bool { return e.full }

// Write takes what a program writes.
func (e *emulator) Write(p []byte) (int, error) {
	in := append(e.rest, p...)
	for len(in) > 0 {
		n := e.step(in)
		if n == 0 {
			break
		}
		in = in[n:]
	}
	e.rest = append([]byte(nil), in...)
	return len(p), nil
}

// step takes one character or sequence, and returns its length; 0 is one that
// is not complete.
func (e *emulator) step(in []byte) int {
	switch in[0] {
	case '\r':
		e.x, e.full = 0, false
	case '\n':
		e.full = false
		e.down()
	case '\b':
		e.backspace()
	case '\a':
	case 0x1b:
		return e.sequence(in)
	default:
		if !utf8.FullRune(in) {
			return 0
		}
		r, n := utf8.DecodeRune(in)
		e.put(r)
		return n
	}
	return 1
}

func (e *emulator) down() {
	if e.y++; e.y == e.rows {
		e.y--
		e.grid = append(e.grid, e.blank())
	}
}

func (e *emulator) backspace() {
	switch {
	case e.full && e.Tmux:
	case e.x > 0:
		e.x--
	case e.Tmux && e.y > 0 && e.grid[e.top()+e.y-1].continues:
		e.x, e.y = e.cols-1, e.y-1
	}
	e.full = false
}

func (e *emulator) put(r rune) {
	n := screen.Width(string(r))
	if n == 0 {
		at := e.x
		if !e.full {
			at--
		}
		for at > 0 && e.row().cells[at] == tail {
			at--
		}
		if at >= 0 {
			e.row().cells[at] += string(r)
		}
		return
	}
	if e.full || e.x+n > e.cols {
		e.row().continues = true
		e.x, e.full = 0, false
		e.down()
	}
	row := e.row()
	for i := range n {
		e.split(row, e.x+i)
		row.cells[e.x+i] = tail
	}
	row.cells[e.x] = string(r)
	if e.x += n; e.x >= e.cols {
		e.x, e.full = e.cols-1, true
	}
}

// split blanks a wide character that is overwritten in part.
func (e *emulator) split(row *gridRow, x int) {
	if row.cells[x] == tail && x > 0 {
		row.cells[x-1] = " "
	}
	if x+1 < e.cols && row.cells[x+1] == tail {
		row.cells[x+1] = " "
	}
}

// sequence takes a control sequence.
func (e *emulator) sequence(in []byte) int {
	if len(in) < 2 {
		return 0
	}
	if in[1] != '[' {
		panic(fmt.Sprintf("sequence that the emulator does not know: %q", in))
	}
	end := 2
	for end < len(in) && in[end] < 0x40 {
		end++
	}
	if end == len(in) {
		return 0
	}
	parameter := string(in[2:end])
	n, err := strconv.Atoi(parameter)
	count := max(n, 1)
	switch in[end] {
	case 'm', 'h', 'l':
		return end + 1
	case 'A':
		e.y = max(e.y-count, 0)
	case 'B':
		e.y = min(e.y+count, e.rows-1)
	case 'C':
		e.x = min(e.x+count, e.cols-1)
	case 'D':
		e.x = max(e.x-count, 0)
	case 'H':
		e.x, e.y = 0, 0
	case 'J':
		if n == 2 {
			e.erase(0, 0)
		} else {
			e.erase(e.x, e.y)
		}
	case 'K':
		if n == 2 {
			*e.row() = *e.blank()
		} else {
			clear(e.row().cells[e.x:])
		}
	default:
		err = fmt.Errorf("unknown")
	}
	if parameter != "" && err != nil {
		panic(fmt.Sprintf("sequence that the emulator does not know: %q", in[:end+1]))
	}
	e.full = false
	return end + 1
}

// erase blanks the screen from a place on.
func (e *emulator) erase(x, y int) {
	if e.Tmux && x == 0 && y == 0 {
		for range e.used() {
			e.grid = append(e.grid, e.blank())
		}
	}
	for i := y; i < e.rows; i++ {
		if i > y || x == 0 {
			*e.grid[e.top()+i] = *e.blank()
		}
	}
	row := e.grid[e.top()+y]
	row.continues = false
	clear(row.cells[x:])
}

// used returns how many rows of the screen something was written to.
func (e *emulator) used() int {
	n := e.rows
	for n > 0 && strings.Join(e.grid[e.top()+n-1].cells, "") == "" {
		n--
	}
	return n
}

// Resize changes the size of the screen.
func (e *emulator) Resize(cols, rows int) {
	at := e.top() + e.y
	if e.Reflows {
		at = e.reflow(cols, at)
	} else {
		for _, r := range e.grid {
			r.cells = append(r.cells[:min(len(r.cells), cols)], make([]string, max(cols-len(r.cells), 0))...)
			if cols != e.cols {
				r.continues = false
			}
		}
		e.x = min(e.x, cols-1)
	}
	e.full = false
	e.cols, e.rows = cols, rows
	for !e.Tmux && len(e.grid)-1 > at && len(e.grid) > rows && strings.Join(e.grid[len(e.grid)-1].cells, "") == "" {
		e.grid = e.grid[:len(e.grid)-1]
	}
	for len(e.grid) < rows {
		e.grid = append(e.grid, e.blank())
	}
	if e.Tmux && at < e.top() {
		at, e.x, e.Lost = e.top(), 0, true
	}
	for at < e.top() {
		e.grid = e.grid[:len(e.grid)-1]
	}
	e.y = at - e.top()
}

// reflow breaks the lines at another width, and returns the row that the cursor
// is in then.
func (e *emulator) reflow(cols, at int) (now int) {
	var grid []*gridRow
	var cells []string
	cursor := -1
	for i, row := range e.grid {
		if i == at {
			cursor = len(cells) + e.x
		}
		cells = append(cells, row.cells...)
		if row.continues && i+1 < len(e.grid) {
			continue
		}
		for len(cells) > 0 && cells[len(cells)-1] == "" && len(cells)-1 > cursor {
			cells = cells[:len(cells)-1]
		}
		for done := false; !done; {
			n := min(cols, len(cells))
			if n < len(cells) && cells[n] == tail && n > 1 {
				n--
			}
			done = n == len(cells)
			grid = append(grid, &gridRow{append(cells[:n:n], make([]string, cols-n)...), !done})
			if cursor >= 0 && cursor < n {
				now, e.x = len(grid)-1, cursor
			}
			cells, cursor = cells[n:], cursor-n
		}
		cells, cursor = nil, -1
	}
	e.grid = grid
	return now
}

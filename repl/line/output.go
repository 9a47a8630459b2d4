package line

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"sync"
)

// output is where readline writes. It takes nothing but the bell from it, and
// draws the line by itself, with the movements that all terminals agree on. A
// backspace is none of them: at the left edge some go up a row, and some stay.
type output struct {
	w    io.Writer
	size func() (width, height int)
	// busy reports whether more keys were typed already. Nothing but the end of a
	// line is drawn before they were looked at.
	busy func() bool
	// reflows is set if the terminal breaks its lines anew when its width changes.
	reflows bool

	mu    sync.Mutex
	view  view
	late  bool // view is to be drawn
	shown bool // a view is on the screen
	// Of the view on the screen: the row of the cursor, what is up to it, and the
	// width it was drawn for.
	row    int
	before view
	width  int
}

// Write takes what readline writes.
func (o *output) Write(p []byte) (int, error) {
	if bytes.Equal(p, []byte{'\a'}) {
		o.bell()
	}
	return len(p), nil
}

func (o *output) bell() {
	o.mu.Lock()
	defer o.mu.Unlock()
	io.WriteString(o.w, "\a")
}

// show shows a view, in the place of the one that is on the screen.
func (o *output) show(v view) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.view, o.late = v, true
	if v.done || !o.busy() {
		o.draw("")
	}
}

// catchUp shows what was not drawn because more keys were there, or for another
// width.
func (o *output) catchUp() {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.shown && !o.late {
		width, _ := o.size()
		o.late = width != o.width
	}
	if o.late && !o.busy() {
		o.draw("")
	}
}

// above writes complete lines above the view.
func (o *output) above(lines string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.draw(strings.ReplaceAll(lines, "\n", "\r\n"))
}

// clear shows the view at the top of an empty screen.
func (o *output) clear() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.shown = false
	o.draw("\x1b[H\x1b[2J")
}

// leave lets something else have the screen, from the line below the view on.
func (o *output) leave() {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.shown {
		o.view.done = true
		o.draw("")
		o.view.done = false
	}
}

// back shows the view again, after [output.leave].
func (o *output) back() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.draw("")
}

// erase takes away what is on the screen of a line that has not ended.
func (o *output) erase() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.late = false
	if o.shown {
		io.WriteString(o.w, o.home())
	}
}

// below erases from the cursor's row on. tmux would keep a screen that is erased
// from its first cell on as if it had scrolled away.
const below = "\r\x1b[C\x1b[J\r\x1b[2K"

// home returns the sequence that moves to the start of the view and erases it.
func (o *output) home() string {
	if !o.shown {
		return below
	}
	o.shown = false
	row := o.row
	if width, _ := o.size(); width != o.width && o.reflows {
		row = o.before.lay(width).row
	}
	return up(row) + below
}

// draw shows the view, below what is written first.
func (o *output) draw(first string) {
	var b strings.Builder
	b.WriteString(o.home())
	b.WriteString(first)
	width, height := o.size()
	if dress := o.view.dress; dress != nil {
		o.view.dress = nil
		dress(&o.view)
	}
	rows := o.view.lay(width)
	from, to := 0, len(rows.text)
	if to > height && !o.view.done { // the rows around the cursor
		from = min(max(rows.row-height/2, 0), to-height)
		to = from + height
	}
	for _, row := range rows.text[from:to] {
		b.WriteString(row)
	}
	under := o.under(height - (to - from))
	for _, row := range under {
		b.WriteString("\r\n" + row)
	}
	o.late, o.shown = false, !o.view.done
	if o.view.done {
		b.WriteString("\r\n")
	} else {
		o.row, o.width = rows.row-from, width
		o.before = view{prompt: strings.Join(rows.text[from:rows.row], "") + rows.text[rows.row][:rows.before]}
		o.before.line = rows.next
		if pos := o.view.cursor(); pos < len(o.view.line) {
			o.before.line = o.view.line[pos : pos+1]
		}
		b.WriteString("\r" + up(len(under)+to-1-rows.row))
		if rows.col > 0 {
			fmt.Fprintf(&b, "\x1b[%dC", rows.col)
		}
	}
	io.WriteString(o.w, b.String())
}

func up(rows int) string {
	if rows <= 0 {
		return ""
	}
	return fmt.Sprintf("\x1b[%dA", rows)
}

// reflows reports whether the terminal breaks its lines anew when its width
// changes. All do but a few old ones.
func reflows(getenv func(string) string) bool {
	return getenv("TMUX") != "" || getenv("XTERM_VERSION") == "" && getenv("STY") == "" && getenv("TERM") != "linux"
}

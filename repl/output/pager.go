package output

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"sessh/repl/screen"
)

// Pages takes the output of one command. What fits on the screen is written
// there at once; with the first line that does not, it is taken away again, and
// all goes to a pager, as it comes. So nothing stands there twice when the pager
// leaves on the screen what it has shown.
type Pages struct {
	Screen        io.Writer
	Rows, Columns int
	Start         func() (io.WriteCloser, error)

	held  string         // what is on the screen
	pager io.WriteCloser // nil: not started
}

// errPagerEnded is the error of writing to a pager that the user has left.
var errPagerEnded = errors.New("the pager was left")

func (p *Pages) Write(b []byte) (int, error) {
	if p.pager != nil {
		return p.send(b)
	}
	if p.Start == nil {
		return p.Screen.Write(b)
	}
	if all := p.held + string(b); p.down(all) < p.Rows {
		p.held = all
		return p.Screen.Write(b)
	}
	all := append([]byte(p.takeAway()), b...)
	pager, err := p.Start()
	if err != nil {
		p.Start = nil // then without one
		_, err = p.Screen.Write(all)
	} else {
		p.pager = pager
		_, err = p.send(all)
	}
	if err != nil {
		return 0, err
	}
	return len(b), nil
}

// takeAway erases what is on the screen, and returns it.
func (p *Pages) takeAway() string {
	held := p.held
	p.held = ""
	if held != "" {
		const erase = "\r\x1b[C\x1b[J\r\x1b[2K" // not from the first cell on: tmux would keep a copy above
		up := ""
		if n := p.down(held); n > 0 {
			up = fmt.Sprintf("\x1b[%dA", n)
		}
		io.WriteString(p.Screen, up+erase)
	}
	return held
}

var colours = regexp.MustCompile("\x1b\\[[0-9;]*m")

// down is how many rows the cursor goes down while text is written.
func (p *Pages) down(text string) int {
	n := 0
	for line := range strings.Lines(text) {
		line, ended := strings.CutSuffix(line, "\n")
		if p.Columns > 0 && len(line) > p.Columns {
			if w := screen.Width(colours.ReplaceAllString(line, "")); w > 0 {
				n += (w - 1) / p.Columns
			}
		}
		if ended {
			n++
		}
	}
	return n
}

func (p *Pages) send(b []byte) (int, error) {
	n, err := p.pager.Write(b)
	if err != nil {
		err = errPagerEnded
	}
	return n, err
}

// Close waits until the user has left the pager.
func (p *Pages) Close() error {
	if p.pager == nil {
		return nil
	}
	return p.pager.Close()
}

// paging reports whether a pager has the terminal.
func (p *Printer) paging() bool {
	pages, ok := p.out.(*Pages)
	return ok && pages.pager != nil
}

// Paged runs a command whose output may be longer than the screen. Leaving the
// pager ends the command, which is no error.
func (p *Printer) Paged(run func() error) error {
	rows := p.rows()
	if p.page == nil || !p.paged || rows == 0 {
		return run()
	}
	out := p.out
	pages := &Pages{Screen: out, Rows: rows, Columns: p.columns(), Start: p.page}
	p.out = pages
	err := run()
	p.out = out
	if errors.Is(p.err, errPagerEnded) {
		p.err = nil
	}
	if errors.Is(err, errPagerEnded) {
		err = nil
	}
	return errors.Join(err, pages.Close())
}

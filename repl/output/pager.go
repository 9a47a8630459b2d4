package output

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"sessh/repl/notation"
	"sessh/repl/screen"
	"sessh/session/format/lazyregexp"
)

// pages takes the output of one command. What fits on the screen is written there at once;
// with the first line that does not, it is erased, and everything goes to a pager as it
// comes. So nothing is shown twice if the pager leaves its output on the screen.
type pages struct {
	screen        io.Writer
	rows, columns int
	start         func() (io.WriteCloser, error)

	held  string         // what is on the screen
	pager io.WriteCloser // nil: not started
}

// errPagerEnded is the error of writing to a pager that the user quit.
var errPagerEnded = errors.New("the pager was left")

func (p *pages) Write(b []byte) (int, error) {
	if p.pager != nil {
		return p.send(b)
	}
	if p.start == nil {
		return p.screen.Write(b)
	}
	if all := p.held + string(b); p.down(all) < p.rows {
		p.held = all
		return p.screen.Write(b)
	}
	all := append([]byte(p.takeAway()), b...)
	pager, err := p.start()
	if err != nil {
		p.start = nil // then without one
		_, err = p.screen.Write(all)
	} else {
		p.pager = pager
		_, err = p.send(all)
	}
	if err != nil {
		return 0, err
	}
	return len(b), nil
}

// takeAway erases what was written on the screen, and returns it.
func (p *pages) takeAway() string {
	held := p.held
	p.held = ""
	if held != "" {
		const erase = "\r\x1b[C\x1b[J\r\x1b[2K" // not from the first cell on: tmux would keep a copy above
		up := ""
		if n := p.down(held); n > 0 {
			up = fmt.Sprintf("\x1b[%dA", n)
		}
		io.WriteString(p.screen, up+erase)
	}
	return held
}

var colours = lazyregexp.New("\x1b\\[[0-9;]*m")

// down returns how many rows the cursor moves down when text is written.
func (p *pages) down(text string) int {
	n := 0
	for line := range strings.Lines(text) {
		line, ended := strings.CutSuffix(line, "\n")
		if p.columns > 0 && len(line) > p.columns {
			if w := screen.Width(colours.Get().ReplaceAllString(line, "")); w > 0 {
				n += (w - 1) / p.columns
			}
		}
		if ended {
			n++
		}
	}
	return n
}

func (p *pages) send(b []byte) (int, error) {
	n, err := p.pager.Write(b)
	if err != nil {
		err = errPagerEnded
	}
	return n, err
}

// Close waits until the user quits the pager.
func (p *pages) Close() error {
	if p.pager == nil {
		return nil
	}
	return p.pager.Close()
}

// paging reports whether a pager has the terminal.
func (p *Printer) paging() bool {
	pages, ok := p.out.(*pages)
	return ok && pages.pager != nil
}

// Paged runs a command whose output may be longer than the screen. Quitting the pager ends
// the command, which is not an error.
func (p *Printer) Paged(run func() error) error {
	rows := p.rows()
	if p.page == nil || !p.paged || rows == 0 || !p.pages() {
		return run()
	}
	out := p.out
	paged := &pages{screen: out, rows: rows, columns: p.columns(), start: p.page}
	p.out = paged
	err := run()
	p.out = out
	if errors.Is(p.err, errPagerEnded) {
		p.err = nil
	}
	if errors.Is(err, errPagerEnded) {
		err = nil
	}
	return errors.Join(err, paged.Close())
}

// The output of a command can be much longer than the value it shows, and longer than
// anyone reads. It is written as it is made; a terminal gets at most maxShown bytes, and
// nothing after Ctrl-C.

// maxShown is how many bytes a command writes to a terminal without a pager.
const maxShown = 4 << 20

// errShown is the error of writing more than a terminal gets.
var errShown = errors.New("the output was cut")

// Shows runs a command that only shows something, and notes if its output was cut.
func (p *Printer) Shows(ctx context.Context, run func() error) error {
	outer := p.bounds
	p.bounds = bounds{stop: ctx.Err}
	if p.terminal {
		p.bounds.most = maxShown
	}
	err := run()
	cut := p.bounds.cut
	p.bounds = outer
	if errors.Is(p.err, errShown) || ctx.Err() != nil && errors.Is(p.err, ctx.Err()) {
		p.err = nil
	}
	if cut {
		if p.Palette.On() { // it may be cut in one
			p.Write("\x1b[0m")
		}
		p.Write("\n")
		p.Remark("note: the output is cut at %d MB; a pipe gets all of it", maxShown>>20)
	}
	if errors.Is(err, errShown) {
		return nil
	}
	return err
}

// bounds limits what is being written.
type bounds struct {
	stop    func() error // returns the reason to stop; nil: there is none
	most    int          // bytes; 0: no limit
	written int
	cut     bool
}

// admit returns the part of a text that may be written, and the reason if that is not all.
func (p *Printer) admit(text string) (string, error) {
	b := &p.bounds
	if b.stop != nil {
		if err := b.stop(); err != nil {
			return "", err
		}
	}
	if b.most == 0 || p.paging() {
		return text, nil
	}
	if left := b.most - b.written; len(text) > left {
		b.cut, b.written = true, b.most
		return notation.Clip(text, left), errShown
	}
	b.written += len(text)
	return text, nil
}

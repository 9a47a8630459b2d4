package repl

import (
	"bytes"
	"errors"
	"io"
)

// pages takes the output of one command. What fits on the screen is written
// there at once; with the first line that does not, all of it goes to a pager,
// as it comes.
type pages struct {
	screen io.Writer
	rows   int
	start  func() (io.WriteCloser, error)

	held  []byte // what is on the screen
	lines int
	pager io.WriteCloser // nil: not started
}

// errPagerEnded is the error of writing to a pager that the user has left.
var errPagerEnded = errors.New("the pager was left")

func (p *pages) Write(b []byte) (int, error) {
	if p.pager != nil {
		return p.send(b)
	}
	p.lines += bytes.Count(b, []byte("\n"))
	if p.start != nil && p.lines >= p.rows {
		pager, err := p.start()
		if err == nil {
			p.pager = pager
			if _, err := p.send(p.held); err != nil {
				return 0, err
			}
			p.held = nil
			return p.send(b)
		}
		p.start, p.held = nil, nil // then without one
	}
	if p.start != nil {
		p.held = append(p.held, b...)
	}
	return p.screen.Write(b)
}

func (p *pages) send(b []byte) (int, error) {
	n, err := p.pager.Write(b)
	if err != nil {
		err = errPagerEnded
	}
	return n, err
}

// close waits until the user has left the pager.
func (p *pages) close() error {
	if p.pager == nil {
		return nil
	}
	return p.pager.Close()
}

// paging reports whether a pager has the terminal.
func (p *printer) paging() bool {
	pages, ok := p.out.(*pages)
	return ok && pages.pager != nil
}

// paged runs a command whose output may be longer than the screen. Leaving the
// pager ends the command, which is no error.
func (sh *Shell) paged(run func() error) error {
	rows := sh.printer.rows()
	if sh.options.Page == nil || sh.unpaged || rows == 0 || sh.running > 1 {
		return run()
	}
	out := sh.printer.out
	p := &pages{screen: out, rows: rows, start: sh.options.Page}
	sh.printer.out = p
	err := run()
	sh.printer.out = out
	if errors.Is(sh.printer.err, errPagerEnded) {
		sh.printer.err = nil
	}
	if errors.Is(err, errPagerEnded) {
		err = nil
	}
	return errors.Join(err, p.close())
}

package output

import (
	"io"
	"strings"

	"sessh/repl/screen"
)

// IsTerminal reports whether results go to a terminal.
func (p *Printer) IsTerminal() bool { return p.terminal }

// IsRedirected reports whether the command that runs is in [Printer.Redirect].
func (p *Printer) IsRedirected() bool { return p.redirected }

// Out returns what results are written to.
func (p *Printer) Out() io.Writer { return p.out }

// Redirect runs a command whose results go to another writer than usual, as they do to a
// file: without colours, neither paged nor shortened. If quiet is set, progress is not shown.
// It returns the error of the command, or else that of writing.
func (p *Printer) Redirect(to io.Writer, quiet bool, run func() error) error {
	was := *p
	p.out, p.terminal, p.page, p.shadow, p.err, p.redirected, p.escapeCSV = to, false, nil, nil, nil, true, false
	p.Palette, p.columns, p.rows = screen.NewPalette(false), noLimit, noLimit
	p.errTerminal = p.errTerminal && !quiet
	return p.apart(was, run)
}

// Capture runs a command and returns what it would print in a narrower terminal, with the
// notes if they are for the same terminal.
func (p *Printer) Capture(narrower int, run func() error) (text string, err error) {
	was := *p
	var b strings.Builder
	p.out, p.page, p.shadow, p.err, p.redirected = &b, nil, nil, nil, true
	if was.terminal && was.errTerminal {
		p.notes = &b
	}
	p.errTerminal = false
	p.columns = func() int {
		if n := was.columns(); n > 0 {
			return max(n-narrower, 1)
		}
		return 0
	}
	err = p.apart(was, run)
	return b.String(), err
}

// apart runs a command, and makes the printer what it was, but for what is said of all
// commands to come.
func (p *Printer) apart(was Printer, run func() error) error {
	err := run()
	if err == nil {
		err = p.err
	}
	was.format, was.paged = p.format, p.paged
	*p = was
	return err
}

func noLimit() int { return 0 }

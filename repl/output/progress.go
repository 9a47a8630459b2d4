package output

import (
	"io"

	"sessh/repl/screen"
)

// Progress returns a counter of long work, which is shown on standard error if that is a
// terminal, and hidden when something is printed.
func (p *Printer) Progress(noun string) *screen.Progress {
	if !p.errTerminal || !p.terminal && p.nested {
		return screen.NewProgress(nil, noun, p.now)
	}
	counter := screen.NewProgress(unpaged{p.notes, p}, noun, p.now)
	p.hide = counter.Hide
	return counter
}

// unpaged discards what is written while a pager has the terminal.
type unpaged struct {
	io.Writer
	printer *Printer
}

func (u unpaged) Write(p []byte) (int, error) {
	if u.printer.paging() {
		return len(p), nil
	}
	return u.Writer.Write(p)
}

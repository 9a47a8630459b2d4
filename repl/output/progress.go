package output

import (
	"io"

	"sessh/repl/screen"
)

// Progress counts long work on standard error, where that is a terminal. It gives
// way to what is printed.
func (p *Printer) Progress(noun string) *screen.Progress {
	if !p.errTerminal || !p.terminal && p.nested {
		return screen.NewProgress(nil, noun, p.now)
	}
	counter := screen.NewProgress(unpaged{p.notes, p}, noun, p.now)
	p.hide = counter.Hide
	return counter
}

// unpaged drops what is written while a pager has the terminal.
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

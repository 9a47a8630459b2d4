package repl

import (
	"io"

	"sessh/repl/screen"
	"sessh/session"
	"sessh/session/memstore"
)

// NewMemory is the store of a shell that was given none: a new one in this
// process's memory.
func NewMemory() session.Store { return memstore.New(memstore.Options{}) }

// terminal reports whether results go to a terminal.
func (sh *Shell) terminal() bool { return sh.options.OutTerminal }

// progress counts long work on standard error, where that is a terminal. It gives
// way to what is printed.
func (sh *Shell) progress(noun string) *screen.Progress {
	if !sh.options.ErrTerminal || !sh.options.OutTerminal && sh.depth > 0 {
		return screen.NewProgress(nil, noun, sh.options.Now)
	}
	p := screen.NewProgress(unpaged{sh.options.Err, sh.printer}, noun, sh.options.Now)
	sh.printer.hide = p.Hide
	return p
}

// unpaged drops what is written while a pager has the terminal.
type unpaged struct {
	io.Writer
	printer *printer
}

func (u unpaged) Write(p []byte) (int, error) {
	if u.printer.paging() {
		return len(p), nil
	}
	return u.Writer.Write(p)
}

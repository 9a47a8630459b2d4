package repl

import (
	"sessh/repl/screen"
	"sessh/session"
	"sessh/session/memstore"
)

// NewMemory is the store of a shell that was given none: a new one in this
// process's memory.
func NewMemory() session.Store { return memstore.New(memstore.Options{}) }

// terminal tells whether results go to a terminal.
func (sh *Shell) terminal() bool { return sh.options.OutTerminal }

// progress counts long work on standard error, where that is a terminal.
func (sh *Shell) progress(noun string) *screen.Progress {
	if !sh.options.ErrTerminal || !sh.options.OutTerminal && sh.depth > 0 {
		return screen.NewProgress(nil, noun, sh.options.Now)
	}
	return screen.NewProgress(sh.options.Err, noun, sh.options.Now)
}

package repl

import (
	"cmp"
	"fmt"
	"strings"

	"sessh/repl/prompt"
	"sessh/session/storage"
	"sessh/txn"
)

// prompt returns the prompt for a window of so many cells; 0 means any width.
func (sh *Shell) prompt(cells int) string {
	s := sh.state()
	return s.Text(sh.printer.Palette, cells)
}

// state returns what the prompt and the title show.
func (sh *Shell) state() prompt.State {
	s := prompt.State{
		Server: cmp.Or(sh.options.Label, sh.options.Server), Tint: sh.options.Tint,
		At: sh.where.Here, Format: sh.formatHere(), ReadOnly: storage.Refuses(sh.work.Root().Store()) != nil,
		Pending: sh.Pending(), Overtaken: sh.work.Overtaken(),
	}
	if w := sh.work.Open(); w != nil {
		s.Conflicts = len(w.Conflicts())
	}
	if live := sh.work.Savepoints(); len(live) > 0 {
		s.Savepoint = live[len(live)-1].Name
	}
	if tx := sh.work.Manager().Current(); tx != nil {
		s.Failed = tx.Status() == txn.Failed || tx.Status() == txn.Doomed
	}
	return s
}

// formatHere returns the format of the framework whose sessions are at the current place; ""
// if there is none, or the name of the container shows it.
func (sh *Shell) formatHere() string {
	if len(sh.where.Here) == 0 {
		return ""
	}
	name := sh.where.Here[0]
	f := sh.work.Root().Container(name).Format()
	facts := f.Traits().Facts
	if facts == nil || facts().Language == "" || name == f.Name() || strings.HasPrefix(name, f.Name()+":") {
		return ""
	}
	return f.Name()
}

// The terminal keeps the title of its window while the shell has one of its own.
const (
	keepTitle    = "\x1b[22;2t"
	restoreTitle = "\x1b[23;2t"
)

// entitle has the terminal keep the title of its window, if it is to be changed, and returns
// what restores it.
func (sh *Shell) entitle() (restore func()) {
	if !sh.options.Title || !sh.options.OutTerminal {
		return func() {}
	}
	fmt.Fprint(sh.options.Out, keepTitle)
	return func() { fmt.Fprint(sh.options.Out, restoreTitle) }
}

// showTitle shows the server and the place in the title of the window, each time: a program
// that ran may have changed it.
func (sh *Shell) showTitle() {
	if !sh.options.Title || !sh.options.OutTerminal {
		return
	}
	fmt.Fprintf(sh.options.Out, "\x1b]2;%s\x07", sh.state().Title())
}

package repl

import (
	"sessh/repl/place"
	"sessh/repl/syntax"
)

// noteNamesakes tells, once, of sessions that a listing left out: they have the name of a
// container, and another format than it.
func (sh *Shell) noteNamesakes() {
	if sh.depth > 0 {
		return
	}
	for _, n := range sh.work.Root().Namesakes() {
		name := syntax.Quote(n.Container)
		sh.note("note: %s is a container of the format %s, and sessions of the format %s have its name: these are not listed", place.Path{n.Container}, sh.work.Root().Container(n.Container).Format().Name(), n.Format.Name())
		sh.note("hint: format %s %s shows them in the place of the others", name, n.Format.Name())
	}
}

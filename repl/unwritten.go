package repl

import (
	"errors"
	"slices"

	"sessh/repl/hint"
	"sessh/repl/stash"
)

// shelve adds an entry to its store. Where the files of the stash cannot be written, the
// entry of somebody at the prompt stays in this shell's memory until they can.
func (sh *Shell) shelve(x *stashed) error {
	err := x.store.Add(x.Entry)
	if err == nil || sh.keeper == nil || x.store != sh.shelf.lasting {
		return err
	}
	x.store = &sh.shelf.unwritten
	sh.shelf.warned = false
	sh.note("the stash cannot be written: %s", hint.Line(err))
	sh.note("%s is in the stash of this shell only, until it can be written", titleOf(x.Entry))
	return x.store.Add(x.Entry)
}

// writeUnwritten moves to the files of the stash what could not be written before.
func (sh *Shell) writeUnwritten() error {
	all, err := sh.shelf.unwritten.List()
	for _, e := range slices.Backward(all) {
		if err == nil {
			err = sh.writeEntry(e)
		}
	}
	return err
}

// writeEntry moves an entry, to which the last end, or what was popped, may refer.
func (sh *Shell) writeEntry(e *stash.Entry) error {
	id := e.ID
	taken, err := sh.shelf.unwritten.Take(id)
	if err != nil {
		return err
	}
	if err := sh.shelf.lasting.Add(e); err != nil {
		e.ID = id
		return errors.Join(err, taken.Release())
	}
	popped := sh.shelf.popped
	if l := sh.shelf.last; l != nil {
		popped = slices.Concat(popped, l.popped, l.next.popped)
		if l.entry.Entry == e {
			l.entry.store = sh.shelf.lasting
		}
	}
	for _, p := range popped {
		if p.Entry == e {
			p.store = sh.shelf.lasting
		}
	}
	return taken.Remove()
}

// unwritten is what would be lost with this shell, and nobody has dropped.
func (sh *Shell) unwritten() []*stash.Entry {
	all, _ := sh.shelf.unwritten.List()
	return slices.DeleteFunc(all, func(e *stash.Entry) bool { return e.Why.Discarded() })
}

// holdsUnwritten says, once, what of the stash would be lost with this shell, and reports
// whether to stay.
func (sh *Shell) holdsUnwritten() bool {
	err := sh.writeUnwritten()
	lost := sh.unwritten()
	if len(lost) == 0 || sh.shelf.warned {
		return false
	}
	sh.shelf.warned = true
	for _, e := range lost {
		sh.note("%s is in the stash of this shell only, which cannot be written: %s", titleOf(e), hint.Line(err))
	}
	sh.note("stash pop makes it pending, so that it can be committed; to leave again drops it")
	return true
}

package repl

import (
	"errors"
	"slices"

	"sessh/repl/hint"
	"sessh/repl/stash"
)

// shelve adds an entry to its store. Where the files of the stash cannot be written, the
// entry of somebody at the prompt stays in this shell's memory until they can.
func (ws *workspace) shelve(x *stashed) error {
	err := x.store.Add(x.Entry)
	if err == nil || ws.keeper == nil || x.store != ws.shelf.lasting {
		return err
	}
	x.store = &ws.shelf.unwritten
	ws.shelf.warned = false
	ws.note("the stash cannot be written: %s", hint.Line(err))
	ws.note("%s is in the stash of this shell only, until it can be written", titleOf(x.Entry))
	return x.store.Add(x.Entry)
}

// writeUnwritten moves to the files of the stash what could not be written before.
func (ws *workspace) writeUnwritten() error {
	all, err := ws.shelf.unwritten.List()
	for _, e := range slices.Backward(all) {
		if err == nil {
			err = ws.writeEntry(e)
		}
	}
	return err
}

// writeEntry moves an entry, to which the last end, or what was popped, may refer.
func (ws *workspace) writeEntry(e *stash.Entry) error {
	id := e.ID
	taken, err := ws.shelf.unwritten.Take(id)
	if err != nil {
		return err
	}
	if err := ws.shelf.lasting.Add(e); err != nil {
		e.ID = id
		return errors.Join(err, taken.Release())
	}
	popped := ws.shelf.popped
	if l := ws.shelf.last; l != nil {
		popped = slices.Concat(popped, l.popped, l.next.popped)
		if l.entry.Entry == e {
			l.entry.store = ws.shelf.lasting
		}
	}
	for _, p := range popped {
		if p.Entry == e {
			p.store = ws.shelf.lasting
		}
	}
	return taken.Remove()
}

// unwritten is what would be lost with this shell, and nobody has dropped.
func (ws *workspace) unwritten() []*stash.Entry {
	all, _ := ws.shelf.unwritten.List()
	return slices.DeleteFunc(all, func(e *stash.Entry) bool { return e.Why.Discarded() })
}

// holdsUnwritten says, once, what of the stash would be lost with this shell, and reports
// whether to stay.
func (ws *workspace) holdsUnwritten() bool {
	err := ws.writeUnwritten()
	lost := ws.unwritten()
	if len(lost) == 0 || ws.shelf.warned {
		return false
	}
	ws.shelf.warned = true
	for _, e := range lost {
		ws.note("%s is in the stash of this shell only, which cannot be written: %s", titleOf(e), hint.Line(err))
	}
	ws.note("stash pop makes it pending, so that it can be committed; to leave again drops it")
	return true
}

package workspace

import (
	"errors"
	"slices"

	"sessh/repl/hint"
	"sessh/repl/stash"
)

// shelve adds an entry to its store. Where the files of the stash cannot be written, the
// entry of somebody at the prompt stays in this shell's memory until they can.
func (ws *Workspace) shelve(x *Stashed) error {
	err := x.store.Add(x.Entry)
	if err == nil || ws.Keeper == nil || x.store != ws.Shelf.Lasting {
		return err
	}
	x.store = &ws.Shelf.unwritten
	ws.Shelf.warned = false
	ws.Note("the stash cannot be written: %s", hint.Line(err))
	ws.Note("%s is in the stash of this shell only, until it can be written", TitleOf(x.Entry))
	return x.store.Add(x.Entry)
}

// writeUnwritten moves to the files of the stash what could not be written before.
func (ws *Workspace) writeUnwritten() error {
	all, err := ws.Shelf.unwritten.List()
	for _, e := range slices.Backward(all) {
		if err == nil {
			err = ws.writeEntry(e)
		}
	}
	return err
}

// writeEntry moves an entry, to which the last end, or what was popped, may refer.
func (ws *Workspace) writeEntry(e *stash.Entry) error {
	id := e.ID
	taken, err := ws.Shelf.unwritten.Take(id)
	if err != nil {
		return err
	}
	if err := ws.Shelf.Lasting.Add(e); err != nil {
		e.ID = id
		return errors.Join(err, taken.Release())
	}
	popped := ws.Shelf.popped
	if l := ws.Shelf.Last; l != nil {
		popped = slices.Concat(popped, l.popped, l.next.popped)
		if l.entry.Entry == e {
			l.entry.store = ws.Shelf.Lasting
		}
	}
	for _, p := range popped {
		if p.Entry == e {
			p.store = ws.Shelf.Lasting
		}
	}
	return taken.Remove()
}

// unwritten is what would be lost with this shell, and nobody has dropped.
func (ws *Workspace) unwritten() []*stash.Entry {
	all, _ := ws.Shelf.unwritten.List()
	return slices.DeleteFunc(all, func(e *stash.Entry) bool { return e.Why.Discarded() })
}

// HoldsUnwritten says, once, what of the stash would be lost with this shell, and reports
// whether to stay.
func (ws *Workspace) HoldsUnwritten() bool {
	err := ws.writeUnwritten()
	lost := ws.unwritten()
	if len(lost) == 0 || ws.Shelf.warned {
		return false
	}
	ws.Shelf.warned = true
	for _, e := range lost {
		ws.Note("%s is in the stash of this shell only, which cannot be written: %s", TitleOf(e), hint.Line(err))
	}
	ws.Note("stash pop makes it pending, so that it can be committed; to leave again drops it")
	return true
}

package workspace

import (
	"errors"
	"slices"

	"sessh/repl/hint"
	"sessh/repl/stash"
)

// shelve adds an entry to its store. If the files of the stash cannot be written, an entry
// made at the prompt stays in the memory of this shell until they can.
func (ws *Workspace) shelve(x *Stashed) error {
	err := x.store.Add(x.Entry)
	if err == nil || ws.keeper == nil || x.store != ws.shelf.lasting {
		return err
	}
	x.store = &ws.shelf.unwritten
	ws.shelf.warned = false
	ws.note("the stash cannot be written: %s", hint.Line(err))
	ws.note("%s is in the stash of this shell only, until it can be written", Title(x.Entry))
	return x.store.Add(x.Entry)
}

// writeUnwritten moves to the files of the stash what could not be written earlier.
func (ws *Workspace) writeUnwritten() error {
	all, err := ws.shelf.unwritten.List()
	for _, e := range slices.Backward(all) {
		if err == nil {
			err = ws.writeEntry(e)
		}
	}
	return err
}

// writeEntry writes one such entry, and updates the references of the last end and of
// popped entries to it.
func (ws *Workspace) writeEntry(e *stash.Entry) error {
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

// unwritten returns the entries, other than dropped ones, that would be lost with this
// shell.
func (ws *Workspace) unwritten() []*stash.Entry {
	all, _ := ws.shelf.unwritten.List()
	return slices.DeleteFunc(all, func(e *stash.Entry) bool { return e.Why.Discarded() })
}

// WarnUnwritten notes, once, which entries of the stash would be lost with this shell, and
// reports whether it did.
func (ws *Workspace) WarnUnwritten() bool {
	err := ws.writeUnwritten()
	lost := ws.unwritten()
	if len(lost) == 0 || ws.shelf.warned {
		return false
	}
	ws.shelf.warned = true
	for _, e := range lost {
		ws.note("%s is in the stash of this shell only, which cannot be written: %s", Title(e), hint.Line(err))
	}
	ws.note("stash pop makes it pending, so that it can be committed; leaving again drops it")
	return true
}

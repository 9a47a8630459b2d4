package workspace

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"sessh/repl/hint"
	"sessh/repl/stash"
	"sessh/session/figure"
)

// maxSaved is how many changes are saved unasked; writing more after every line would
// take too long.
const maxSaved = 100_000

// StartSaving makes [Workspace.SavePending] save what is pending to a file beside the
// lasting stash, if that is in files, and commits be kept in the journal.
func (ws *Workspace) StartSaving() {
	ws.journal = ws.lastingLog
	if f, ok := ws.shelf.lasting.(*stash.Folder); ok && ws.keeper == nil {
		ws.keeper = f.Keeper()
	}
}

// IsSaving reports whether what is pending is saved for recovery.
func (ws *Workspace) IsSaving() bool { return ws.keeper != nil }

// CleanStash removes what killed shells left unfinished in the files of the stash.
func (ws *Workspace) CleanStash() error {
	if f, ok := ws.shelf.lasting.(*stash.Folder); ok {
		return f.Clean()
	}
	return nil
}

// slowStash is the size in bytes from which on reading the stash can take a while.
const slowStash = 32 << 20

// NoteSlowStash says what is about to be read, if that can take a while.
func (ws *Workspace) NoteSlowStash() {
	if f, ok := ws.shelf.lasting.(*stash.Folder); ok {
		if n := f.Size(); n >= slowStash {
			ws.note("reading the stash of %s ...", figure.Bytes(n))
		}
	}
}

// SavePending saves what is pending to the recovery file of this shell, unless the file
// has it already. If that fails, it says so once.
func (ws *Workspace) SavePending() { ws.noteUnsaved(ws.save()) }

func (ws *Workspace) save() error { return ws.SaveAs(stash.Killed) }

// SaveAs saves what is pending as an entry of that kind.
func (ws *Workspace) SaveAs(why stash.Why) error {
	if ws.keeper == nil {
		return nil
	}
	if why != stash.Killed {
		ws.saved = savedAt{} // the file has another kind of entry
	}
	w := ws.Open()
	if w == nil || w.Pending() == 0 {
		ws.saved = savedAt{}
		return ws.dropSaved()
	}
	now := savedAt{w, w.Revision()}
	if now == ws.saved && ws.keeper.Held() {
		return nil
	}
	ws.saved = savedAt{}
	if n := w.Pending(); n > maxSaved { // the last saved state is better than nothing
		return errors.Join(fmt.Errorf("%s are too many", figure.Count(n, "change")), ws.settlePopped(false))
	}
	e, refused := ws.entryOf(w, why, "")
	if why == stash.Left && len(refused) > 0 {
		return errors.Join(refused...)
	}
	for _, err := range refused {
		ws.noteUnkept(err)
	}
	if len(e.Sessions) == 0 {
		return ws.dropSaved()
	}
	settled := ws.settlePopped(false)
	if err := ws.writeUnwritten(); len(ws.unwritten()) > 0 && ws.keeper.There() {
		return err // the last saved state may be the only one in a file
	}
	if err := ws.keeper.Save(e); err != nil {
		return errors.Join(err, settled)
	}
	ws.saved, ws.saveFailed = now, false
	return ws.settlePopped(len(refused) == 0)
}

// dropSaved removes the recovery file, since nothing is pending anymore. The file stays
// if what was pending went to the stash and the stash cannot be written.
func (ws *Workspace) dropSaved() error {
	if err := ws.settlePopped(false); err != nil {
		return err
	}
	_ = ws.writeUnwritten() // shelve has reported the error
	if all, _ := ws.shelf.unwritten.List(); len(all) > 0 {
		return nil
	}
	return ws.keeper.Drop()
}

// noteUnsaved reports that what is pending could not be saved, once until saving succeeds
// again.
func (ws *Workspace) noteUnsaved(err error) {
	if err != nil && !ws.saveFailed {
		ws.saveFailed = true
		ws.note("what is pending is not saved for recovery: %s", hint.Line(err))
	}
}

// noteUnkept reports, once, that a session cannot be saved.
func (ws *Workspace) noteUnkept(err error) {
	text := hint.Line(err)
	if ws.unkept[text] {
		return
	}
	if ws.unkept == nil {
		ws.unkept = make(map[string]bool)
	}
	ws.unkept[text] = true
	ws.note("%s: it is lost if this shell is killed", text)
}

// DiscardAtExit discards what is pending, as the user decided, and ends saving.
func (ws *Workspace) DiscardAtExit() {
	n := ws.Pending()
	err := ws.Discard(context.Background(), stash.Quit, "quit")
	if ws.keeper == nil {
		return
	}
	if n > 0 && err == nil && ws.shelf.last != nil {
		ws.note("%s dropped; stash list shows %s, and stash pop N takes %[2]s back", figure.Count(n, "change"), figure.Them(n))
	}
	if len(ws.unwritten()) == 0 {
		err = errors.Join(err, ws.keeper.Drop())
	}
	ws.noteUnsaved(errors.Join(err, ws.keeper.Close()))
	ws.keeper = nil
}

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

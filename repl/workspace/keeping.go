package workspace

import (
	"context"
	"errors"
	"fmt"

	"sessh/repl/hint"
	"sessh/repl/notation"
	"sessh/repl/stash"
)

// mostSaved is how many changes are kept without having been asked to: more take too
// long to be written after every line.
const mostSaved = 100_000

// SavePending keeps what is pending in the file of this shell, where it is not
// what was kept before.
func (ws *Workspace) SavePending() { ws.tellOnce(ws.save()) }

func (ws *Workspace) save() error { return ws.SaveAs(stash.Killed) }

// SaveAs keeps what is pending as an entry of that kind.
func (ws *Workspace) SaveAs(why stash.Why) error {
	if ws.Keeper == nil {
		return nil
	}
	w := ws.Open()
	if w == nil || w.Pending() == 0 {
		ws.Saved = SavedAt{}
		return ws.dropSaved()
	}
	now := SavedAt{w, w.Revision()}
	if now == ws.Saved && ws.Keeper.Held() {
		return nil
	}
	ws.Saved = SavedAt{}
	if n := w.Pending(); n > mostSaved { // what was kept before is better than nothing
		return errors.Join(fmt.Errorf("%s are too many", notation.Count(n, "change")), ws.SettlePopped(false))
	}
	e, refused := ws.entryOf(w, why, "")
	if why == stash.Left && len(refused) > 0 {
		return errors.Join(refused...)
	}
	for _, err := range refused {
		ws.tellUnkept(err)
	}
	if len(e.Sessions) == 0 {
		return ws.dropSaved()
	}
	settled := ws.SettlePopped(false)
	if err := ws.writeUnwritten(); len(ws.unwritten()) > 0 && ws.Keeper.There() {
		return err // what was kept before may be all that files hold of it
	}
	if err := ws.Keeper.Save(e); err != nil {
		return errors.Join(err, settled)
	}
	ws.Saved, ws.saveFailed = now, false
	return ws.SettlePopped(len(refused) == 0)
}

// dropSaved removes what was kept before: it is not pending any longer. It stays where
// the stash, to which it went, cannot be written.
func (ws *Workspace) dropSaved() error {
	if err := ws.SettlePopped(false); err != nil {
		return err
	}
	ws.writeUnwritten() // that it could not be written was told
	if all, _ := ws.Shelf.unwritten.List(); len(all) > 0 {
		return nil
	}
	return ws.Keeper.Drop()
}

// tellOnce says that nothing can be recovered, and why, the first time since something
// could.
func (ws *Workspace) tellOnce(err error) {
	if err != nil && !ws.saveFailed {
		ws.saveFailed = true
		ws.Note("what is pending is not kept for recovery: %s", hint.Line(err))
	}
}

// tellUnkept says, once, that a session is not kept.
func (ws *Workspace) tellUnkept(err error) {
	text := hint.Line(err)
	if ws.unkept[text] {
		return
	}
	if ws.unkept == nil {
		ws.unkept = make(map[string]bool)
	}
	ws.unkept[text] = true
	ws.Note("%s: it is lost if this shell is killed", text)
}

// DropPending drops what is pending: the user has decided so.
func (ws *Workspace) DropPending() {
	n := ws.Pending()
	err := ws.ThrowAway(context.Background(), stash.Quit, "quit")
	if ws.Keeper == nil {
		return
	}
	if n > 0 && err == nil && ws.Shelf.Last != nil {
		ws.Note("%s dropped; stash list shows them, and stash pop N takes them back", notation.Count(n, "change"))
	}
	if len(ws.unwritten()) == 0 {
		err = errors.Join(err, ws.Keeper.Drop())
	}
	ws.tellOnce(errors.Join(err, ws.Keeper.Close()))
	ws.Keeper = nil
}

package repl

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

// savePending keeps what is pending in the file of this shell, where it is not
// what was kept before.
func (ws *workspace) savePending() { ws.tellOnce(ws.save()) }

func (ws *workspace) save() error { return ws.saveAs(stash.Killed) }

// saveAs keeps what is pending as an entry of that kind.
func (ws *workspace) saveAs(why stash.Why) error {
	if ws.keeper == nil {
		return nil
	}
	w := ws.open()
	if w == nil || w.Pending() == 0 {
		ws.saved = savedAt{}
		return ws.dropSaved()
	}
	now := savedAt{w, w.Revision()}
	if now == ws.saved && ws.keeper.Held() {
		return nil
	}
	ws.saved = savedAt{}
	if n := w.Pending(); n > mostSaved { // what was kept before is better than nothing
		return errors.Join(fmt.Errorf("%s are too many", notation.Count(n, "change")), ws.settlePopped(false))
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
	settled := ws.settlePopped(false)
	if err := ws.writeUnwritten(); len(ws.unwritten()) > 0 && ws.keeper.There() {
		return err // what was kept before may be all that files hold of it
	}
	if err := ws.keeper.Save(e); err != nil {
		return errors.Join(err, settled)
	}
	ws.saved, ws.saveFailed = now, false
	return ws.settlePopped(len(refused) == 0)
}

// dropSaved removes what was kept before: it is not pending any longer. It stays where
// the stash, to which it went, cannot be written.
func (ws *workspace) dropSaved() error {
	if err := ws.settlePopped(false); err != nil {
		return err
	}
	ws.writeUnwritten() // that it could not be written was told
	if all, _ := ws.shelf.unwritten.List(); len(all) > 0 {
		return nil
	}
	return ws.keeper.Drop()
}

// tellOnce says that nothing can be recovered, and why, the first time since something
// could.
func (ws *workspace) tellOnce(err error) {
	if err != nil && !ws.saveFailed {
		ws.saveFailed = true
		ws.note("what is pending is not kept for recovery: %s", hint.Line(err))
	}
}

// tellUnkept says, once, that a session is not kept.
func (ws *workspace) tellUnkept(err error) {
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

// dropPending drops what is pending: the user has decided so.
func (ws *workspace) dropPending() {
	n := ws.Pending()
	err := ws.throwAway(context.Background(), stash.Quit, "quit")
	if ws.keeper == nil {
		return
	}
	if n > 0 && err == nil && ws.shelf.last != nil {
		ws.note("%s dropped; stash list shows them, and stash pop N takes them back", notation.Count(n, "change"))
	}
	if len(ws.unwritten()) == 0 {
		err = errors.Join(err, ws.keeper.Drop())
	}
	ws.tellOnce(errors.Join(err, ws.keeper.Close()))
	ws.keeper = nil
}

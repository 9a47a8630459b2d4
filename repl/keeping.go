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
func (sh *Shell) savePending() { sh.tellOnce(sh.save()) }

func (sh *Shell) save() error { return sh.saveAs(stash.Killed) }

// saveAs keeps what is pending as an entry of that kind.
func (sh *Shell) saveAs(why stash.Why) error {
	if sh.keeper == nil {
		return nil
	}
	w := sh.open()
	if w == nil || w.Pending() == 0 {
		sh.saved = savedAt{}
		return sh.dropSaved()
	}
	now := savedAt{w, w.Revision()}
	if now == sh.saved && sh.keeper.Held() {
		return nil
	}
	sh.saved = savedAt{}
	if n := w.Pending(); n > mostSaved { // what was kept before is better than nothing
		return errors.Join(fmt.Errorf("%s are too many", notation.Count(n, "change")), sh.settlePopped(false))
	}
	e, refused := sh.entryOf(w, why, "")
	if why == stash.Left && len(refused) > 0 {
		return errors.Join(refused...)
	}
	for _, err := range refused {
		sh.tellUnkept(err)
	}
	if len(e.Sessions) == 0 {
		return sh.dropSaved()
	}
	settled := sh.settlePopped(false)
	if err := sh.writeUnwritten(); len(sh.unwritten()) > 0 && sh.keeper.There() {
		return err // what was kept before may be all that files hold of it
	}
	if err := sh.keeper.Save(e); err != nil {
		return errors.Join(err, settled)
	}
	sh.saved, sh.saveFailed = now, false
	return sh.settlePopped(len(refused) == 0)
}

// dropSaved removes what was kept before: it is not pending any longer. It stays where
// the stash, to which it went, cannot be written.
func (sh *Shell) dropSaved() error {
	if err := sh.settlePopped(false); err != nil {
		return err
	}
	sh.writeUnwritten() // that it could not be written was told
	if all, _ := sh.shelf.unwritten.List(); len(all) > 0 {
		return nil
	}
	return sh.keeper.Drop()
}

// tellOnce says that nothing can be recovered, and why, the first time since something
// could.
func (sh *Shell) tellOnce(err error) {
	if err != nil && !sh.saveFailed {
		sh.saveFailed = true
		sh.note("what is pending is not kept for recovery: %s", hint.Line(err))
	}
}

// tellUnkept says, once, that a session is not kept.
func (sh *Shell) tellUnkept(err error) {
	text := hint.Line(err)
	if sh.unkept[text] {
		return
	}
	if sh.unkept == nil {
		sh.unkept = make(map[string]bool)
	}
	sh.unkept[text] = true
	sh.note("%s: it is lost if this shell is killed", text)
}

// dropPending drops what is pending: the user has decided so.
func (sh *Shell) dropPending() {
	n := sh.Pending()
	err := sh.throwAway(context.Background(), stash.Quit, "quit")
	if sh.keeper == nil {
		return
	}
	if n > 0 && err == nil && sh.shelf.last != nil {
		sh.note("%s dropped; stash list shows them, and stash pop N takes them back", notation.Count(n, "change"))
	}
	if len(sh.unwritten()) == 0 {
		err = errors.Join(err, sh.keeper.Drop())
	}
	sh.tellOnce(errors.Join(err, sh.keeper.Close()))
	sh.keeper = nil
}

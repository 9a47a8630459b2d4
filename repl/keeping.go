package repl

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"sessh/repl/stash"
	"sessh/session"
)

// mostSaved is how many changes are kept without having been asked to: more take too
// long to be written after every line.
const mostSaved = 100_000

// savedAt is a state of what is pending.
type savedAt struct {
	work     *session.Work
	revision uint64
}

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
		return errors.Join(fmt.Errorf("%s are too many", count(n, "change")), sh.settlePopped(false))
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
		sh.note("what is pending is not kept for recovery: %s", oneLine(err))
	}
}

// tellUnkept says, once, that a session is not kept.
func (sh *Shell) tellUnkept(err error) {
	text := oneLine(err)
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
		sh.note("%s dropped; stash list shows them, and stash pop N takes them back", count(n, "change"))
	}
	if len(sh.unwritten()) == 0 {
		err = errors.Join(err, sh.keeper.Drop())
	}
	sh.tellOnce(errors.Join(err, sh.keeper.Close()))
	sh.keeper = nil
}

// offerRecovery asks whether to take back what was pending in shells that have ended.
func (sh *Shell) offerRecovery(ctx context.Context) {
	if f, ok := sh.shelf.lasting.(*stash.Folder); ok {
		if err := f.Clean(); err != nil {
			sh.note("what killed shells have left unfinished cannot be removed: %s", oneLine(err))
		}
	}
	all, err := sh.inStash()
	if err != nil {
		sh.Report(err)
	}
	kept := 0
	for i := len(all) - 1; i >= 0; i-- { // the oldest first
		switch {
		case all[i].Why.Unfinished():
			if err := sh.offer(ctx, all[i]); err != nil {
				sh.Report(err)
			}
		case !all[i].Why.Discarded():
			kept++
		}
	}
	if kept > 0 {
		sh.note("%s in the stash: stash list shows what you have kept", entryCount(kept))
	}
}

func entryCount(n int) string {
	if n == 1 {
		return "1 entry is"
	}
	return fmt.Sprintf("%d entries are", n)
}

func (sh *Shell) offer(ctx context.Context, x stashed) error {
	who := "A shell that was killed left"
	if x.Why == stash.Left {
		who = "When you left a shell, you kept"
	}
	sh.note("%s %s.", who, whatAndWhen(x.Entry))
	for {
		answer, err := sh.ask(ctx, "Take them back? yes, not now, drop them [y/N/d] ")
		a := strings.ToLower(strings.TrimSpace(answer))
		switch {
		case err != nil, a == "", strings.HasPrefix("not now", a):
			sh.note("recover takes them back later")
			return nil
		case strings.HasPrefix("yes", a):
			if err := sh.pop(ctx, x, "recover"); err != nil {
				return err
			}
			return sh.printer.emit(entryRow{x.Entry, "recovered " + what(x.Entry), unlisted})
		case strings.HasPrefix("drop them", a):
			return sh.drop(x)
		}
		sh.note("%s is no answer", oneLine(errors.New(a)))
	}
}

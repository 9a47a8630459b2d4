package repl

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"sessh/repl/command/transact"
	"sessh/repl/editfile"
	"sessh/repl/hint"
	"sessh/repl/line"
	"sessh/repl/screen"
	"sessh/repl/stash"
	"sessh/repl/workspace"
	"sessh/session/figure"
	"sessh/session/storage"
)

// leave asks what to do with pending changes, and reports whether to leave the shell.
// Ctrl-D at the question is an answer, too: it leaves, and drops nothing that can be kept,
// nor anything else before saying so.
func (sh *Shell) leave(ctx context.Context, t Terminal) bool {
	if sh.work.WarnUnwritten() {
		sh.discard = false
		return false
	}
	unkept := !sh.work.IsSaving() && sh.options.Embedded // and the user knows it
	for {
		n := sh.Pending()
		if n == 0 || sh.discard {
			sh.settleAtEnd()
			return true
		}
		answer, err := t.ReadAnswer(ctx, sh.leaveQuestion(n))
		choice := toStay
		switch {
		case errors.Is(err, io.EOF):
			choice = sh.insisted(n, unkept)
			unkept = true
		case errors.Is(err, line.ErrInterrupt):
		case err != nil:
			sh.leaveBehind(stash.Killed)
			return true
		default:
			choice = sh.choiceOf(answer)
		}
		switch choice {
		case toStay:
			return false
		case toKeep:
			if sh.leaveBehind(stash.Left) {
				return true
			}
			sh.noteDropNext(n)
			unkept = true
		case toDrop:
			sh.work.DiscardAtExit()
			return true
		case toCommit:
			if !sh.commitAtEnd(ctx) {
				return false
			}
		}
	}
}

// A choice is what to do with pending changes when leaving the shell.
type choice int

const (
	unclear choice = iota
	toStay
	toCommit
	toKeep
	toDrop
)

func (sh *Shell) leaveQuestion(n int) string {
	words, letters := sh.leaveChoices()
	return fmt.Sprintf("%s pending: %s, or stay? [%s/S] ", figure.Count(n, "change"), strings.Join(words, ", "), strings.Join(letters, "/"))
}

// leaveChoices returns what can be done with pending changes beside staying: in words, and what to
// type.
func (sh *Shell) leaveChoices() (words, letters []string) {
	if sh.canCommit() {
		words, letters = append(words, "commit"), append(letters, "c")
	}
	if sh.work.IsSaving() {
		words, letters = append(words, "keep for later"), append(letters, "k")
	}
	return append(words, "drop"), append(letters, "d")
}

// canCommit reports whether the shell may write at all.
func (sh *Shell) canCommit() bool { return storage.Refuses(sh.work.Root().Store()) == nil }

// choiceOf returns the choice that was typed. It notes the possible answers if there is
// none such.
func (sh *Shell) choiceOf(answer string) choice {
	a := strings.ToLower(strings.TrimSpace(answer))
	switch {
	case a == "", strings.HasPrefix("stay", a):
		return toStay
	case strings.HasPrefix("commit", a) && sh.canCommit():
		return toCommit
	case strings.HasPrefix("keep", a) && sh.work.IsSaving():
		return toKeep
	case strings.HasPrefix("drop", a), strings.HasPrefix("discard", a):
		return toDrop
	}
	_, letters := sh.leaveChoices()
	sh.note("answer with %s or s", strings.Join(letters, ", "))
	return unclear
}

// insisted returns what Ctrl-D at the question means. It drops what cannot be kept only if
// the user knows that.
func (sh *Shell) insisted(n int, unkept bool) choice {
	switch {
	case unkept && sh.options.Embedded:
		sh.note("%s dropped: the sessions were in this process's memory", figure.Count(n, "change"))
		return toDrop
	case unkept:
		sh.note("%s dropped", figure.Count(n, "change"))
		return toDrop
	case sh.work.IsSaving():
		return toKeep
	}
	sh.note("nothing can be kept here")
	sh.noteDropNext(n)
	return unclear
}

func (sh *Shell) noteDropNext(n int) {
	commits := ""
	if sh.canCommit() {
		commits = "; c commits"
	}
	sh.note("Ctrl-D now drops %s, and leaves%s", figure.Count(n, "change"), commits)
}

// commitAtEnd commits, and reports whether that succeeded.
func (sh *Shell) commitAtEnd(ctx context.Context) bool {
	work := sh.stoppable(ctx)
	defer work.done()
	err := work.run("commit")
	sh.saveAfter(err, true)
	if err != nil {
		sh.Report(err)
	}
	return err == nil
}

// leaveBehind leaves what is pending in the stash, and reports whether it is kept there.
func (sh *Shell) leaveBehind(why stash.Why) bool {
	n := sh.Pending()
	if n == 0 {
		return true
	}
	if !sh.work.IsSaving() {
		sh.note("%s dropped", figure.Count(n, "change"))
		return false
	}
	if err := sh.work.SaveAs(why); err != nil {
		sh.Report(fmt.Errorf("what is pending could not be kept: %w", err))
		return false
	}
	sh.note("%s kept: the next shell on %s offers %s, and recover takes %[3]s back", figure.Count(n, "change"), sh.options.Server, figure.Them(n))
	return true
}

// settleAtEnd removes what was saved for recovery, unless the transaction has failed.
func (sh *Shell) settleAtEnd() {
	if !sh.work.Failed() || sh.discard {
		sh.work.DiscardAtExit()
	}
}

// saveAfter saves what is pending after a line that ended with err. Only a line that
// succeeded can remove what was saved before: after one that was stopped during a commit it
// is not certain that nothing is pending. Between the lines of a paste, saving takes only a
// small part of the time.
func (sh *Shell) saveAfter(err error, last bool) {
	now := time.Now()
	switch {
	case err == nil && !last && now.Sub(sh.savedEnd) < saveInterval*sh.savedIn:
		return
	case (err != nil || sh.work.Failed()) && sh.Pending() == 0:
		return
	}
	sh.work.SavePending()
	sh.savedEnd = time.Now()
	sh.savedIn = sh.savedEnd.Sub(now)
}

// saveInterval is how many times longer than saving takes to wait before saving again.
const saveInterval = 10

// offerRecovery asks whether to take back what was pending in shells that have ended.
func (sh *Shell) offerRecovery(ctx context.Context) {
	if err := sh.work.CleanStash(); err != nil {
		sh.note("what killed shells have left unfinished cannot be removed: %s", hint.Line(err))
	}
	sh.work.NoteSlowStash()
	all, err := sh.work.Entries()
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

func (sh *Shell) offer(ctx context.Context, x workspace.Stashed) error {
	who := "A shell that was killed left"
	if x.Why == stash.Left {
		who = "When you left a shell, you kept"
	}
	them := figure.Them(x.Entry.Changes)
	sh.note("%s %s.", who, workspace.DatedSummary(x.Entry))
	for {
		answer, err := sh.ask(ctx, fmt.Sprintf("Take %s back? yes, not now, drop %[1]s [y/N/d] ", them))
		a := strings.ToLower(strings.TrimSpace(answer))
		switch {
		case err != nil, a == "", strings.HasPrefix("not now", a):
			sh.note("recover --left takes %s back later", them)
			return nil
		case strings.HasPrefix("yes", a):
			if err := sh.work.Pop(ctx, x, "recover"); err != nil {
				return err
			}
			return sh.printer.Emit(transact.EntryRow{Entry: x.Entry, Words: "recovered " + workspace.Summary(x.Entry), Number: transact.Unlisted})
		case strings.HasPrefix("drop "+them, a):
			return sh.work.Drop(x)
		}
		sh.note("answer with y, n or d")
	}
}

// noteKeptEdits names the files in which edits of earlier shells are kept: a shell whose terminal was
// closed could not.
func (sh *Shell) noteKeptEdits() {
	for _, k := range editfile.Untold(sh.options.KeptEdits) {
		name := screen.Safe(k.Name)
		if k.Swap != "" {
			sh.note("vim -r %s recovers what was open in the editor when its terminal was closed", name)
			continue
		}
		sh.note("what was edited in an earlier shell is kept in %s; set --json --file FILE PATH sets it", name)
	}
}

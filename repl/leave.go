package repl

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"sessh/repl/line"
	"sessh/repl/notation"
	"sessh/repl/stash"
)

// leave asks what is to become of what is pending, and reports whether to go. Ctrl-D
// again is an answer, too: whoever insists on leaving leaves, and loses nothing that
// can be kept, nor what cannot before that was told.
func (sh *Shell) leave(ctx context.Context, t Terminal) bool {
	if sh.work.WarnUnwritten() {
		sh.discard = false
		return false
	}
	unkept := !sh.work.IsSaving() && sh.options.Embedded // and the user knows
	for {
		n := sh.Pending()
		if n == 0 || sh.discard {
			sh.settleAtEnd()
			return true
		}
		answer, err := t.Read(ctx, sh.leaveQuestion(n))
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

// choice is what is to become of what is pending when the shell is left.
type choice int

const (
	unclear choice = iota
	toStay
	toCommit
	toKeep
	toDrop
)

func (sh *Shell) leaveQuestion(n int) string {
	if !sh.work.IsSaving() {
		return fmt.Sprintf("%s pending: commit, drop, or stay? [c/d/S] ", notation.Count(n, "change"))
	}
	return fmt.Sprintf("%s pending: commit, keep for later, drop, or stay? [c/k/d/S] ", notation.Count(n, "change"))
}

// choiceOf is what was answered. What is not understood is told.
func (sh *Shell) choiceOf(answer string) choice {
	a := strings.ToLower(strings.TrimSpace(answer))
	switch {
	case a == "", strings.HasPrefix("stay", a):
		return toStay
	case strings.HasPrefix("commit", a):
		return toCommit
	case strings.HasPrefix("keep", a) && sh.work.IsSaving():
		return toKeep
	case strings.HasPrefix("drop", a), strings.HasPrefix("discard", a):
		return toDrop
	}
	if !sh.work.IsSaving() {
		sh.note("answer with c, d or s")
	} else {
		sh.note("answer with c, k, d or s")
	}
	return unclear
}

// insisted is what Ctrl-D at the question means. It drops what cannot be kept only where
// the user knows that.
func (sh *Shell) insisted(n int, unkept bool) choice {
	switch {
	case unkept && sh.options.Embedded:
		sh.note("%s dropped: the sessions were in this process's memory", notation.Count(n, "change"))
		return toDrop
	case unkept:
		sh.note("%s dropped", notation.Count(n, "change"))
		return toDrop
	case sh.work.IsSaving():
		return toKeep
	}
	sh.note("nothing can be kept here")
	sh.noteDropNext(n)
	return unclear
}

func (sh *Shell) noteDropNext(n int) {
	sh.note("Ctrl-D now drops %s, and leaves; c commits", notation.Count(n, "change"))
}

// commitAtEnd reports whether it went well.
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

// leaveBehind leaves what is pending in the stash, and reports whether it is kept
// there.
func (sh *Shell) leaveBehind(why stash.Why) bool {
	n := sh.Pending()
	if n == 0 {
		return true
	}
	if !sh.work.IsSaving() {
		sh.note("%s dropped", notation.Count(n, "change"))
		return false
	}
	if err := sh.work.SaveAs(why); err != nil {
		sh.Report(fmt.Errorf("what is pending is not kept: %w", err))
		return false
	}
	it := "them"
	if n == 1 {
		it = "it"
	}
	sh.note("%s kept: the next shell on %s offers %s, and recover takes %[3]s back", notation.Count(n, "change"), sh.options.Server, it)
	return true
}

// settleAtEnd removes what was kept, where nothing is pending any longer.
func (sh *Shell) settleAtEnd() {
	if !sh.work.Failed() || sh.discard {
		sh.work.DiscardAtExit()
	}
}

// saveAfter keeps what is pending after a line, which has ended with err. Only a line
// that went well removes what was kept before: one that was stopped in the middle of
// a commit does not show that nothing is pending. Between the lines of a paste it
// takes no more than a small part of the time.
func (sh *Shell) saveAfter(err error, last bool) {
	now := time.Now()
	switch {
	case err == nil && !last && now.Sub(sh.savedEnd) < seldom*sh.savedIn:
		return
	case (err != nil || sh.work.Failed()) && sh.Pending() == 0:
		return
	}
	sh.work.SavePending()
	sh.savedEnd = time.Now()
	sh.savedIn = sh.savedEnd.Sub(now)
}

// seldom is how many times as long as it takes to save is waited before it is done again.
const seldom = 10

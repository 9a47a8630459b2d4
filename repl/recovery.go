package repl

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"sessh/repl/command/transact"
	"sessh/repl/hint"
	"sessh/repl/stash"
	"sessh/repl/workspace"
)

// offerRecovery asks whether to take back what was pending in shells that have ended.
func (sh *Shell) offerRecovery(ctx context.Context) {
	if err := sh.work.CleanStash(); err != nil {
		sh.note("what killed shells have left unfinished cannot be removed: %s", hint.Line(err))
	}
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
	sh.note("%s %s.", who, workspace.DatedSummary(x.Entry))
	for {
		answer, err := sh.ask(ctx, "Take them back? yes, not now, drop them [y/N/d] ")
		a := strings.ToLower(strings.TrimSpace(answer))
		switch {
		case err != nil, a == "", strings.HasPrefix("not now", a):
			sh.note("recover takes them back later")
			return nil
		case strings.HasPrefix("yes", a):
			if err := sh.work.Pop(ctx, x, "recover"); err != nil {
				return err
			}
			return sh.printer.Emit(transact.EntryRow{Entry: x.Entry, Words: "recovered " + workspace.Summary(x.Entry), Number: transact.Unlisted})
		case strings.HasPrefix("drop them", a):
			return sh.work.Drop(x)
		}
		sh.note("%s is not an answer", hint.Line(errors.New(a)))
	}
}

package repl

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"sessh/repl/stash"
	"sessh/session"
	"sessh/txn"
)

// The end of a transaction without a commit is a step between its own steps and those of
// the next one: undo and redo go across it, as far as one end.

// ended is a transaction that has ended, and can be revived.
type ended struct {
	work      *session.Work
	popped    []*popped
	overtaken bool
}

// end is how the last transaction ended that was not committed.
type end struct {
	label string
	entry stashed
	ended
	// undone says that it was taken back: next is the transaction that had come after it,
	// whose steps redo does again.
	undone bool
	next   ended
}

// leaving is the open transaction, if any, to be revived later.
func (sh *Shell) leaving() ended {
	return ended{sh.open(), slices.Clone(sh.shelf.popped), sh.overtaken}
}

// revive goes on with a transaction that has ended, where none is open.
func (sh *Shell) revive(ctx context.Context, e ended) error {
	tx, err := sh.tx(ctx)
	if err != nil {
		return err
	}
	if err := e.work.Revive(tx); err != nil {
		return err
	}
	sh.shelf.popped, sh.overtaken = slices.Clone(e.popped), e.overtaken
	return nil
}

// undoEnd takes back the end of the last transaction, where nothing has been done
// since that undo has not taken back.
func (sh *Shell) undoEnd(ctx context.Context) (label string, ok bool, err error) {
	if !sh.canUndoEnd() {
		return "", false, nil
	}
	l := sh.shelf.last
	taken, err := l.entry.take()
	if errors.Is(err, stash.ErrGone) {
		sh.shelf.last = nil
		return "", false, fmt.Errorf("%s cannot be undone: %w", l.label, err)
	}
	if err != nil {
		return "", false, err
	}
	var next ended
	if w := sh.open(); w != nil && w.CanRedo() {
		next = sh.leaving()
	}
	if err = sh.end(ctx); err == nil {
		err = sh.revive(ctx, l.ended)
	}
	if err != nil {
		return "", false, errors.Join(err, taken.Release())
	}
	sh.shelf.popped = append(sh.shelf.popped, &popped{stashed: l.entry, taken: taken, pending: l.work})
	l.undone, l.next = true, next
	return l.label, true, nil
}

func (sh *Shell) canUndoEnd() bool {
	l, w := sh.shelf.last, sh.open()
	return l != nil && !l.undone && len(sh.points.live()) == 0 && (w == nil || w.Tx().Status() == txn.Active && w.Pending() == 0 && len(w.Steps()) == 0)
}

// redoEnd ends the transaction again that undoEnd has revived, where it is as it was
// then, and goes on with the next one.
func (sh *Shell) redoEnd(ctx context.Context) (label string, ok bool, err error) {
	l, w := sh.shelf.last, sh.open()
	if l == nil || !l.undone || w == nil || w != l.work || !w.Revived() {
		return "", false, nil
	}
	if l.entry.Why == stash.Kept {
		_, err = sh.stash(ctx, l.entry.Name, l.label)
	} else {
		err = sh.throwAway(ctx, l.entry.Why, l.label)
	}
	if err == nil && l.next.work != nil && sh.manager.Current() == nil {
		err = sh.revive(ctx, l.next)
	}
	return l.label, err == nil, err
}

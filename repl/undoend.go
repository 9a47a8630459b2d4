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
func (ws *workspace) leaving() ended {
	return ended{ws.open(), slices.Clone(ws.shelf.popped), ws.overtaken}
}

// revive goes on with a transaction that has ended, where none is open.
func (ws *workspace) revive(ctx context.Context, e ended) error {
	tx, err := ws.tx(ctx)
	if err != nil {
		return err
	}
	if err := e.work.Revive(tx); err != nil {
		return err
	}
	ws.shelf.popped, ws.overtaken = slices.Clone(e.popped), e.overtaken
	return nil
}

// undoEnd takes back the end of the last transaction, where nothing has been done
// since that undo has not taken back.
func (ws *workspace) undoEnd(ctx context.Context) (label string, ok bool, err error) {
	if !ws.canUndoEnd() {
		return "", false, nil
	}
	l := ws.shelf.last
	taken, err := l.entry.take()
	if errors.Is(err, stash.ErrGone) {
		ws.shelf.last = nil
		return "", false, fmt.Errorf("%s cannot be undone: %w", l.label, err)
	}
	if err != nil {
		return "", false, err
	}
	var next ended
	if w := ws.open(); w != nil && w.CanRedo() {
		next = ws.leaving()
	}
	if err = ws.end(ctx); err == nil {
		err = ws.revive(ctx, l.ended)
	}
	if err != nil {
		return "", false, errors.Join(err, taken.Release())
	}
	ws.shelf.popped = append(ws.shelf.popped, &popped{stashed: l.entry, taken: taken, pending: l.work})
	l.undone, l.next = true, next
	return l.label, true, nil
}

func (ws *workspace) canUndoEnd() bool {
	l, w := ws.shelf.last, ws.open()
	return l != nil && !l.undone && len(ws.points.live()) == 0 && (w == nil || w.Tx().Status() == txn.Active && w.Pending() == 0 && len(w.Steps()) == 0)
}

// redoEnd ends the transaction again that undoEnd has revived, where it is as it was
// then, and goes on with the next one.
func (ws *workspace) redoEnd(ctx context.Context) (label string, ok bool, err error) {
	l, w := ws.shelf.last, ws.open()
	if l == nil || !l.undone || w == nil || w != l.work || !w.Revived() {
		return "", false, nil
	}
	if l.entry.Why == stash.Kept {
		_, err = ws.stash(ctx, l.entry.Name, l.label)
	} else {
		err = ws.throwAway(ctx, l.entry.Why, l.label)
	}
	if err == nil && l.next.work != nil && ws.manager.Current() == nil {
		err = ws.revive(ctx, l.next)
	}
	return l.label, err == nil, err
}

package workspace

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
	popped    []*Popped
	overtaken bool
}

// end is how the last transaction ended that was not committed.
type end struct {
	Label string
	entry Stashed
	ended
	// undone says that it was taken back: next is the transaction that had come after it,
	// whose steps redo does again.
	undone bool
	next   ended
}

// leaving is the open transaction, if any, to be revived later.
func (ws *Workspace) leaving() ended {
	return ended{ws.Open(), slices.Clone(ws.Shelf.popped), ws.Overtaken}
}

// revive goes on with a transaction that has ended, where none is open.
func (ws *Workspace) revive(ctx context.Context, e ended) error {
	tx, err := ws.Tx(ctx)
	if err != nil {
		return err
	}
	if err := e.work.Revive(tx); err != nil {
		return err
	}
	ws.Shelf.popped, ws.Overtaken = slices.Clone(e.popped), e.overtaken
	return nil
}

// undoEnd takes back the end of the last transaction, where nothing has been done
// since that undo has not taken back.
func (ws *Workspace) undoEnd(ctx context.Context) (label string, ok bool, err error) {
	if !ws.CanUndoEnd() {
		return "", false, nil
	}
	l := ws.Shelf.Last
	taken, err := l.entry.Take()
	if errors.Is(err, stash.ErrGone) {
		ws.Shelf.Last = nil
		return "", false, fmt.Errorf("%s cannot be undone: %w", l.Label, err)
	}
	if err != nil {
		return "", false, err
	}
	var next ended
	if w := ws.Open(); w != nil && w.CanRedo() {
		next = ws.leaving()
	}
	if err = ws.end(ctx); err == nil {
		err = ws.revive(ctx, l.ended)
	}
	if err != nil {
		return "", false, errors.Join(err, taken.Release())
	}
	ws.Shelf.popped = append(ws.Shelf.popped, &Popped{Stashed: l.entry, taken: taken, pending: l.work})
	l.undone, l.next = true, next
	return l.Label, true, nil
}

func (ws *Workspace) CanUndoEnd() bool {
	l, w := ws.Shelf.Last, ws.Open()
	return l != nil && !l.undone && len(ws.Savepoints.Live()) == 0 && (w == nil || w.Tx().Status() == txn.Active && w.Pending() == 0 && len(w.Steps()) == 0)
}

// redoEnd ends the transaction again that undoEnd has revived, where it is as it was
// then, and goes on with the next one.
func (ws *Workspace) redoEnd(ctx context.Context) (label string, ok bool, err error) {
	l, w := ws.Shelf.Last, ws.Open()
	if l == nil || !l.undone || w == nil || w != l.work || !w.Revived() {
		return "", false, nil
	}
	if l.entry.Why == stash.Kept {
		_, err = ws.PutAside(ctx, l.entry.Name, l.Label)
	} else {
		err = ws.ThrowAway(ctx, l.entry.Why, l.Label)
	}
	if err == nil && l.next.work != nil && ws.Manager.Current() == nil {
		err = ws.revive(ctx, l.next)
	}
	return l.Label, err == nil, err
}

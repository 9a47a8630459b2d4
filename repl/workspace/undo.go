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

// Ending a transaction without a commit is a step, between its own steps and those of the
// next transaction: undo and redo reach across one such end.

// An ended transaction can be revived.
type ended struct {
	work      *session.Work
	popped    []*popped
	overtaken bool
}

// An end is how the last transaction ended that was not committed.
type end struct {
	label string
	entry Stashed
	ended
	// If undone is set, the end was taken back; next is the transaction that had come after
	// it, whose steps redo does again.
	undone bool
	next   ended
}

// leaving returns the open transaction, if any, in a form that can be revived.
func (ws *Workspace) leaving() ended {
	return ended{ws.Open(), slices.Clone(ws.shelf.popped), ws.overtaken}
}

// revive reopens an ended transaction. No transaction may be open.
func (ws *Workspace) revive(ctx context.Context, e ended) error {
	if err := e.work.Revive(ws.Tx()); err != nil {
		return err
	}
	ws.shelf.popped, ws.overtaken = slices.Clone(e.popped), e.overtaken
	return nil
}

// follow has what was popped of an entry refer to the one that is in the stash in its place.
func (e ended) follow(old *stash.Entry, x Stashed) {
	for _, p := range e.popped {
		if p.Entry == old {
			p.Stashed = x
		}
	}
}

// undoEnd takes back the end of the last transaction, unless something was done since
// that undo has not taken back.
func (ws *Workspace) undoEnd(ctx context.Context) (label string, ok bool, err error) {
	if !ws.canUndoEnd() {
		return "", false, nil
	}
	if err := ws.settlePopped(false); err != nil { // the entry may have been popped, and undone
		return "", false, err
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
	if w := ws.Open(); w != nil && w.CanRedo() {
		next = ws.leaving()
	}
	if err = ws.end(ctx); err == nil {
		err = ws.revive(ctx, l.ended)
	}
	if err != nil {
		return "", false, errors.Join(err, taken.Release())
	}
	ws.shelf.popped = append(ws.shelf.popped, &popped{Stashed: l.entry, taken: taken, pending: l.work})
	l.undone, l.next = true, next
	return l.label, true, nil
}

// UndoableEnd returns the label of the end of the last transaction; ok is false if undo
// cannot take that end back now.
func (ws *Workspace) UndoableEnd() (label string, ok bool) {
	if !ws.canUndoEnd() {
		return "", false
	}
	return ws.shelf.last.label, true
}

func (ws *Workspace) canUndoEnd() bool {
	l, w := ws.shelf.last, ws.Open()
	return l != nil && !l.undone && len(ws.Savepoints()) == 0 && (w == nil || w.Tx().Status() == txn.Active && w.Pending() == 0 && len(w.Steps()) == 0)
}

// redoEnd ends again the transaction that undoEnd revived, if it is as it was then, and
// revives the next one.
func (ws *Workspace) redoEnd(ctx context.Context) (label string, ok bool, err error) {
	l, w := ws.shelf.last, ws.Open()
	if l == nil || !l.undone || w == nil || w != l.work || !w.Revived() {
		return "", false, nil
	}
	if l.entry.Why == stash.Kept {
		_, err = ws.PutAside(ctx, l.entry.Name, l.label)
	} else {
		err = ws.Discard(ctx, l.entry.Why, l.label)
	}
	if again := ws.shelf.last; err == nil && again != nil && again != l {
		l.next.follow(l.entry.Entry, again.entry)
	}
	if err == nil && l.next.work != nil && ws.manager.Current() == nil {
		err = ws.revive(ctx, l.next)
	}
	return l.label, err == nil, err
}

// Undo takes back the last step, and returns its label; ok is false if there is none. The
// end of the previous transaction is a step, too, unless it was a commit.
func (ws *Workspace) Undo(ctx context.Context) (label string, ok bool, err error) {
	return ws.retrace(ctx, true)
}

// Redo does the last step that was undone again, and returns its label; ok is false if
// there is none.
func (ws *Workspace) Redo(ctx context.Context) (label string, ok bool, err error) {
	return ws.retrace(ctx, false)
}

func (ws *Workspace) retrace(ctx context.Context, back bool) (label string, ok bool, err error) {
	w := ws.Work()
	move, end := w.Redo, ws.redoEnd
	if back {
		move, end = w.Undo, ws.undoEnd
	}
	if label, ok, err = move(); ok || err != nil {
		return label, ok, err
	}
	return end(ctx)
}

package workspace

import (
	"context"
	"errors"
	"slices"

	"sessh/repl/hint"
	"sessh/repl/stash"
	"sessh/session"
	"sessh/txn"
)

// Popped is an entry that was made pending, and is not settled yet. It is taken, or
// gone from its store since it is saved with what is pending, or else in its store,
// for the step that made it pending was undone.
type Popped struct {
	Stashed
	taken   stash.Taken
	gone    bool
	pending interface{ Stands() bool } // what made it pending
	carried bool                       // a part of it was committed
}

func (p *Popped) stands() bool { return p.carried || p.pending.Stands() }

// Pop makes an entry pending, in one step.
func (ws *Workspace) Pop(ctx context.Context, x Stashed, label string) error {
	taken, err := x.Take()
	if err != nil {
		return err
	}
	a, err := ws.Adopt(ctx, x.Entry, label)
	if err != nil {
		return errors.Join(err, taken.Release())
	}
	ws.Shelf.popped = append(ws.Shelf.popped, &Popped{Stashed: x, taken: taken, pending: a})
	return nil
}

// Adopt makes pending what an entry holds. Where nothing is, it begins with what is
// open anew.
func (ws *Workspace) Adopt(ctx context.Context, e *stash.Entry, label string) (*session.Adoption, error) {
	drafts, err := ws.drafts(e)
	if err != nil {
		return nil, err
	}
	if w := ws.Open(); w != nil && w.Tx().Status() == txn.Active && w.Pending() == 0 && len(w.Steps()) == 0 && len(ws.Savepoints.Live()) == 0 {
		if err := ws.end(ctx); err != nil {
			return nil, err
		}
	}
	w, err := ws.Work(ctx)
	if err != nil {
		return nil, err
	}
	a, err := w.Adopt(label, drafts)
	switch {
	case err != nil && w.Pending() > 0:
		err = hint.With(err, "commit, stash or abort first what is pending")
	case err != nil && len(w.Steps()) > 0:
		err = hint.With(err, "abort first: nothing is pending, but there are steps that undo could take back")
	}
	return a, err
}

// forgetPopped removes the entries that are pending from their stores: they are
// committed, or saved in another way.
func (ws *Workspace) forgetPopped() error { return ws.forgetIn(ws.stores()...) }

// forgetIn is forgetPopped for the entries of some stores.
func (ws *Workspace) forgetIn(stores ...stash.Store) error {
	errs := []error{ws.SettlePopped(false)}
	ws.Shelf.popped = slices.DeleteFunc(ws.Shelf.popped, func(p *Popped) bool {
		if !slices.Contains(stores, p.store) {
			return false
		}
		if p.stands() && p.taken != nil {
			errs = append(errs, p.taken.Remove())
			p.taken, p.gone = nil, true
		}
		return true
	})
	return errors.Join(errs...)
}

// ForgetHeld removes the entries from their stores that were made pending, where nothing is
// pending any longer: the server holds what they change.
func (ws *Workspace) ForgetHeld() error {
	if ws.Pending() > 0 {
		return nil
	}
	var errs []error
	ws.Shelf.popped = slices.DeleteFunc(ws.Shelf.popped, func(p *Popped) bool {
		if !p.stands() {
			return false
		}
		if p.taken != nil {
			errs = append(errs, p.taken.Remove())
		}
		return true
	})
	return errors.Join(errs...)
}

// SettlePopped follows undo and redo: an entry is in its store where it is not pending.
// One that is pending leaves its store when it is saved with what is pending.
func (ws *Workspace) SettlePopped(saved bool) error {
	var errs []error
	for _, p := range ws.Shelf.popped {
		if p.stands() {
			errs = append(errs, p.take(saved))
		} else {
			errs = append(errs, ws.putBack(p))
		}
	}
	return errors.Join(errs...)
}

// take takes the entry, which is pending, out of the store for the others, and where
// it is saved, for good.
func (p *Popped) take(saved bool) (err error) {
	if p.taken == nil && !p.gone {
		p.taken, err = p.store.Take(p.ID)
		if errors.Is(err, stash.ErrGone) { // it is another shell's, and not to be put back
			return nil
		}
	}
	if err != nil || p.taken == nil || !saved || p.carried {
		return err
	}
	taken := p.taken
	p.taken, p.gone = nil, true
	return taken.Remove()
}

// putBack is the inverse of take.
func (ws *Workspace) putBack(p *Popped) (err error) {
	switch {
	case p.gone:
		err = ws.shelve(&p.Stashed)
		p.gone = err != nil
	case p.taken != nil:
		err = p.taken.Release()
		p.taken = nil
	}
	return err
}

// ReleasePopped leaves what is not settled in its store: the shell ends.
func (ws *Workspace) ReleasePopped() error {
	var errs []error
	for _, p := range ws.Shelf.popped {
		if p.taken != nil {
			errs = append(errs, p.taken.Release())
		}
	}
	ws.Shelf.popped = nil
	return errors.Join(errs...)
}

// carryPopped holds what was popped fast, of which a commit has written a part.
func (ws *Workspace) carryPopped() {
	for _, p := range ws.Shelf.popped {
		p.carried = p.stands()
	}
}

// StaysInStash reports of each change whether an entry that outlives the shell makes it,
// and is to be left in the stash: one that was popped, and is not committed.
func (ws *Workspace) StaysInStash(changes []session.Change) []bool {
	type place struct{ path, attribute string }
	stays := make([]bool, len(changes))
	at := make(map[place]int, len(changes))
	for i, x := range changes {
		at[place{x.Path.String(), x.Attribute}] = i
	}
	for _, p := range ws.Shelf.popped {
		if !p.stands() || p.taken == nil || p.store != ws.Shelf.Lasting {
			continue
		}
		err := ws.ChangesOf(context.Background(), p.Entry, func(all []session.Change) error {
			for _, y := range all {
				i, ok := at[place{y.Path.String(), y.Attribute}]
				if ok && (y.Kind == session.Removed) == (changes[i].Kind == session.Removed) && session.Equal(y.New, changes[i].New) {
					stays[i] = true
				}
			}
			return nil
		})
		if err != nil {
			ws.Note("what stays in the stash is not known: %s", hint.Line(err))
		}
	}
	return stays
}

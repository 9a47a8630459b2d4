package workspace

import (
	"context"
	"errors"
	"slices"

	"sessh/repl/hint"
	"sessh/repl/stash"
	"sessh/session"
	"sessh/session/diff"
	"sessh/session/tree"
	"sessh/txn"
)

// A popped entry was made pending, and has not been committed or dropped since. It is
// taken, or gone from its store because it was saved with what is pending; or it is in its
// store, because the step that made it pending was undone.
type popped struct {
	Stashed
	taken   stash.Taken
	gone    bool                       // from its store
	pending interface{ Stands() bool } // what made it pending
	carried bool                       // part of it was committed
}

// stands reports whether the entry is pending.
func (p *popped) stands() bool { return p.carried || p.pending.Stands() }

// Pop makes an entry pending, in one step.
func (ws *Workspace) Pop(ctx context.Context, x Stashed, label string) error {
	if l := ws.shelf.last; l != nil && l.entry.store == x.store && l.entry.ID == x.ID {
		x = l.entry // one entry for both: it gets another ID if it is put back
	}
	taken, err := x.take()
	if err != nil {
		return err
	}
	a, err := ws.Adopt(ctx, x.Entry, label)
	if err != nil {
		return errors.Join(err, taken.Release())
	}
	ws.shelf.popped = append(ws.shelf.popped, &popped{Stashed: x, taken: taken, pending: a})
	return nil
}

// Adopt makes pending what an entry holds. If nothing is pending, it begins a new
// transaction for it.
func (ws *Workspace) Adopt(ctx context.Context, e *stash.Entry, label string) (*session.Adoption, error) {
	drafts, err := ws.drafts(e)
	if err != nil {
		return nil, err
	}
	if w := ws.Open(); w != nil && w.Tx().Status() == txn.Active && w.Pending() == 0 && len(w.Steps()) == 0 && len(ws.Savepoints()) == 0 {
		if err := ws.end(ctx); err != nil {
			return nil, err
		}
	}
	w := ws.Work()
	a, err := w.Adopt(label, drafts)
	switch {
	case err != nil && w.Pending() > 0:
		err = hint.With(err, "commit, stash or abort what is pending first")
	case err != nil && len(w.Steps()) > 0:
		err = hint.With(err, "abort first: nothing is pending, but undo could take back steps")
	}
	return a, err
}

// forgetPopped removes the entries that are pending from their stores, since they are
// committed or saved in another way.
func (ws *Workspace) forgetPopped() error { return ws.forgetIn(ws.stores()...) }

// forgetIn is forgetPopped for entries of the given stores.
func (ws *Workspace) forgetIn(stores ...stash.Store) error {
	errs := []error{ws.settlePopped(false)}
	ws.shelf.popped = slices.DeleteFunc(ws.shelf.popped, func(p *popped) bool {
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
	ws.shelf.popped = slices.DeleteFunc(ws.shelf.popped, func(p *popped) bool {
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

// settlePopped follows undo and redo: an entry that is not pending is put back into its
// store. An entry that is pending leaves its store once it is saved with what is pending.
func (ws *Workspace) settlePopped(saved bool) error {
	var errs []error
	for _, p := range ws.shelf.popped {
		if p.stands() {
			errs = append(errs, p.take(saved))
		} else {
			errs = append(errs, ws.putBack(p))
		}
	}
	return errors.Join(errs...)
}

// take takes the entry, which is pending, out of its store: for other shells, and if it is
// saved elsewhere, for good.
func (p *popped) take(saved bool) (err error) {
	if p.taken == nil && !p.gone {
		p.taken, err = p.store.Take(p.ID)
		if errors.Is(err, stash.ErrGone) { // another shell has it, so it is not put back
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

// putBack returns the inverse of take.
func (ws *Workspace) putBack(p *popped) (err error) {
	switch {
	case p.gone:
		err = ws.shelve(&p.Stashed)
		p.gone = err != nil
		if l := ws.shelf.last; l != nil && l.entry.Entry == p.Entry {
			l.entry.store = p.store
		}
	case p.taken != nil:
		err = p.taken.Release()
		p.taken = nil
	}
	return err
}

// releasePopped leaves popped entries in their stores when the shell ends.
func (ws *Workspace) releasePopped() error {
	var errs []error
	for _, p := range ws.shelf.popped {
		if p.taken != nil {
			errs = append(errs, p.taken.Release())
		}
	}
	ws.shelf.popped = nil
	return errors.Join(errs...)
}

// carryPopped marks the popped entries that are pending as partly committed.
func (ws *Workspace) carryPopped() {
	for _, p := range ws.shelf.popped {
		p.carried = p.stands()
	}
}

// StaysInStash reports for each change whether it comes from a popped entry that stays in
// the lasting stash because it is not committed.
func (ws *Workspace) StaysInStash(changes []diff.Change) []bool {
	type place struct{ path, attribute string }
	stays := make([]bool, len(changes))
	at := make(map[place]int, len(changes))
	for i, x := range changes {
		at[place{x.Path.String(), x.Attribute}] = i
	}
	for _, p := range ws.shelf.popped {
		if !p.stands() || p.taken == nil || p.store != ws.shelf.lasting {
			continue
		}
		err := ws.ChangesOf(context.Background(), p.Entry, func(all []diff.Change) error {
			for _, y := range all {
				i, ok := at[place{y.Path.String(), y.Attribute}]
				if ok && (y.Kind == diff.Removed) == (changes[i].Kind == diff.Removed) && tree.Equal(y.New, changes[i].New) {
					stays[i] = true
				}
			}
			return nil
		})
		if err != nil {
			ws.note("what stays in the stash is not known: %s", hint.Line(err))
		}
	}
	return stays
}

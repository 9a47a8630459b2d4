package workspace

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"sessh/repl/hint"
	"sessh/repl/stash"
	"sessh/repl/syntax"
	"sessh/session/figure"
	"sessh/txn"
)

// A shelf is the stash as one shell sees it.
type shelf struct {
	lasting stash.Store  // outlives the shell; nil: there is none
	own     stash.Memory // ends with the shell
	// unwritten has entries that belong in lasting but could not be written there. If
	// warned is set, the user knows that they end with the shell.
	unwritten stash.Memory
	warned    bool
	popped    []*popped
	last      *end
}

// A Stashed is an entry with its store.
type Stashed struct {
	*stash.Entry
	store stash.Store
}

// take takes the entry out of its store. The error names it if another shell has it.
func (x Stashed) take() (stash.Taken, error) {
	taken, err := x.store.Take(x.ID)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", Title(x.Entry), err)
	}
	return taken, nil
}

// stores returns the stores of the stash.
func (ws *Workspace) stores() []stash.Store {
	if ws.shelf.lasting == nil {
		return []stash.Store{&ws.shelf.own}
	}
	return []stash.Store{ws.shelf.lasting, &ws.shelf.unwritten, &ws.shelf.own}
}

// Entries returns the entries of the stash, the latest first, and those that were dropped
// after all others. The error is about entries that cannot be read.
func (ws *Workspace) Entries() ([]Stashed, error) {
	errs := []error{ws.settlePopped(false), ws.writeUnwritten()}
	var kept, dropped []Stashed
	for _, store := range ws.stores() {
		all, err := store.List()
		errs = append(errs, err)
		for _, e := range all {
			switch {
			case e.Err != nil:
				errs = append(errs, e.Err)
			case e.Why.Discarded():
				dropped = append(dropped, Stashed{e, store})
			default:
				kept = append(kept, Stashed{e, store})
			}
		}
	}
	for _, part := range [][]Stashed{kept, dropped} {
		slices.SortStableFunc(part, func(a, b Stashed) int { return b.At.Compare(a.At) })
	}
	return append(kept, dropped...), errors.Join(errs...)
}

// PutAside moves what is pending to the stash, and ends the transaction.
func (ws *Workspace) PutAside(ctx context.Context, name, label string) (*stash.Entry, error) {
	w := ws.Open()
	e, refused := ws.entryOf(w, stash.Kept, name)
	if len(refused) > 0 {
		return nil, hint.With(errors.Join(refused...), "nothing was put aside; commit writes what is pending, and undo takes back the last step")
	}
	if open := w.Conflicts(); len(open) > 0 {
		return nil, hint.With(fmt.Errorf("%s, which the stash cannot keep", figure.Count(len(open), "unresolved conflict")), "resolve first, then stash again")
	}
	store := ws.shelf.lasting
	if store == nil {
		store = &ws.shelf.own
	}
	return e, ws.endAs(ctx, Stashed{e, store}, label, true)
}

// Discard ends the transaction. What was pending stays in the stash for a while, for
// users who want it back: what a user has dropped at the prompt, or has put aside,
// longer than the shell runs.
func (ws *Workspace) Discard(ctx context.Context, why stash.Why, label string) error {
	w := ws.Open()
	if w == nil || w.Pending() == 0 {
		return ws.end(ctx)
	}
	if n := w.Pending(); n > maxSaved {
		ws.noteToUser("%s are too many to keep: they cannot be taken back", figure.Count(n, "change"))
		return ws.end(ctx)
	}
	e, refused := ws.entryOf(w, why, "")
	for _, err := range refused {
		ws.noteToUser("%s: it cannot be taken back", hint.Line(err))
	}
	if len(e.Sessions) == 0 {
		return ws.end(ctx)
	}
	store := stash.Store(&ws.shelf.own)
	if lasting := ws.shelf.lasting; lasting != nil && (ws.keeper != nil || slices.ContainsFunc(ws.shelf.popped, func(p *popped) bool { return p.store == lasting && p.stands() })) {
		store = lasting
	}
	err := ws.endAs(ctx, Stashed{e, store}, label, len(refused) == 0)
	if err != nil && ws.manager.Current() != nil { // it is discarded all the same
		ws.noteToUser("what was dropped could not be kept: %s", hint.Line(err))
		return ws.end(ctx)
	}
	return errors.Join(err, stash.Prune(store))
}

// noteToUser notes what matters only to a user at the prompt.
func (ws *Workspace) noteToUser(format string, args ...any) {
	if ws.attended() {
		ws.note(format, args...)
	}
}

// endAs adds an entry of what is pending to the stash, and ends the transaction. If the
// entry is whole, it replaces those that were popped, and undo takes back the end.
func (ws *Workspace) endAs(ctx context.Context, x Stashed, label string, whole bool) error {
	add := ws.shelve
	if x.Why == stash.Quit { // the shell ends, and its memory with it
		add = func(x *Stashed) error { return x.store.Add(x.Entry) }
	}
	if err := add(&x); err != nil {
		return err
	}
	ws.shelf.last = nil
	l := &end{label: label, entry: x, ended: ws.leaving()}
	if s := l.work.Tx().Status(); !whole || s != txn.Active && s != txn.Doomed {
		return ws.end(ctx)
	}
	from := ws.stores()
	if x.store == &ws.shelf.unwritten { // what was popped may be all that is in a file
		from = []stash.Store{&ws.shelf.unwritten, &ws.shelf.own}
	}
	if err := errors.Join(ws.forgetIn(from...), ws.end(ctx)); err != nil {
		return err
	}
	ws.shelf.last = l
	return nil
}

// end ends the transaction without a commit.
func (ws *Workspace) end(ctx context.Context) error {
	ws.ended()
	ws.overtaken = false
	if ws.manager.Current() == nil {
		return nil
	}
	if w := ws.Open(); w != nil {
		ws.left(w, false)
	}
	return errors.Join(ws.manager.Abort(ctx), ws.settlePopped(false))
}

// committed settles the stash after everything pending was committed.
func (ws *Workspace) committed() {
	ws.shelf.last = nil
	if err := ws.forgetPopped(); err != nil {
		ws.note("what was popped is committed, but is still in the stash: %s", hint.Line(err))
	}
}

// StashNamed returns the entry with that number or name, or if word is empty, the latest
// that was not dropped.
func (ws *Workspace) StashNamed(word string) (Stashed, error) {
	ws.NoteSlowStash()
	all, err := ws.Entries()
	number := -1
	if IsEntryNumber(word) {
		fmt.Sscan(word, &number)
	}
	for i, x := range all {
		if word == "" && !x.Why.Discarded() || i == number || word != "" && x.Name == word {
			return x, nil
		}
	}
	switch {
	case len(all) == 0:
		return Stashed{}, errors.Join(errors.New("the stash is empty"), err)
	case word == "":
		return Stashed{}, hint.With(errors.Join(errors.New("there is nothing in the stash but what was dropped"), err), "stash list shows it, with the numbers by which it can be taken back")
	}
	return Stashed{}, hint.With(errors.Join(fmt.Errorf("the stash has no %s", syntax.Quote(word)), err), "stash list shows what it has")
}

// IsEntryNumber reports whether a word is written like the number of an entry.
func IsEntryNumber(word string) bool {
	for _, c := range word {
		if c < '0' || c > '9' {
			return false
		}
	}
	return word != ""
}

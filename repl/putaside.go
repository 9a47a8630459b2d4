package repl

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"sessh/repl/hint"
	"sessh/repl/notation"
	"sessh/repl/stash"
	"sessh/repl/syntax"
	"sessh/txn"
)

// shelf is what a shell has of the stash: what was pending, and is not any longer.
type shelf struct {
	lasting stash.Store  // outlives the shell; nil: there is none
	own     stash.Memory // what is not to outlive it
	// unwritten is what belongs in lasting, and could not be written there; warned tells
	// that the user knows that it goes with the shell.
	unwritten stash.Memory
	warned    bool
	popped    []*popped
	last      *end
}

// stashed is an entry with its store.
type stashed struct {
	*stash.Entry
	store stash.Store
}

// take takes the entry, and names it where it is another shell's.
func (x stashed) take() (stash.Taken, error) {
	taken, err := x.store.Take(x.ID)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", titleOf(x.Entry), err)
	}
	return taken, nil
}

// stores are the stores of the stash.
func (ws *workspace) stores() []stash.Store {
	if ws.shelf.lasting == nil {
		return []stash.Store{&ws.shelf.own}
	}
	return []stash.Store{ws.shelf.lasting, &ws.shelf.unwritten, &ws.shelf.own}
}

// inStash is what is in the stash, the latest first; what was dropped comes after
// all that was not. The error tells of what cannot be read.
func (ws *workspace) inStash() ([]stashed, error) {
	errs := []error{ws.settlePopped(false), ws.writeUnwritten()}
	var kept, dropped []stashed
	for _, store := range ws.stores() {
		all, err := store.List()
		errs = append(errs, err)
		for _, e := range all {
			switch {
			case e.Err != nil:
				errs = append(errs, e.Err)
			case e.Why.Discarded():
				dropped = append(dropped, stashed{e, store})
			default:
				kept = append(kept, stashed{e, store})
			}
		}
	}
	for _, part := range [][]stashed{kept, dropped} {
		slices.SortStableFunc(part, func(a, b stashed) int { return b.At.Compare(a.At) })
	}
	return append(kept, dropped...), errors.Join(errs...)
}

// stash puts aside what is pending, and ends the transaction.
func (ws *workspace) stash(ctx context.Context, name, label string) (*stash.Entry, error) {
	w := ws.open()
	e, refused := ws.entryOf(w, stash.Kept, name)
	if len(refused) > 0 {
		return nil, hint.With(errors.Join(refused...), "nothing was put aside; commit writes what is pending, undo takes back the last step")
	}
	if open := w.Conflicts(); len(open) > 0 {
		return nil, hint.With(fmt.Errorf("%s to be decided, which would be forgotten", notation.Count(len(open), "conflict")), "resolve decides them; then stash again")
	}
	store := ws.shelf.lasting
	if store == nil {
		store = &ws.shelf.own
	}
	return e, ws.endAs(ctx, stashed{e, store}, label, true)
}

// throwAway ends the transaction. What was pending stays in the stash for a while, for
// those who want it back: what a user has dropped at the prompt, or has put aside,
// longer than the shell runs.
func (ws *workspace) throwAway(ctx context.Context, why stash.Why, label string) error {
	w := ws.open()
	if w == nil || w.Pending() == 0 {
		return ws.end(ctx)
	}
	if n := w.Pending(); n > mostSaved {
		ws.noteToUser("%s are too many to be kept: they cannot be taken back", notation.Count(n, "change"))
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
	err := ws.endAs(ctx, stashed{e, store}, label, len(refused) == 0)
	if err != nil && ws.manager.Current() != nil { // to be dropped is what it is for
		ws.noteToUser("what was dropped is not kept: %s", hint.Line(err))
		return ws.end(ctx)
	}
	return errors.Join(err, stash.Prune(store))
}

// noteToUser is a note about what only somebody at the prompt can do something about.
func (ws *workspace) noteToUser(format string, args ...any) {
	if ws.attended() {
		ws.note(format, args...)
	}
}

// endAs adds an entry of what is pending, and ends the transaction. Where the entry is
// whole, it stands for those that it came from, and undo takes back the end.
func (ws *workspace) endAs(ctx context.Context, x stashed, label string, whole bool) error {
	add := ws.shelve
	if x.Why == stash.Quit { // there is no shell that could have it
		add = func(x *stashed) error { return x.store.Add(x.Entry) }
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
	if x.store == &ws.shelf.unwritten { // what it came from may be all that files hold of it
		from = []stash.Store{&ws.shelf.unwritten, &ws.shelf.own}
	}
	if err := errors.Join(ws.forgetIn(from...), ws.end(ctx)); err != nil {
		return err
	}
	ws.shelf.last = l
	return nil
}

// end ends the transaction without a commit.
func (ws *workspace) end(ctx context.Context) error {
	ws.ended()
	ws.overtaken = false
	if ws.manager.Current() == nil {
		return nil
	}
	return errors.Join(ws.manager.Abort(ctx), ws.settlePopped(false))
}

// committed settles the stash after a commit of all that was pending.
func (ws *workspace) committed() {
	ws.shelf.last = nil
	if err := ws.forgetPopped(); err != nil {
		ws.note("what was taken back from the stash, and is committed, is still there: %s", hint.Line(err))
	}
}

// stashNamed is the entry of that number or name; for "" the latest that was not
// dropped.
func (ws *workspace) stashNamed(word string) (stashed, error) {
	all, err := ws.inStash()
	number := -1
	if isEntryNumber(word) {
		fmt.Sscan(word, &number)
	}
	for i, x := range all {
		if word == "" && !x.Why.Discarded() || i == number || word != "" && x.Name == word {
			return x, nil
		}
	}
	switch {
	case len(all) == 0:
		return stashed{}, errors.Join(errors.New("the stash is empty"), err)
	case word == "":
		return stashed{}, hint.With(errors.Join(errors.New("there is nothing in the stash but what was dropped"), err), "stash list shows it, with the numbers by which it can be taken back")
	}
	return stashed{}, hint.With(errors.Join(fmt.Errorf("the stash has no %s", syntax.Quote(word)), err), "stash list shows what it has")
}

// isEntryNumber reports whether a word is a number of an entry.
func isEntryNumber(word string) bool {
	for _, c := range word {
		if c < '0' || c > '9' {
			return false
		}
	}
	return word != ""
}

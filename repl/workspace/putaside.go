package workspace

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
	Lasting stash.Store  // outlives the shell; nil: there is none
	own     stash.Memory // what is not to outlive it
	// unwritten is what belongs in lasting, and could not be written there; warned tells
	// that the user knows that it goes with the shell.
	unwritten stash.Memory
	warned    bool
	popped    []*Popped
	Last      *end
}

// Stashed is an entry with its store.
type Stashed struct {
	*stash.Entry
	store stash.Store
}

// Take takes the entry, and names it where it is another shell's.
func (x Stashed) Take() (stash.Taken, error) {
	taken, err := x.store.Take(x.ID)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", TitleOf(x.Entry), err)
	}
	return taken, nil
}

// stores are the stores of the stash.
func (ws *Workspace) stores() []stash.Store {
	if ws.Shelf.Lasting == nil {
		return []stash.Store{&ws.Shelf.own}
	}
	return []stash.Store{ws.Shelf.Lasting, &ws.Shelf.unwritten, &ws.Shelf.own}
}

// Entries is what is in the stash, the latest first; what was dropped comes after
// all that was not. The error tells of what cannot be read.
func (ws *Workspace) Entries() ([]Stashed, error) {
	errs := []error{ws.SettlePopped(false), ws.writeUnwritten()}
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

// PutAside puts aside what is pending, and ends the transaction.
func (ws *Workspace) PutAside(ctx context.Context, name, label string) (*stash.Entry, error) {
	w := ws.Open()
	e, refused := ws.entryOf(w, stash.Kept, name)
	if len(refused) > 0 {
		return nil, hint.With(errors.Join(refused...), "nothing was put aside; commit writes what is pending, undo takes back the last step")
	}
	if open := w.Conflicts(); len(open) > 0 {
		return nil, hint.With(fmt.Errorf("%s to be decided, which would be forgotten", notation.Count(len(open), "conflict")), "resolve decides them; then stash again")
	}
	store := ws.Shelf.Lasting
	if store == nil {
		store = &ws.Shelf.own
	}
	return e, ws.endAs(ctx, Stashed{e, store}, label, true)
}

// ThrowAway ends the transaction. What was pending stays in the stash for a while, for
// those who want it back: what a user has dropped at the prompt, or has put aside,
// longer than the shell runs.
func (ws *Workspace) ThrowAway(ctx context.Context, why stash.Why, label string) error {
	w := ws.Open()
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
	store := stash.Store(&ws.Shelf.own)
	if lasting := ws.Shelf.Lasting; lasting != nil && (ws.Keeper != nil || slices.ContainsFunc(ws.Shelf.popped, func(p *Popped) bool { return p.store == lasting && p.stands() })) {
		store = lasting
	}
	err := ws.endAs(ctx, Stashed{e, store}, label, len(refused) == 0)
	if err != nil && ws.Manager.Current() != nil { // to be dropped is what it is for
		ws.noteToUser("what was dropped is not kept: %s", hint.Line(err))
		return ws.end(ctx)
	}
	return errors.Join(err, stash.Prune(store))
}

// noteToUser is a note about what only somebody at the prompt can do something about.
func (ws *Workspace) noteToUser(format string, args ...any) {
	if ws.Attended() {
		ws.Note(format, args...)
	}
}

// endAs adds an entry of what is pending, and ends the transaction. Where the entry is
// whole, it stands for those that it came from, and undo takes back the end.
func (ws *Workspace) endAs(ctx context.Context, x Stashed, label string, whole bool) error {
	add := ws.shelve
	if x.Why == stash.Quit { // there is no shell that could have it
		add = func(x *Stashed) error { return x.store.Add(x.Entry) }
	}
	if err := add(&x); err != nil {
		return err
	}
	ws.Shelf.Last = nil
	l := &end{Label: label, entry: x, ended: ws.leaving()}
	if s := l.work.Tx().Status(); !whole || s != txn.Active && s != txn.Doomed {
		return ws.end(ctx)
	}
	from := ws.stores()
	if x.store == &ws.Shelf.unwritten { // what it came from may be all that files hold of it
		from = []stash.Store{&ws.Shelf.unwritten, &ws.Shelf.own}
	}
	if err := errors.Join(ws.forgetIn(from...), ws.end(ctx)); err != nil {
		return err
	}
	ws.Shelf.Last = l
	return nil
}

// end ends the transaction without a commit.
func (ws *Workspace) end(ctx context.Context) error {
	ws.ended()
	ws.Overtaken = false
	if ws.Manager.Current() == nil {
		return nil
	}
	return errors.Join(ws.Manager.Abort(ctx), ws.SettlePopped(false))
}

// committed settles the stash after a commit of all that was pending.
func (ws *Workspace) committed() {
	ws.Shelf.Last = nil
	if err := ws.forgetPopped(); err != nil {
		ws.Note("what was taken back from the stash, and is committed, is still there: %s", hint.Line(err))
	}
}

// StashNamed is the entry of that number or name; for "" the latest that was not
// dropped.
func (ws *Workspace) StashNamed(word string) (Stashed, error) {
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

// IsEntryNumber reports whether a word is a number of an entry.
func IsEntryNumber(word string) bool {
	for _, c := range word {
		if c < '0' || c > '9' {
			return false
		}
	}
	return word != ""
}

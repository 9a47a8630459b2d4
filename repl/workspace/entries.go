package workspace

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"sessh/repl/place"
	"sessh/repl/stash"
	"sessh/repl/syntax"
	"sessh/session/diff"
	"sessh/session/figure"
	"sessh/txn"
)

// ChangesOf calls use with the changes that an entry holds. The changes are valid only
// during the call.
func (ws *Workspace) ChangesOf(ctx context.Context, e *stash.Entry, use func([]diff.Change) error) (err error) {
	drafts, err := ws.drafts(e)
	if err != nil {
		return err
	}
	m := txn.NewManager()
	tx, err := m.Begin(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, m.Abort(context.WithoutCancel(ctx))) }()
	w := ws.root.Work(tx)
	if _, err := w.Adopt("stash show", drafts); err != nil {
		return err
	}
	return use(w.Changes())
}

// Drop drops an entry. It stays in the stash for a while, marked as dropped; an entry that
// is so marked is removed.
func (ws *Workspace) Drop(x Stashed) error {
	taken, err := x.take()
	if err != nil {
		return err
	}
	if x.Why.Discarded() {
		return taken.Remove()
	}
	e := *x.Entry
	e.Why, e.At = stash.Dropped, ws.now()
	if err := x.store.Add(&e); err != nil {
		return errors.Join(err, taken.Release())
	}
	return errors.Join(taken.Remove(), stash.Prune(x.store))
}

// Clear removes all entries for good, and returns how many.
func (ws *Workspace) Clear() (removed int, err error) {
	all, err := ws.Entries()
	errs := []error{err}
	for _, x := range all {
		taken, err := x.take()
		if err == nil {
			err = taken.Remove()
		}
		if err == nil {
			removed++
		}
		errs = append(errs, err)
	}
	ws.shelf.last = nil
	return removed, errors.Join(errs...)
}

// Origin describes how an entry came to be.
func Origin(w stash.Why) string {
	switch w {
	case stash.Kept:
		return "kept by you"
	case stash.Left:
		return "kept when you left the shell"
	case stash.Killed:
		return "left by a shell that was killed"
	case stash.Aborted:
		return "dropped by abort"
	case stash.Quit:
		return "dropped when you left the shell"
	case stash.Dropped:
		return "dropped from the stash"
	}
	return string(w)
}

// Summary describes how much an entry holds, and where: "2 changes in /Shop/s1".
func Summary(e *stash.Entry) string {
	const most = 3
	where := figure.Count(len(e.Sessions), "session")
	if len(e.Sessions) <= most {
		paths := make([]string, len(e.Sessions))
		for i, x := range e.Sessions {
			paths[i] = place.Path{x.Container, x.ID}.String()
		}
		where = strings.Join(paths, ", ")
	}
	return fmt.Sprintf("%s in %s", figure.Count(e.Changes, "change"), where)
}

// Time returns the time at which an entry was made, as text.
func Time(e *stash.Entry) string { return e.At.UTC().Format(time.DateTime) }

// DatedSummary returns the summary of an entry with its time.
func DatedSummary(e *stash.Entry) string { return Summary(e) + " at " + Time(e) }

// Title returns the name of an entry, if it has one, with its summary.
func Title(e *stash.Entry) string {
	if e.Name == "" {
		return Summary(e)
	}
	return syntax.Quote(e.Name) + ": " + Summary(e)
}

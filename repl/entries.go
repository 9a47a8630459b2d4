package repl

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"sessh/repl/notation"
	"sessh/repl/place"
	"sessh/repl/stash"
	"sessh/repl/syntax"
	"sessh/session"
	"sessh/txn"
)

// changesOf calls use with the changes of an entry.
func (ws *workspace) changesOf(ctx context.Context, e *stash.Entry, use func([]session.Change) error) (err error) {
	drafts, err := ws.drafts(e)
	if err != nil {
		return err
	}
	m := txn.NewManager(txn.Options{})
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

// drop drops an entry: it stays in the stash for a while, unless it was dropped before.
func (ws *workspace) drop(x stashed) error {
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

// unlisted is the number of an entry that is told of outside of the list.
const unlisted = -1

// whyText is how an entry came to be.
func whyText(w stash.Why) string {
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

// what is how much an entry holds, and where.
func what(e *stash.Entry) string {
	const most = 3
	where := notation.Count(len(e.Sessions), "session")
	if len(e.Sessions) <= most {
		paths := make([]string, len(e.Sessions))
		for i, x := range e.Sessions {
			paths[i] = place.Path{x.Container, x.ID}.String()
		}
		where = strings.Join(paths, ", ")
	}
	return fmt.Sprintf("%s in %s", notation.Count(e.Changes, "change"), where)
}

func when(e *stash.Entry) string { return e.At.UTC().Format(time.DateTime) }

func whatAndWhen(e *stash.Entry) string { return what(e) + " at " + when(e) }

// titleOf is the name of an entry, and what it holds.
func titleOf(e *stash.Entry) string {
	if e.Name == "" {
		return what(e)
	}
	return syntax.Quote(e.Name) + ": " + what(e)
}

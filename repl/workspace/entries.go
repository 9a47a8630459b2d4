package workspace

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

// ChangesOf calls use with the changes of an entry.
func (ws *Workspace) ChangesOf(ctx context.Context, e *stash.Entry, use func([]session.Change) error) (err error) {
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
	w := ws.Root.Work(tx)
	if _, err := w.Adopt("stash show", drafts); err != nil {
		return err
	}
	return use(w.Changes())
}

// Drop drops an entry: it stays in the stash for a while, unless it was dropped before.
func (ws *Workspace) Drop(x Stashed) error {
	taken, err := x.Take()
	if err != nil {
		return err
	}
	if x.Why.Discarded() {
		return taken.Remove()
	}
	e := *x.Entry
	e.Why, e.At = stash.Dropped, ws.Now()
	if err := x.store.Add(&e); err != nil {
		return errors.Join(err, taken.Release())
	}
	return errors.Join(taken.Remove(), stash.Prune(x.store))
}

// Unlisted is the number of an entry that is told of outside of the list.
const Unlisted = -1

// WhyText is how an entry came to be.
func WhyText(w stash.Why) string {
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

// What is how much an entry holds, and where.
func What(e *stash.Entry) string {
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

func When(e *stash.Entry) string { return e.At.UTC().Format(time.DateTime) }

func WhatAndWhen(e *stash.Entry) string { return What(e) + " at " + When(e) }

// TitleOf is the name of an entry, and what it holds.
func TitleOf(e *stash.Entry) string {
	if e.Name == "" {
		return What(e)
	}
	return syntax.Quote(e.Name) + ": " + What(e)
}

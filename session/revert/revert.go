package revert

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"sessh/session"
	"sessh/session/commit"
	"sessh/session/diff"
	"sessh/session/family"
	"sessh/session/storage"
	"sessh/session/tree"
)

// An Error is the error of [Do] about what was changed again since. In each conflict, Base is what
// the commit wrote, Mine is the present value, and Theirs is the value before the commit. By
// [errors.Is], it is a [commit.ErrConflict].
type Error struct {
	Conflicts []diff.Conflict // those with pending changes come first
	Pending   int             // how many of them have pending changes
}

func (e *Error) Error() string {
	n, one, several := len(e.Conflicts), "has been changed since", "have been changed since"
	if e.Pending > 0 {
		n, one, several = e.Pending, "has a pending change", "have pending changes"
	}
	if n == 1 {
		return fmt.Sprintf("%s %s", e.Conflicts[0].Path, one)
	}
	return fmt.Sprintf("%s and %d more %s", e.Conflicts[0].Path, n-1, several)
}

// sort puts the conflicts with pending changes first.
func (e *Error) sort(pending []diff.Change) {
	var own, others []diff.Conflict
	for _, c := range e.Conflicts {
		if slices.ContainsFunc(pending, func(x diff.Change) bool { return x.Path.Within(c.Path) || c.Path.Within(x.Path) }) {
			own = append(own, c)
		} else {
			others = append(others, c)
		}
	}
	e.Conflicts, e.Pending = append(own, others...), len(own)
}

// Is reports whether target is [commit.ErrConflict].
func (e *Error) Is(target error) bool { return target == commit.ErrConflict }

// Do makes the inverse of what a commit wrote pending, in one step with a label. Later changes in
// other places stay. If the same place was changed since, it returns an [Error] and does
// nothing.
func Do(ctx context.Context, w *session.Work, label string, written []session.CommittedItem) error {
	err := w.Step(label, func() error {
		m := &diff.Merge{How: diff.Resolution{Decide: diff.Ask.Within(nil)}, Apply: true}
		sessions, err := open(ctx, w, written)
		errs := []error{err}
		for i, x := range written {
			if err := ctx.Err(); err != nil {
				return err
			}
			if sessions[i] != nil { // else the reason is among the errors
				errs = append(errs, one(m, sessions[i], x))
			}
		}
		if len(m.Open) > 0 {
			errs = append(errs, &Error{Conflicts: m.Open})
		}
		return errors.Join(errs...)
	})
	if e, ok := errors.AsType[*Error](err); ok {
		e.sort(w.Changes())
	}
	return err
}

// open opens the sessions of a commit, in one round trip for each container. Those that could not be
// read are nil, and the error joins their errors.
func open(ctx context.Context, w *session.Work, written []session.CommittedItem) ([]*session.Session, error) {
	sessions := make([]*session.Session, len(written))
	asked := make([]bool, len(written))
	var errs []error
	for i, x := range written {
		if asked[i] {
			continue
		}
		var ids []string
		var at []int
		for j, o := range written {
			if o.Container.Same(x.Container) {
				ids, at, asked[j] = append(ids, o.ID), append(at, j), true
			}
		}
		opened, err := x.Container.Sessions(ctx, w.Tx(), ids...)
		errs = append(errs, err)
		for n, s := range opened {
			sessions[at[n]] = s
		}
	}
	return sessions, errors.Join(errs...)
}

// one makes the inverse of what a commit wrote to a session pending.
func one(m *diff.Merge, s *session.Session, x session.CommittedItem) error {
	root, err := s.Data()
	if err != nil {
		return err
	}
	c := s.Container()
	before, after, err := decoded(c, x)
	if err != nil {
		return err
	}
	was, wrote := c.VersionOf(before, before.Data()), c.VersionOf(after, after.Data())
	switch {
	case x.Before == nil:
		return remove(m, s, wrote, was)
	case x.After == nil && !s.Exists(), sealed(before), sealed(after):
		err = replant(m, s, x, wrote, was)
	default:
		err = m.Maps(s.Path(), wrote.Data, root, was.Data)
	}
	if err != nil {
		return err
	}
	if c.KeepsFlags() && s.Exists() {
		if err := s.SetFlags(x.Before.Flags); err != nil {
			return err
		}
	}
	if to, ok := timeout(s, x, was, wrote); ok {
		return s.SetTimeout(to)
	}
	return inherit(s, before, was)
}

// sealed reports whether an item holds data that only the application can write. They are taken back as
// a whole: some of them with some of others make no session.
func sealed(d family.Decoded) bool { return d.Record != nil && d.Record.Sealed != "" }

// replant makes the session hold what its item held before the commit, to be written byte for byte where
// the format allows it, unless it has changed since.
func replant(m *diff.Merge, s *session.Session, x session.CommittedItem, wrote, was diff.Version) error {
	if err := remove(m, s, wrote, was); err != nil || s.Exists() {
		return err
	}
	r, err := s.Container().DecodeAs("", x.Before)
	if err != nil {
		return err
	}
	return s.Plant(r.Data)
}

// remove deletes the session that the commit wrote, unless it has changed since, or is what it was.
func remove(m *diff.Merge, s *session.Session, wrote, was diff.Version) error {
	now := s.Version()
	switch {
	case !now.Exists || now.Side().Equal(was.Side()):
		return nil
	case now.Side().Equal(wrote.Side()):
		return s.Delete()
	}
	now.Data = tree.Snapshot(now.Data).(*tree.Map)
	m.Open = append(m.Open, diff.Conflict{Path: s.Path(), Base: wrote.Side(), Mine: now.Side(), Theirs: was.Side()})
	return nil
}

// inherit gives a session that was removed, in a format that does not store timeouts, the time that it
// had left.
func inherit(s *session.Session, before family.Decoded, was diff.Version) error {
	if was.Timeout != storage.TTLUnknown {
		return nil
	}
	return s.Inherit(s.Container().LifetimeOf(before))
}

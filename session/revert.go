package session

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"sessh/session/commit"
	"sessh/session/diff"
	"sessh/session/storage"
	"sessh/session/tree"
	"sessh/session/undo"
)

// A CommittedItem is what a commit wrote of one session.
type CommittedItem struct {
	Container *Container
	ID        string
	// Before and After are the item as it was and as it was written; nil if there was none
	// before, or is none after.
	Before, After *storage.Item
	Changes       []diff.Change
}

// Path returns the path of the session.
func (c CommittedItem) Path() tree.Path { return tree.SessionPath(c.Container.Name(), c.ID) }

// CommittedItem returns what a commit wrote of a session that had another item before; nil
// stands for none. It fails if one of the items cannot be read.
func (c *Container) CommittedItem(id string, before, after *storage.Item) (CommittedItem, error) {
	x := CommittedItem{Container: c, ID: id, Before: before, After: after}
	was, is := c.baseOf(before), c.baseOf(after)
	if err := errors.Join(was.Broken, is.Broken); err != nil {
		return x, fmt.Errorf("%s: %w", x.Path(), err)
	}
	how := diff.Comparison{Top: x.Path(), Packages: !c.Flat(), Shared: tree.HasShared(is.Data())}
	old, now := was.version(c, was.Data()), is.version(c, is.Data())
	switch {
	case after == nil:
		x.Changes = []diff.Change{{Path: x.Path(), Kind: diff.Removed, Old: old.Data}}
		return x, nil
	case before != nil:
		x.Changes = how.AppendAttributes(nil, old, now)
	}
	x.Changes = how.Append(x.Changes, old.Data, now.Data)
	return x, nil
}

// Written returns what the latest commit wrote, in the order of opening, after what an earlier one
// had tried to write and the latest found to be held; see [Work.Held].
func (w *Work) Written() []CommittedItem {
	all := slices.Clone(w.settled)
	if w.round == nil {
		return all
	}
	at := make(map[string]int)
	for i, x := range all {
		at[x.Path().String()] = i
	}
	for i, x := range w.round.Writes {
		if x.Fate != commit.Written || !x.Writes() {
			continue
		}
		c := w.round.sessions[i].wrote(x)
		if i, ok := at[x.Path.String()]; ok {
			all[i] = all[i].then(c)
		} else {
			all = append(all, c)
		}
	}
	return all
}

// then returns what was written of a session in two writes.
func (c CommittedItem) then(last CommittedItem) CommittedItem {
	both, err := c.Container.CommittedItem(c.ID, c.Before, last.After)
	if err != nil { // one of them cannot be read
		return last
	}
	return both
}

// wrote returns what the round has written of the session.
func (s *Session) wrote(x *commit.Write) CommittedItem {
	c := CommittedItem{Container: s.container, ID: s.id, Before: x.Before(), Changes: x.Changes}
	if !x.Put.Delete {
		c.After = &storage.Item{Key: x.Put.Key, Value: x.Put.Value, Flags: x.Put.Flags, TTL: x.Put.TTL}
	}
	return c
}

// A RevertError is the error of a [Work.Revert] of what was changed again since. In each conflict,
// Base is what the commit wrote, Mine is the present value, and Theirs is the value before the
// commit. By [errors.Is], it is an [commit.ErrConflict].
type RevertError struct{ Conflicts []diff.Conflict }

func (e *RevertError) Error() string {
	return fmt.Sprintf("%s has been changed since (%d in all)", e.Conflicts[0].Path, len(e.Conflicts))
}

// Is reports whether target is [commit.ErrConflict].
func (e *RevertError) Is(target error) bool { return target == commit.ErrConflict }

// Revert makes the inverse of what a commit wrote pending, in one step with a label. Later changes
// in other places stay. If the same place was changed since, it returns a [RevertError] and does
// nothing.
func (w *Work) Revert(ctx context.Context, label string, written []CommittedItem) error {
	return w.Step(label, func() error {
		m := &diff.Merge{How: diff.Resolution{Decide: diff.Ask.Within(nil)}, Apply: true}
		errs := []error{w.openWritten(ctx, written)}
		for _, x := range written {
			if err := ctx.Err(); err != nil {
				return err
			}
			s := w.openedAs(x)
			if s == nil {
				continue // it could not be read, which is among the errors
			}
			_, err := s.Data()
			if err == nil {
				err = s.revert(m, x)
			}
			errs = append(errs, err)
		}
		if len(m.Open) > 0 {
			errs = append(errs, &RevertError{m.Open})
		}
		return errors.Join(errs...)
	})
}

// openWritten opens the sessions of a commit, in one round trip for each container.
func (w *Work) openWritten(ctx context.Context, written []CommittedItem) error {
	var errs []error
	for rest := written; len(rest) > 0; {
		c := rest[0].Container
		var ids []string
		var others []CommittedItem
		for _, x := range rest {
			if x.Container.same(c) {
				ids = append(ids, x.ID)
			} else {
				others = append(others, x)
			}
		}
		_, err := w.open(ctx, c, ids)
		errs, rest = append(errs, err), others
	}
	return errors.Join(errs...)
}

// openedAs returns the session of a committed item if it is open, else nil.
func (w *Work) openedAs(x CommittedItem) *Session {
	key, err := x.Container.Key(x.ID)
	if err != nil {
		return nil
	}
	return w.openAs(x.Container, key)
}

// revert makes the inverse of what a commit wrote to the session pending.
func (s *Session) revert(m *diff.Merge, x CommittedItem) error {
	after, before := s.container.baseOf(x.After), s.container.baseOf(x.Before)
	for _, b := range []base{after, before} {
		if b.Broken != nil {
			return s.errorf("", b.Broken)
		}
	}
	wrote, was := after.Data(), before.Data()
	if x.Before == nil { // the commit made the session
		if !s.Exists() {
			return nil
		}
		if !tree.Equal(s.root, wrote) {
			m.Open = append(m.Open, diff.Conflict{Path: s.Path(), Base: diff.SideOf(wrote, true), Mine: diff.SideOf(tree.Snapshot(s.root), s.Exists()), Theirs: diff.Side{}})
			return nil
		}
		return s.Delete()
	}
	if x.After == nil && !s.Exists() && s.container.KeepsFlags() { // a raw item becomes exactly what it was
		if err := s.SetItem(x.Before.Value, x.Before.Flags); err != nil {
			return err
		}
		return s.lives(before)
	}
	if err := m.Maps(s.Path(), wrote, s.root, was); err != nil {
		return err
	}
	if s.container.KeepsFlags() && s.Exists() {
		if err := s.SetFlags(x.Before.Flags); err != nil {
			return err
		}
	}
	if from, to := after.timeout(s.container), before.timeout(s.container); from != to && to != storage.TTLUnknown && s.ownTimeout() == from && s.Exists() {
		return s.SetTimeout(to)
	}
	return s.lives(before)
}

// lives gives a session that the store does not hold, and that its item would tell no timeout, the
// time that it had left before it was removed.
func (s *Session) lives(before base) error {
	if !s.Exists() || s.Stored() || s.set != nil || before.timeout(s.container) != storage.TTLUnknown {
		return nil
	}
	return s.logBeside([]undo.Op{s.inherits(before.lifetime(s.container))})
}

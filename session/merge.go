package session

import (
	"context"
	"errors"
	"fmt"
	"time"

	"sessh/session/commit"
	"sessh/session/diff"
	"sessh/session/storage"
	"sessh/session/tree"
	"sessh/session/undo"
)

// merge reads the open sessions again and merges what others have written. If the merger fails,
// all is taken back. The error also names sessions that cannot be read.
func (w *Work) merge(ctx context.Context, m *merger) (*Refresh, error) {
	open := w.Sessions()
	if len(open) == 0 {
		return &m.report, nil
	}
	keys := make([]string, len(open))
	for i, s := range open {
		keys[i] = s.key
	}
	var unread []error
	err := w.takeOver("refresh", func() error {
		loaded := w.root.store.Load(ctx, keys, storage.NeedValue|storage.NeedTTL)
		w.loadAttempted(ctx, open, loaded, m.Apply)
		for i, l := range loaded {
			if l.Err != nil {
				unread = append(unread, fmt.Errorf("%s: %w", open[i].Path(), l.Err))
				continue
			}
			theirs, err := open[i].reread(l.Item)
			if err != nil {
				unread = append(unread, err)
				continue
			}
			if err := m.session(open[i], l.Item, theirs); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	m.report.Taken = m.Taken
	return &m.report, errors.Join(unread...)
}

// loadAttempted reads those sessions again of which a write may have arrived, from the server
// that it was sent to, whatever copies there are. With secure, no request may still put such a write
// back: see [commit.Secure].
func (w *Work) loadAttempted(ctx context.Context, sessions []*Session, loaded []storage.Loaded, secure bool) {
	var targets []*commit.Target
	var at []int
	for i, s := range sessions {
		if s.attempt != nil {
			t := s.target()
			targets, at = append(targets, &t), append(at, i)
		}
	}
	if len(targets) == 0 {
		return
	}
	attempted := commit.Load(ctx, w.root.can.Locator, targets, storage.NeedValue|storage.NeedTTL)
	if secure {
		commit.Secure(ctx, w.root.store, targets, attempted)
	}
	for n, l := range attempted {
		loaded[at[n]] = l
	}
}

// reread returns what an item holds that another program has written; nil if it is the base of
// the session.
func (s *Session) reread(item *storage.Item) (*base, error) {
	if storage.VersionOf(item) == storage.VersionOf(s.base.Item) {
		return nil, nil
	}
	theirs := s.container.baseOf(item)
	if theirs.Broken != nil {
		return nil, s.errorf("", fmt.Errorf("what the server holds now cannot be read: %w", theirs.Broken))
	}
	return &theirs, nil
}

// merger merges what others wrote, session by session.
type merger struct {
	diff.Merge // of the session at hand
	report     Refresh
}

func (m *merger) session(s *Session, item *storage.Item, theirs *base) error {
	if m.Apply {
		if err := m.decide(s); err != nil {
			return err
		}
	}
	m.Open = s.stillOpen()
	defer func() { m.report.Conflicts = append(m.report.Conflicts, m.Open...) }()
	var trace storage.Trace
	if s.attempt != nil {
		trace = s.attempt.Trace(item)
	}
	switch {
	case trace == storage.Held:
		if m.Apply {
			s.rebase(s.container.baseOf(item))
			m.report.Held = append(m.report.Held, s.Path())
		}
		return nil
	case theirs == nil:
		return nil
	case trace == storage.Passed && m.Apply: // whatever the store holds later is not of the attempt
		s.attempt = nil
	}
	m.report.Sessions = append(m.report.Sessions, s.Path())
	if s.base.Broken == nil {
		s.shares(theirs.Data())
		return m.rebase(s, *theirs)
	}
	if m.Apply { // nothing is pending in a session that could not be read
		lifetime := s.lifetime
		s.begin(s.work, s.container, s.id, s.key, *theirs)
		s.lifetime = lifetime
	}
	return nil
}

// rebase merges what the store holds into the session, and makes it the base.
func (m *merger) rebase(s *Session, theirs base) error {
	committed, data := s.Committed(), theirs.Data()
	taken, kept, err := m.existence(s, theirs)
	if err == nil && !taken && !kept {
		if err = m.Maps(s.Path(), committed, s.data(), data); err == nil {
			err = m.Attributes(s.Path(), s.committed(), s.Version(), s.versionOf(&theirs, data), s.settleOn)
		}
	}
	if err != nil || !m.Apply {
		return err
	}
	committedBase := theirs.asCommitted()
	ops := append(tree.Remarks(s.data(), committed, data), undo.Set(&s.base, &committedBase))
	next := s.beside
	switch {
	case taken:
		next = beside{}
	case theirs.Item == nil && !s.renewed: // what stays is written anew
		left := s.container.LifetimeOf(s.base.Decoded)
		next.inherited, next.written = &left, s.knownWay()
	case s.set == nil:
		next.set = s.base.kept
	}
	next.conflicts = m.Open
	ops = append(ops, undo.Set(&s.beside, next))
	if s.deleted && !kept {
		ops = append(ops, undo.Set(&s.deleted, false))
	}
	return s.log(ops)
}

// existence merges if only one side has the session. taken reports that the session is now what
// the store holds, and kept that it stays what it was; both are false if both sides have it.
func (m *merger) existence(s *Session, theirs base) (taken, kept bool, err error) {
	mine := s.Pending() > 0
	c := diff.Conflict{Path: s.Path(), Base: s.committed().Side(), Mine: s.Version().Side(), Theirs: s.container.VersionOf(theirs.Decoded, theirs.Data()).Side()}
	switch {
	case s.renewed && !s.hasData(): // nothing in it is of the base
		return false, true, nil
	case !mine && theirs.Item == nil:
		if m.Apply {
			err = s.log(tree.Clearing(s.data()))
		}
		return true, false, err
	case theirs.Item == nil && !s.Exists(): // both have deleted it
		return true, false, nil
	case !mine || theirs.Item != nil && s.Exists():
		return false, false, nil
	}
	to, ok, err := m.How.Decide(c)
	switch {
	case err != nil:
		return false, false, err
	case !ok:
		c.Mine.Value = tree.Snapshot(s.data())
		m.Open = append(m.Open, c)
		return false, true, nil
	case to.Equal(c.Mine):
		return false, true, nil
	case m.Apply:
		err = s.putAt(c.Path, to)
	}
	taken = to.Equal(c.Theirs)
	return taken, !taken, err
}

// decide applies the resolution to conflicts that an earlier refresh has left open.
func (m *merger) decide(s *Session) error {
	var left []diff.Conflict
	for _, c := range s.stillOpen() {
		to, ok, err := m.How.Decide(c)
		switch {
		case err != nil:
			return err
		case !ok:
			left = append(left, c)
		case !to.Equal(c.Mine):
			if err := s.settleOn(c, to); err != nil {
				return err
			}
		}
	}
	if len(left) == len(s.conflicts) {
		return nil
	}
	return s.log([]undo.Op{undo.Set(&s.conflicts, left)})
}

// settleOn makes the place of a conflict hold what was decided.
func (s *Session) settleOn(c diff.Conflict, to diff.Side) error {
	if c.Attribute == "" {
		return s.putAt(c.Path, to)
	}
	o, err := s.setAttribute(c.Attribute, to)
	if err != nil {
		return err
	}
	return s.log([]undo.Op{o})
}

// setAttribute returns the change that sets an attribute to what a side holds.
func (s *Session) setAttribute(name string, to diff.Side) (undo.Op, error) {
	switch v := to.Value.(type) {
	case time.Duration:
		if name == "timeout" && v == storage.TTLUnknown {
			return undo.Set(&s.set, nil), nil
		}
		if name == "timeout" {
			return undo.Set(&s.set, &v), nil
		}
	case uint32:
		if name == "flags" {
			return undo.Set(&s.flags, &v), nil
		}
	}
	return nil, s.errorf("", fmt.Errorf("its %s cannot be set to a value of its own: take one side", name))
}

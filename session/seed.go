package session

import (
	"time"

	"sessh/session/diff"
	"sessh/session/family"
	"sessh/session/storage"
	"sessh/session/tree"
	"sessh/session/undo"
)

// Sow is [Session.Plant] for a value that was read, and that a commit writes as it is. Its data are
// decoded when they are asked for, so that many such sessions can be pending in little memory. timeout and
// remaining are set as well, as by [Session.SetTimeout] and [Session.SetRemaining];
// [storage.TTLUnknown] is none.
func (s *Session) Sow(seed *family.Seed, timeout, remaining time.Duration) error {
	if timeout != storage.TTLUnknown {
		if err := s.checkTimeout(timeout); err != nil {
			return err
		}
	}
	if s.seq == 0 && !s.Exists() && s.base.Item == nil && s.base.Broken == nil {
		return s.log([]undo.Op{&sowing{s: s, seed: seed, timeout: timeout, remaining: remaining}})
	}
	if err := s.writable(); err != nil {
		return err
	}
	return s.work.Step("change", func() error {
		err := s.Plant(s.container.Grow(seed))
		if err == nil && timeout != storage.TTLUnknown {
			err = s.SetTimeout(timeout)
		}
		if err == nil && remaining != storage.TTLUnknown {
			err = s.SetRemaining(remaining)
		}
		return err
	})
}

// sowing gives a session that was never changed a seed and a lifetime.
type sowing struct {
	s                  *Session
	seed               *family.Seed
	old                *tree.Map // the root before; nil if it was not made
	timeout, remaining time.Duration
}

func (o *sowing) Apply() {
	o.old = o.s.root
	o.swap(o.seed, o.seed.Grown())
	if o.timeout != storage.TTLUnknown {
		o.s.set = &o.timeout
	}
	if o.remaining != storage.TTLUnknown {
		o.s.remaining = &o.remaining
	}
}

func (o *sowing) Revert() {
	o.swap(nil, o.old)
	o.s.set, o.s.remaining = nil, nil
}

func (o *sowing) swap(seed *family.Seed, root *tree.Map) {
	s := o.s
	if s.root != nil {
		tree.SetOwner(s.root, s.owner(), tree.Removed)
	}
	s.seed, s.root = seed, root
	if root != nil {
		tree.SetOwner(root, s.owner(), tree.Rooted)
	}
}

// grow decodes the data of the seed.
func (s *Session) grow() {
	s.root = s.container.Grow(s.seed)
	s.planted = planted{s.root, family.SourceOf(s.root).Item}
}

// dormant reports whether the session is a new one with a seed whose data are not decoded yet.
func (s *Session) dormant() bool {
	return s.root == nil && s.seed != nil && s.base.Item == nil
}

// source returns the item that the data were read from.
func (s *Session) source() family.Source {
	if s.root == nil && s.seed != nil {
		return family.Source{Item: &storage.Item{Value: s.seed.Value, Flags: s.seed.Flags}, Way: s.seed.Way()}
	}
	return family.SourceOf(s.data())
}

// pendingSeed returns how many changes the data of the seed are, with those of the attributes.
func (s *Session) pendingSeed() int {
	return diff.Reattributed(s.committed(), s.attributes()) + s.seed.Changes
}

// asSown reports whether a commit writes the value of the seed as it is.
func (s *Session) asSown() bool {
	return s.dormant() && (s.remaining != nil || s.container.RewritesAs(s.flags, s.seed.Flags))
}

// changeList returns the changes of the session that a commit writes. Those of a new session are found when
// they are asked for: of a seed whatever has become of the session by then, of others by [commit.Round.Find]
// before they change again.
func (s *Session) changeList() *diff.List {
	switch {
	case s.work.only == nil && s.dormant():
	case s.work.only == nil && s.base.Item == nil && s.seq > 0 && s.hasData() && !s.compared():
		return diff.LaterList(diff.Reattributed(s.committed(), s.attributes())+s.comparison().Additions(s.data()), s.Changes)
	default:
		return diff.ListOf(s.work.only.Of(s.Changes()))
	}
	how, was, is, seed := s.comparison(), s.committed(), s.attributes(), s.seed
	return diff.LaterList(s.pendingSeed(), func() []diff.Change {
		return how.Append(how.AppendAttributes(nil, was, is), was.Data, s.container.Grow(seed))
	})
}

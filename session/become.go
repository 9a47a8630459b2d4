package session

import (
	"errors"
	"fmt"

	"sessh/session/diff"
	"sessh/session/family"
	"sessh/session/storage"
	"sessh/session/tree"
	"sessh/session/undo"
)

// putAt makes the place at p hold what the side holds.
func (s *Session) putAt(p tree.Path, to diff.Side) error {
	if len(p.Keys) == 0 {
		m, _ := to.Mapping()
		if m == nil {
			m = tree.NewMap()
		}
		return s.become(m)
	}
	last := len(p.Keys) - 1
	parent, _ := s.data().At(p.Keys[:last])
	m, ok := parent.(*tree.Map)
	if !ok {
		return nil
	}
	return tree.Put(m, p.Keys[last], to.Value, to.Present)
}

// Fill makes a session without data hold a copy of data, including what is shared in it. from
// is the container that data was read from, or nil. If that has the same format, the data
// is encoded as the part of the stored value that it was. References to the session's
// earlier data are detached.
func (s *Session) Fill(data *tree.Map, from *Container) error {
	if from != nil && from.Format().Name() == s.container.Format().Name() {
		return s.fill(tree.Snapshot(data).(*tree.Map))
	}
	return s.fill(tree.Clone(data).(*tree.Map))
}

// Plant is [Session.Fill] for data that were read for the session, without a copy: root, just as
// [family.Family.DecodeAs] has returned it, or made of nothing, becomes the session's own.
func (s *Session) Plant(root *tree.Map) error {
	if err := s.fill(root); err != nil {
		return err
	}
	s.planted = planted{root, family.SourceOf(root).Item}
	return nil
}

// planted is a tree that is what an item was decoded to. It is zero if there is none.
type planted struct {
	root *tree.Map
	item *storage.Item
}

func (s *Session) fill(root *tree.Map) error {
	if s.base.Broken != nil {
		return s.errorf("", s.base.Broken)
	}
	if s.hasData() {
		return s.errorf("", errors.New("it already has data"))
	}
	if why := s.container.Format().Traits().Sealed; why != "" && family.SourceOf(root).Item == nil {
		return s.errorf("", fmt.Errorf("%w: %s", ErrReadOnlySession, why))
	}
	for k, v := range root.All() {
		if err := s.owner().Check(k, v); err != nil {
			return err
		}
	}
	ops := append(s.forget(), &setRoot{s, s.data(), root})
	if s.deleted && root.Len() > 0 {
		ops = append(ops, undo.Set(&s.deleted, false))
	}
	s.shared = s.shared || tree.HasRefs(root)
	s.shares(root)
	return s.log(ops)
}

// replant makes the session hold the data of a draft, in one change.
func (s *Session) replant(d Draft) error {
	if tree.Equal(s.data(), d.Data) {
		return nil
	}
	root := tree.Snapshot(d.Data).(*tree.Map)
	if family.SourceOf(root).Item == nil { // its item is not known
		for _, o := range tree.Remarks(root, tree.NewMap(), s.data()) {
			o.Apply()
		}
	}
	s.shares(root)
	return s.log([]undo.Op{&setRoot{s, s.data(), root}})
}

// setRoot gives the session another tree.
type setRoot struct {
	s        *Session
	old, new *tree.Map
}

func (o *setRoot) Apply()  { o.swap(o.old, o.new) }
func (o *setRoot) Revert() { o.swap(o.new, o.old) }

func (o *setRoot) swap(from, to *tree.Map) {
	tree.SetOwner(from, o.s.owner(), tree.Removed)
	tree.SetOwner(to, o.s.owner(), tree.Rooted)
	o.s.root = to
}

// become makes the session's data equal to another tree. It changes as little as possible, so
// that references stay live.
func (s *Session) become(data *tree.Map) error {
	if s.deleted && data.Len() > 0 {
		if err := s.log([]undo.Op{undo.Set(&s.deleted, false)}); err != nil {
			return err
		}
	}
	_, err := tree.Become(s.data(), data)
	return err
}

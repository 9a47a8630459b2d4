package session

import (
	"errors"
	"sessh/session/undo"
)

// at returns what is at a path of mappings below the session.
func (s *Session) at(p Path) Side {
	var v any = s.root
	for _, k := range p.Keys {
		m, ok := v.(*Map)
		if !ok {
			return Side{}
		}
		if v, ok = m.Get(k); !ok {
			return Side{}
		}
	}
	return side(v, true)
}

// putAt makes the place at p hold what the side holds.
func (s *Session) putAt(p Path, to Side) error {
	if len(p.Keys) == 0 {
		m, _ := to.mapping()
		if m == nil {
			m = NewMap()
		}
		return s.become(m)
	}
	last := len(p.Keys) - 1
	parent := s.at(SessionPath("", "", p.Keys[:last]...))
	m, ok := parent.mapping()
	if !ok {
		return nil
	}
	return put(m, p.Keys[last], to.Value, to.Present)
}

// empty deletes all package data.
func (s *Session) empty() error {
	for _, k := range s.root.Keys() {
		if _, err := s.root.Delete(k); err != nil {
			return err
		}
	}
	return nil
}

// Fill makes a session without data hold a copy of data, including what is shared in it. from
// is the container that data was read from, or nil. If that has the same format, the data
// is encoded as the part of the stored value that it was. References to the session's
// earlier data are detached.
func (s *Session) Fill(data *Map, from *Container) error {
	if s.base.broken != nil {
		return s.errorf("", s.base.broken)
	}
	if s.root.Len() > 0 {
		return s.errorf("", errors.New("it already has data"))
	}
	var root *Map
	if from != nil && from.format.Name() == s.container.format.Name() {
		root = snapshot(data).(*Map)
	} else {
		root = Clone(data).(*Map)
	}
	for k, v := range root.All() {
		if err := s.owner().Check(k, v); err != nil {
			return err
		}
	}
	ops := []undo.Op{&setRoot{s, s.root, root}}
	if s.deleted && root.Len() > 0 {
		ops = append(ops, undo.Reversed(&setDeleted{s}))
	}
	s.shared = s.shared || hasRefs(root)
	s.shares(root)
	return s.log(ops)
}

// replant makes the session hold the data of a draft, in one change.
func (s *Session) replant(d Draft) error {
	if Equal(s.root, d.Data) {
		return nil
	}
	root := snapshot(d.Data).(*Map)
	if sourceOf(root).item == nil { // its item is not known
		for _, o := range remarks(root, NewMap(), s.root) {
			o.Apply()
		}
	}
	s.shares(root)
	return s.log([]undo.Op{&setRoot{s, s.root, root}})
}

// setRoot gives the session another tree.
type setRoot struct {
	s        *Session
	old, new *Map
}

func (o *setRoot) Apply()  { o.swap(o.old, o.new) }
func (o *setRoot) Revert() { o.swap(o.new, o.old) }

func (o *setRoot) swap(from, to *Map) {
	setOwner(from, o.s.owner(), removed)
	setOwner(to, o.s.owner(), rooted)
	o.s.root = to
}

// become makes the session's data equal to another tree. It changes as little as possible, so
// that references stay live.
func (s *Session) become(data *Map) error {
	if s.deleted && data.Len() > 0 {
		if err := s.log([]undo.Op{undo.Reversed(&setDeleted{s})}); err != nil {
			return err
		}
	}
	_, err := become(s.root, data)
	return err
}

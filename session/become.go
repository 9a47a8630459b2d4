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
	parent := s.at(Path{depth: p.depth, Keys: p.Keys[:last]})
	m, ok := parent.mapping()
	if !ok {
		return nil
	}
	return put(m, p.Keys[last], to)
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
		if err := s.root.checkChild(k, v); err != nil {
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
	if of := root.orig.of; of == nil || of.item == nil { // its item is not known
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
	from.loc = location{owner: o.s, role: removed}
	to.loc = location{owner: o.s, role: rooted}
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
	return becomeMap(s.root, data)
}

// put makes a key hold what the side holds. A list or mapping that stays one is edited, so
// that references to it stay live.
func put(m *Map, k any, s Side) error {
	if !s.Present {
		_, err := m.Delete(k)
		return err
	}
	old, _ := m.Get(k)
	if ok, err := become(old, s.Value); ok {
		return err
	}
	return m.placed(k, grafted(m, s.Value))
}

// grafted returns a copy of v for the tree that n is in.
func grafted(n node, v any) any {
	if s := n.location().top().owner; s != nil {
		return graft(v, s.root)
	}
	return v
}

// become makes a list or mapping equal to another one, changing as little as possible. ok is
// false if they are not of the same kind.
func become(n, to any) (ok bool, err error) {
	switch n := n.(type) {
	case *Map:
		if to, ok := to.(*Map); ok && sameForm(n, to) {
			return true, becomeMap(n, to)
		}
	case *List:
		if to, ok := to.(*List); ok && sameForm(n, to) {
			return true, becomeList(n, to)
		}
	}
	return false, nil
}

func becomeMap(m, to *Map) error {
	for _, k := range m.Keys() {
		if !to.Has(k) {
			if _, err := m.Delete(k); err != nil {
				return err
			}
		}
	}
	for k, v := range to.All() {
		if old, ok := m.Get(k); ok && Equal(old, v) {
			continue
		}
		if err := put(m, k, side(v, true)); err != nil {
			return err
		}
	}
	return nil
}

// becomeList changes what lies between the common beginning and the common end.
func becomeList(l, to *List) error {
	from, end, toEnd := 0, len(l.values), len(to.values)
	for from < end && from < toEnd && Equal(l.values[from], to.values[from]) {
		from++
	}
	for end > from && toEnd > from && Equal(l.values[end-1], to.values[toEnd-1]) {
		end, toEnd = end-1, toEnd-1
	}
	for ; from < end && from < toEnd; from++ {
		if ok, err := become(l.values[from], to.values[from]); ok || err != nil {
			if err != nil {
				return err
			}
			continue
		}
		if err := l.splice(from, 1, []any{grafted(l, to.values[from])}); err != nil {
			return err
		}
	}
	if from == end && from == toEnd {
		return nil
	}
	put := make([]any, 0, toEnd-from)
	for _, v := range to.values[from:toEnd] {
		put = append(put, grafted(l, v))
	}
	return l.splice(from, end-from, put)
}

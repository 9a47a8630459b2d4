package session

import "time"

// base is what the store held when the transaction first read the session, or
// when the session was last refreshed. Which one the session's changes count from is
// part of the log: a refresh that is undone leaves them count from the one before. What
// it holds is not: where the store turns out to hold the same under another version, or
// just what the changes had made of it, that is so wherever the log goes back to.
type base struct {
	item   *Item // nil: not there
	record *Record
	broken error // why the value could not be decoded
	tree   *Map  // the record's data, once somebody has asked for it: not to be changed
}

// data is the tree that b was decoded to.
func (b base) data() *Map {
	if b.record == nil || b.record.Data == nil {
		return NewMap()
	}
	return b.record.Data
}

// asCommitted is b with its tree as the committed one.
func (b base) asCommitted() base {
	if b.record != nil {
		b.tree = b.record.Data
		r := *b.record
		r.Data = nil
		b.record = &r
	}
	return b
}

func (b base) timeout(c *Container) time.Duration {
	if b.record == nil {
		return c.timeout
	}
	return b.record.Timeout
}

// Committed is the session's data as the store held it: a mapping that is not part
// of the session, and is not to be changed.
func (s *Session) Committed() *Map { return s.committedIn(s.base) }

func (s *Session) committedIn(b *base) *Map {
	if b.tree == nil {
		b.tree = s.decodeCommitted(b)
	}
	return b.tree
}

func (s *Session) decodeCommitted(b *base) *Map {
	if b.item == nil || b.broken != nil {
		return s.work.nothing()
	}
	if s.seq == 0 { // nothing has been changed yet
		return snapshot(s.root).(*Map)
	}
	r, err := s.container.decodeAs(b.record.Way, b.item.Value, b.item.Flags)
	if err != nil { // it was decoded when the session was opened
		return NewMap()
	}
	return r.Data
}

// rebase puts b in the place of what the session's changes count from. It is no step
// of the log: a fact about the store cannot be undone.
func (s *Session) rebase(b base) {
	if b.record != nil && b.record.Data != nil && s.base.broken == nil {
		s.shares(b.record.Data)
		for _, o := range remarks(s.root, s.Committed(), b.record.Data) {
			o.Apply()
		}
		b = b.asCommitted()
	}
	switch {
	case b.item == nil:
		s.deleted = false
	case s.base.item == nil: // without data it does not exist, and goes on not to
		s.deleted = true
	}
	*s.base, s.attempt = b, nil
	s.cache = changeCache{}
}

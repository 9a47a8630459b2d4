package session

import (
	"time"

	"sessh/session/format"
	"sessh/session/storage"
	"sessh/session/tree"
)

// base is what a session's changes are counted from: what the store held when the
// transaction first read the session, or last refreshed it.
//
// Which base a session has is part of the undo log: after a refresh is undone, changes are
// counted from the base before it. The content of a base is not part of the log: if the store
// turns out to hold the same under another version, or exactly what the changes had made of
// it, that remains true whatever is undone.
type base struct {
	item   *storage.Item // nil: there was none
	record *format.Record
	chosen bool      // the value could be read in other ways, too
	broken error     // why the value could not be decoded
	tree   *tree.Map // the record's data, decoded on demand; read-only
}

// data returns the tree that the item was decoded to.
func (b base) data() *tree.Map {
	if b.record == nil || b.record.Data == nil {
		return tree.NewMap()
	}
	return b.record.Data
}

// asCommitted returns b with its data as the committed tree.
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

// Committed returns the session's data as the store held it. The mapping is not part of the
// session and must not be changed.
func (s *Session) Committed() *tree.Map { return s.committedIn(s.base) }

func (s *Session) committedIn(b *base) *tree.Map {
	if b.tree == nil {
		b.tree = s.decodeCommitted(b)
	}
	return b.tree
}

func (s *Session) decodeCommitted(b *base) *tree.Map {
	if b.item == nil || b.broken != nil {
		return s.work.noData()
	}
	if s.seq == 0 { // nothing has changed yet
		return tree.Snapshot(s.root).(*tree.Map)
	}
	r, err := format.DecodeAs(s.container.format, b.record.Way, b.item.Value, b.item.Flags)
	if err != nil { // it was decoded when the session was opened
		return tree.NewMap()
	}
	return r.Data
}

// rebase makes b the base of the session, outside the undo log: a fact about the store
// cannot be undone.
func (s *Session) rebase(b base) {
	if b.record != nil && b.record.Data != nil && s.base.broken == nil {
		s.shares(b.record.Data)
		for _, o := range tree.Remarks(s.root, s.Committed(), b.record.Data) {
			o.Apply()
		}
		b = b.asCommitted()
	}
	switch {
	case b.item == nil:
		s.deleted = false
	case s.base.item == nil: // a session without data does not exist, and stays so
		s.deleted = true
	}
	*s.base, s.attempt, s.renewed = b, nil, false
	s.cache = changeCache{}
}

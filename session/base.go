package session

import (
	"time"

	"sessh/session/diff"
	"sessh/session/family"
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
	family.Decoded           // its Item is nil if there was none
	tree           *tree.Map // the record's data, decoded on demand; read-only
	at             time.Time // when it was read
	// kept is the timeout that the session has until it is set, if the store turned out to hold
	// another one; else nil.
	kept *time.Duration
}

// baseOf returns the base of a session that the item, or nil, is read as.
func (c *Container) baseOf(item *storage.Item) base { return c.read(c.Decoded(item)) }

// read returns the base of a session that has just been read.
func (c *Container) read(d family.Decoded) base { return base{Decoded: d, at: c.root.Now()} }

// asCommitted returns b with its data as the committed tree.
func (b base) asCommitted() base {
	if b.Record != nil {
		b.tree = b.Record.Data
		r := *b.Record
		r.Data = nil
		b.Record = &r
	}
	return b
}

// VersionOf returns what a session holds that the store holds as d, with the data that were decoded
// of it.
func (c *Container) VersionOf(d family.Decoded, data *tree.Map) diff.Version {
	return diff.Version{Exists: d.Item != nil, Data: data, Timeout: c.timeoutOf(d), Flags: c.FlagsOf(d)}
}

// Version returns what the session holds; its data are live. Its timeout is the session's own, without
// the lifetime that the container asks for.
func (s *Session) Version() diff.Version {
	v := s.attributes()
	v.Data = s.data()
	return v
}

// attributes is Version without the data.
func (s *Session) attributes() diff.Version {
	v := diff.Version{Exists: s.Exists(), Timeout: s.ownTimeout(), Flags: s.container.FlagsOf(s.base.Decoded)}
	if s.flags != nil {
		v.Flags = *s.flags
	}
	return v
}

// committed returns what the store held of the session.
func (s *Session) committed() diff.Version { return s.versionOf(s.base, s.Committed()) }

// versionOf is [Container.VersionOf] for a base, with the timeout that it gives the session.
func (s *Session) versionOf(b *base, data *tree.Map) diff.Version {
	v := s.container.VersionOf(b.Decoded, data)
	v.Timeout = s.timeoutOf(b)
	return v
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
	if b.Item == nil || b.Broken != nil {
		return s.work.noData()
	}
	if s.seq == 0 { // nothing has changed yet
		return tree.Snapshot(s.data()).(*tree.Map)
	}
	r, err := format.DecodeAs(s.container.Format(), b.Record.Way, b.Item.Value, b.Item.Flags)
	if err != nil { // it was decoded when the session was opened
		return tree.NewMap()
	}
	return r.Data
}

// rebase makes b the base of the session, outside the undo log: a fact about the store
// cannot be undone.
func (s *Session) rebase(b base) {
	if b.Record != nil && b.Record.Data != nil && s.base.Broken == nil {
		s.shares(b.Record.Data)
		for _, o := range tree.Remarks(s.data(), s.Committed(), b.Record.Data) {
			o.Apply()
		}
		b = b.asCommitted()
	}
	switch {
	case b.Item == nil:
		s.deleted = false
	case s.base.Item == nil: // a session without data does not exist, and stays so
		s.deleted = true
	}
	was, stored := s.unsetTimeout(), s.container.timeoutOf(b.Decoded)
	if s.base.Item != nil && s.base.Broken == nil && was != stored && was != storage.TTLUnknown && stored != storage.TTLUnknown {
		b.kept = &was
	}
	*s.base, s.attempt, s.renewed, s.remaining = b, nil, false, nil
	s.cache = changeCache{}
}

package session

import (
	"sessh/session/format"
	"sessh/session/storage"
	"sessh/session/tree"
)

// A stored value that a tree was read from.
type source struct {
	item   *storage.Item
	way    string // in which it is written, as [format.Record.Way]
	sealed string // why its data cannot be changed, as [format.Record.Sealed]
}

// note keeps the item that a record was read from, for a later encoding.
func note(r *format.Record, item *storage.Item) {
	if of := tree.ReadingOf(r.Data); of != nil {
		of.Source = source{item, r.Way, r.Sealed}
	}
}

// noteAlways is note for data that may have no marks: the item is then the source of the whole.
func noteAlways(r *format.Record, item *storage.Item) {
	if tree.ReadingOf(r.Data) == nil {
		new(tree.Reading).Mark(r.Data, 0)
	}
	note(r, item)
}

// sourceOf returns the item that a tree was read from and that its marks refer to. Its item is nil
// if the tree has no marks.
func sourceOf(root *tree.Map) source {
	if of := tree.ReadingOf(root); of != nil {
		s, _ := of.Source.(source)
		return s
	}
	return source{}
}

// sourceItem returns the item that a tree was read from; base if that is not known.
func sourceItem(root *tree.Map, base *storage.Item) *storage.Item {
	if s := sourceOf(root); s.item != nil {
		return s.item
	}
	return base
}

// encode returns the value and flags of a record for a session that had the item base, or none.
// Data that are just what another item holds, as after [Session.Fill], are written as that item
// is, byte for byte; then exact is true. Any others are encoded.
func (c *Container) encode(r *format.Record, base *storage.Item, shared bool) (value []byte, flags uint32, exact bool, err error) {
	if from := sourceOf(r.Data); from.item != nil && from.item != base && c.isExactly(r, from, shared) {
		return from.item.Value, from.item.Flags, true, nil
	}
	value, flags, err = c.format.Encode(r, sourceItem(r.Data, base))
	return value, flags, false, err
}

// encode is [Container.encode] for the session. What was read of an item and never changed needs
// not be compared with it.
func (s *Session) encode(r *format.Record) (value []byte, flags uint32, exact bool, err error) {
	if p := s.planted; p.item != nil && p.root == r.Data && p.item != s.base.item && !s.shared {
		if from := sourceOf(r.Data); from.item == p.item && s.container.rewrites(r, from.item) {
			return p.item.Value, p.item.Flags, true, nil
		}
	}
	return s.container.encode(r, s.base.item, s.shared)
}

// rewrites reports whether the item that a record was read from could be written for it as it is.
func (c *Container) rewrites(r *format.Record, item *storage.Item) bool {
	return !c.format.Traits().Restarts && (r.Flags == nil || *r.Flags == item.Flags)
}

// isExactly reports whether an item holds the record, and nothing that the record does not say.
func (c *Container) isExactly(r *format.Record, from source, shared bool) bool {
	if !c.rewrites(r, from.item) {
		return false
	}
	was, err := format.DecodeAs(c.format, from.way, from.item.Value, from.item.Flags)
	if err != nil || !tree.Equal(was.Data, r.Data) {
		return false
	}
	return !shared || format.Verify(c.format, r, from.item.Value, from.item.Flags, shared) == nil
}

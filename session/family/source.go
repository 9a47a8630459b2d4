package family

import (
	"sessh/session/format"
	"sessh/session/storage"
	"sessh/session/tree"
)

// A Source is the stored value that a tree was read from.
type Source struct {
	Item   *storage.Item
	Way    string // in which it is written, as [format.Record.Way]
	Sealed string // why its data cannot be changed, as [format.Record.Sealed]
}

// note keeps the item that a record was read from, for a later encoding.
func note(r *format.Record, item *storage.Item) {
	if of := tree.ReadingOf(r.Data); of != nil {
		of.Source = Source{item, r.Way, r.Sealed}
	}
}

// noteAlways is note for data that may have no marks: the item is then the source of the whole.
func noteAlways(r *format.Record, item *storage.Item) {
	if tree.ReadingOf(r.Data) == nil {
		new(tree.Reading).Mark(r.Data, 0)
	}
	note(r, item)
}

// SourceOf returns the item that a tree was read from and that its marks refer to. Its item is nil
// if the tree has no marks.
func SourceOf(root *tree.Map) Source {
	if of := tree.ReadingOf(root); of != nil {
		s, _ := of.Source.(Source)
		return s
	}
	return Source{}
}

// sourceItem returns the item that a tree was read from; base if that is not known.
func sourceItem(root *tree.Map, base *storage.Item) *storage.Item {
	if s := SourceOf(root); s.Item != nil {
		return s.Item
	}
	return base
}

// Encode returns the value and flags of a record for a session that had the item base, or none.
// Data that are just what another item holds, as in a session that was filled with them, are written as that item
// is, byte for byte; then exact is true. Any others are encoded.
func (f Family) Encode(r *format.Record, base *storage.Item, shared bool) (value []byte, flags uint32, exact bool, err error) {
	if from := SourceOf(r.Data); from.Item != nil && from.Item != base && f.isExactly(r, from, shared) {
		return from.Item.Value, from.Item.Flags, true, nil
	}
	value, flags, err = f.format.Encode(r, sourceItem(r.Data, base))
	return value, flags, false, err
}

// Rewrites reports whether the item that a record was read from could be written for it as it is.
func (f Family) Rewrites(r *format.Record, item *storage.Item) bool {
	return f.RewritesAs(r.Flags, item.Flags)
}

// RewritesAs is [Family.Rewrites] by the flags alone: those that the session is to have, or nil, and
// those of the item.
func (f Family) RewritesAs(flags *uint32, item uint32) bool {
	return !f.format.Traits().Restarts && (flags == nil || *flags == item)
}

// isExactly reports whether an item holds the record, and nothing that the record does not say.
func (f Family) isExactly(r *format.Record, from Source, shared bool) bool {
	if !f.Rewrites(r, from.Item) {
		return false
	}
	was, err := format.DecodeAs(f.format, from.Way, from.Item.Value, from.Item.Flags)
	if err != nil || !tree.Equal(was.Data, r.Data) {
		return false
	}
	return !shared || format.Verify(f.format, r, from.Item.Value, from.Item.Flags, shared) == nil
}

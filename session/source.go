package session

import (
	"sessh/session/format"
	"sessh/session/storage"
	"sessh/session/tree"
)

// A stored value that a tree was read from.
type source struct {
	item *storage.Item
	way  string // in which it is written, as [Record.Way]
}

// note keeps the item that a record was read from, for a later encoding.
func note(r *format.Record, item *storage.Item) {
	if of := tree.ReadingOf(r.Data); of != nil {
		of.Source = source{item, r.Way}
	}
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

package session

import (
	"slices"
	"time"

	"sessh/session/commit"
	"sessh/session/diff"
	"sessh/session/storage"
	"sessh/session/tree"
)

// A CommittedItem is what a commit wrote of one session.
type CommittedItem struct {
	Container *Container
	ID        string
	// Before and After are the item as it was and as it was written; nil if there was none
	// before, or is none after.
	Before, After *storage.Item
	Changes       *diff.List // nil if they are not known
	At            time.Time  // when it was written; zero if that is not known
}

// Retimed reports whether the lifetime of an existing session was changed.
func (c CommittedItem) Retimed() bool {
	return c.Before != nil && slices.ContainsFunc(c.Changes.All(), func(x diff.Change) bool { return x.Attribute == "timeout" })
}

// Path returns the path of the session.
func (c CommittedItem) Path() tree.Path { return tree.SessionPath(c.Container.Name(), c.ID) }

// Written returns the writes of the latest commit, in the order of opening, after those of earlier ones
// that the latest found to be held; see [Work.Held]. A session can be among both. The changes
// of the earlier writes are not known. Package sessh/session/revert makes one list of them.
func (w *Work) Written() []CommittedItem {
	all := slices.Clone(w.settled)
	if w.round == nil {
		return all
	}
	for i, x := range w.round.Writes {
		if x.Fate == commit.Written {
			c := w.round.sessions[i].wrote(x)
			c.At = w.round.began
			all = append(all, c)
		}
	}
	return all
}

// wrote returns what the round has written of the session.
func (s *Session) wrote(x *commit.Write) CommittedItem {
	c := CommittedItem{Container: s.container, ID: s.id, Before: x.Before(), Changes: x.Changes}
	if !x.Put.Delete {
		c.After = &storage.Item{Key: x.Put.Key, Value: x.Put.Value, Flags: x.Put.Flags, TTL: x.Put.TTL}
	}
	return c
}

package session

import (
	"slices"

	"sessh/session/diff"
	"sessh/session/storage"
	"sessh/session/tree"
)

// changeCache holds the changes of a session until it changes again.
type changeCache struct {
	base    *base // nil: the cache is empty
	item    *storage.Item
	seq     uint64
	changes []diff.Change
}

// Changes returns the pending changes of the session, in the order of the tree. A value that
// was set back to what it was is no change.
func (s *Session) Changes() []diff.Change {
	if s.seq == 0 || s.base.Broken != nil {
		return nil
	}
	if s.compared() {
		return s.cache.changes
	}
	changes := s.compare(s.Committed())
	s.cache = changeCache{s.base, s.base.Item, s.seq, changes}
	return changes
}

// compared reports whether the cache has the changes of the session as it is.
func (s *Session) compared() bool {
	return s.cache.base == s.base && s.cache.item == s.base.Item && s.cache.seq == s.seq
}

// Pending returns the number of the session's pending changes.
func (s *Session) Pending() int {
	if s.dormant() {
		return s.pendingSeed()
	}
	return len(s.Changes())
}

func (s *Session) compare(committed *tree.Map) []diff.Change {
	path := s.Path()
	switch {
	case s.hasData():
	case s.base.Item == nil, s.renewed:
		return nil
	case s.deleted:
		return []diff.Change{{Path: path, Kind: diff.Removed, Old: committed}}
	}
	how := s.comparison()
	return how.Append(how.AppendAttributes(nil, s.committed(), s.Version()), committed, s.data())
}

// comparison returns how the session's data is compared with an older one.
func (s *Session) comparison() diff.Comparison {
	return diff.Comparison{Top: s.Path(), Packages: !s.Flat(), Shared: s.shared}
}

// Changes returns the pending changes of all sessions, in the order of opening.
func (w *Work) Changes() []diff.Change {
	var all []diff.Change
	for _, s := range w.order {
		all = append(all, s.Changes()...)
	}
	return all
}

// Pending returns the number of pending changes.
func (w *Work) Pending() int {
	n := 0
	for _, s := range w.order {
		n += s.Pending()
	}
	return n
}

// Since returns the changes that were made after a point and not undone, without those that a
// refresh has taken over from others.
func (w *Work) Since(p Point) []diff.Change {
	type held struct {
		diff.Version
		flagged bool // by the transaction
		base    *base
	}
	was := make(map[*Session]held)
	w.log.Visit(p.at, func(touched map[*Session]bool) {
		for s := range touched {
			v := s.Version()
			v.Data = tree.Snapshot(s.data()).(*tree.Map)
			was[s] = held{v, s.flags != nil, s.base}
		}
	})
	var changes []diff.Change
	for _, s := range w.order {
		old, ok := was[s]
		if !ok {
			continue
		}
		if !old.Exists && !s.Exists() { // what has come is gone again
			continue
		}
		theirs := s.sinceBase(old.base)
		if !old.flagged || s.flags == nil {
			old.Flags = s.container.FlagsOf(s.base.Decoded)
		}
		if old.Exists && !s.Exists() && !s.renewed {
			if s.base.Item == nil && old.base.Item != nil {
				continue
			}
			changes = append(changes, diff.Change{Path: s.Path(), Kind: diff.Removed, Old: old.Data})
			continue
		}
		from := len(changes)
		how := s.comparison()
		changes = how.Append(how.AppendAttributes(changes, old.Version, s.Version()), old.Data, s.data())
		own := slices.DeleteFunc(changes[from:], func(c diff.Change) bool {
			x, ok := theirs[c.Place()]
			return ok && x.Kind == c.Kind && tree.Equal(x.New, c.New)
		})
		changes = changes[:from+len(own)]
	}
	return changes
}

// sinceBase returns the changes that others have made between an earlier base and the present
// one, by their places.
func (s *Session) sinceBase(from *base) map[string]diff.Change {
	if from == s.base {
		return nil
	}
	old, now := s.versionOf(from, s.committedIn(from)), s.committed()
	how := diff.Comparison{Top: s.Path(), Packages: !s.Flat()}
	changes := how.Append(how.AppendAttributes(nil, old, now), old.Data, now.Data)
	theirs := make(map[string]diff.Change, len(changes))
	for _, c := range changes {
		theirs[c.Place()] = c
	}
	return theirs
}

// RefreshedSince reports whether a refresh after a point has merged what others have written.
func (w *Work) RefreshedSince(p Point) bool {
	was := make(map[*Session]*base)
	w.log.Visit(p.at, func(touched map[*Session]bool) {
		for s := range touched {
			was[s] = s.base
		}
	})
	for s, b := range was {
		if s.base != b {
			return true
		}
	}
	return false
}

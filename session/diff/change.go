package diff

import "sessh/session/tree"

// A Kind is what happened to a place.
type Kind uint8

const (
	// Added: the place did not exist.
	Added Kind = iota + 1
	// Changed: the place has another value.
	Changed
	// Removed: the place no longer exists.
	Removed
)

// A Change is the difference between pending and committed data in one place.
type Change struct {
	Path tree.Path
	Kind Kind
	// Old and New are the values. They may be live parts of a session, and must not be
	// changed.
	Old, New any
	// Attribute is set for a change of the session itself: "timeout", with
	// Old and New of type time.Duration, or "flags", with uint32.
	Attribute string
	// Also are places that change with this one, because they hold the same list or
	// mapping, or an object that does. At most 100 are given.
	Also []tree.Path
}

// Place identifies the place of the change.
func (c Change) Place() string { return c.Path.String() + "\x00" + c.Attribute }

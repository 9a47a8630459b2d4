package diff

import (
	"slices"

	"sessh/session/tree"
)

// A Side is what one side of a conflict holds.
type Side struct {
	Value   any
	Present bool
}

// SideOf returns the side that holds a value; ok is false if it holds none.
func SideOf(value any, ok bool) Side { return Side{value, ok} }

// Equal reports whether both sides hold the same.
func (s Side) Equal(o Side) bool {
	return s.Present == o.Present && (!s.Present || tree.Equal(s.Value, o.Value))
}

// Mapping returns the mapping that the side holds; ok is false if it holds none.
func (s Side) Mapping() (*tree.Map, bool) {
	if !s.Present {
		return nil, false
	}
	m, ok := s.Value.(*tree.Map)
	return m, ok
}

// A Conflict is a place that both sides have changed, each in its own way. Base is what the
// transaction had read, Mine is what it made of it, and Theirs is what the store holds now.
// The path of a conflict about a whole session is the session's.
type Conflict struct {
	Path tree.Path
	// Attribute is set for a conflict about an attribute of the session and not about
	// data: "timeout", with sides of type time.Duration, or "flags", with uint32.
	Attribute          string
	Base, Mine, Theirs Side
}

// A Choice is the side to take in every conflict.
type Choice uint8

const (
	// Ask leaves conflicts open, with mine in place; commit refuses until they are
	// decided.
	Ask Choice = iota
	// Mine keeps what is pending.
	Mine
	// Theirs takes what the store holds and drops what is pending.
	Theirs
)

// Within returns a Resolver that takes the side for places at or below one of the paths, or
// for all places if there are no paths.
func (c Choice) Within(paths []tree.Path) Resolver {
	return func(x Conflict) (Side, bool, error) {
		if len(paths) > 0 && !slices.ContainsFunc(paths, x.Path.Within) {
			return Side{}, false, nil
		}
		switch c {
		case Mine:
			return x.Mine, true, nil
		case Theirs:
			return x.Theirs, true, nil
		}
		return Side{}, false, nil
	}
}

// A Resolver decides what the place of a conflict shall hold. ok is false if it leaves the
// conflict open.
type Resolver func(Conflict) (to Side, ok bool, err error)

// A Resolution is how conflicts are decided.
type Resolution struct {
	Decide Resolver
	// Same asks Decide also about places that both sides have changed in the same way,
	// which are no conflicts otherwise: two counted visits are not one.
	Same bool
}

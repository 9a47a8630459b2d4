package session

import (
	"context"
	"fmt"
	"slices"

	"sessh/session/tree"
)

// A Side is what one side of a conflict holds.
type Side struct {
	Value   any
	Present bool
}

func side(value any, ok bool) Side { return Side{value, ok} }

func (s Side) equal(o Side) bool {
	return s.Present == o.Present && (!s.Present || tree.Equal(s.Value, o.Value))
}

func (s Side) mapping() (*tree.Map, bool) {
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

// A Choice is the side that [Work.Refresh] takes in a conflict.
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

// A Refresh is the result of [Work.Refresh].
type Refresh struct {
	// Sessions are the sessions that other programs had changed.
	Sessions []tree.Path
	// Taken are the changes of others that are now in the transaction.
	Taken []Change
	// Held are the sessions of which the store holds exactly what an earlier commit had
	// tried to write; see [Work.Held].
	Held []tree.Path
	// Conflicts are the conflicts still to be decided.
	Conflicts []Conflict
}

// Refresh reads the open sessions again and merges what other programs have written into
// the transaction. What they changed is taken over, what is pending stays pending, and the
// choice decides about places that both have changed; with paths, only about those at or
// below one of them. The whole is one step that can be undone, after which a commit finds the
// same conflict again.
func (w *Work) Refresh(ctx context.Context, choice Choice, paths ...tree.Path) (*Refresh, error) {
	return w.Resolve(ctx, Resolution{Decide: choice.Within(paths)})
}

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

// A Resolution is how [Work.Resolve] decides.
type Resolution struct {
	Decide Resolver
	// Same asks Decide also about places that both sides have changed in the same way,
	// which are no conflicts otherwise: two counted visits are not one.
	Same bool
}

// Resolve is like [Work.Refresh], with decisions of the caller's own. If Decide fails, or its
// decision cannot be set, nothing is changed and the Refresh is nil. Sessions that cannot be
// read stay as they are: the error names them, and the Refresh is about the others.
func (w *Work) Resolve(ctx context.Context, how Resolution) (*Refresh, error) {
	if err := w.writable(); err != nil {
		return nil, err
	}
	return w.merge(ctx, &merger{how: how, apply: true})
}

// Compare returns what [Work.Refresh] would find, and changes nothing.
func (w *Work) Compare(ctx context.Context) (*Refresh, error) {
	return w.merge(ctx, &merger{how: Resolution{Decide: Ask.Within(nil)}})
}

// Conflicts returns the conflicts that are still to be decided.
func (w *Work) Conflicts() []Conflict {
	var all []Conflict
	for _, s := range w.order {
		all = append(all, s.stillOpen()...)
	}
	return all
}

// stillOpen returns the conflicts whose place still holds what it held when they were found.
// The others were decided by setting the place.
func (s *Session) stillOpen() []Conflict {
	var open []Conflict
	for _, c := range s.conflicts {
		if c.Mine.equal(s.holds(c)) {
			open = append(open, c)
		}
	}
	return open
}

// holds returns what the place of a conflict holds now.
func (s *Session) holds(c Conflict) Side {
	switch {
	case c.Attribute != "":
		return s.attribute(c.Attribute)
	case len(c.Path.Keys) == 0:
		return side(s.root, s.Exists())
	}
	return s.at(c.Path)
}

func (s *Session) unresolved() error {
	open := s.stillOpen()
	if len(open) == 0 {
		return nil
	}
	of := ""
	if open[0].Attribute != "" {
		of = "the " + open[0].Attribute + " of "
	}
	return fmt.Errorf("%w: %s%s was changed on both sides, and it is not decided which one to take (%d in all)", ErrConflict, of, open[0].Path, len(open))
}

// mostAsked is the number of sessions that Overtaken asks about, at most.
const mostAsked = 1000

// Overtaken reports whether another program has changed a session that has pending changes.
// known is false if the store does not answer for all of them. Only versions are read.
func (w *Work) Overtaken(ctx context.Context) (overtaken, known bool) {
	var keys []string
	var asked []*Session
	for _, s := range w.order {
		if len(keys) < mostAsked && s.attempt == nil && len(s.Changes()) > 0 {
			keys, asked = append(keys, s.key), append(asked, s)
		}
	}
	if len(keys) == 0 {
		return false, true
	}
	known = true
	for i, l := range w.root.store.Load(ctx, keys, 0) {
		if l.Err != nil {
			known = false
		} else if version(l.Item) != version(asked[i].base.item) {
			return true, true
		}
	}
	return false, known
}

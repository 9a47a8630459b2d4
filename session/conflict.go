package session

import (
	"context"
	"fmt"
	"slices"
)

// A Side is what one side of a conflict holds.
type Side struct {
	Value   any
	Present bool
}

func side(value any, ok bool) Side { return Side{value, ok} }

func (s Side) equal(o Side) bool {
	return s.Present == o.Present && (!s.Present || Equal(s.Value, o.Value))
}

func (s Side) mapping() (*Map, bool) {
	if !s.Present {
		return nil, false
	}
	m, ok := s.Value.(*Map)
	return m, ok
}

// A Conflict is a place that both sides changed, each in its own way: Base is
// what the transaction had read, Mine what it made of it, and Theirs what the
// store holds now. The path of a conflict about a whole session is the session's.
type Conflict struct {
	Path Path
	// Attribute is set where it is about no data, but about the session of that path:
	// "timeout", with sides of type time.Duration, or "flags", with uint32.
	Attribute          string
	Base, Mine, Theirs Side
}

// Choice says which side [Work.Refresh] takes in a conflict.
type Choice uint8

const (
	// Ask leaves conflicts open, with mine in place; commit refuses them.
	Ask Choice = iota
	// Mine keeps what is pending.
	Mine
	// Theirs drops what is pending in favour of the store's.
	Theirs
)

// A Refresh tells what [Work.Refresh] found.
type Refresh struct {
	// Sessions are those that others had changed.
	Sessions []Path
	// Taken are the changes of others that are in the transaction now.
	Taken []Change
	// Held are the sessions of which the store holds exactly what a commit could not
	// be sure to have written: see [Work.Held].
	Held []Path
	// Conflicts are those still to be decided.
	Conflicts []Conflict
}

// Refresh reads the open sessions again and brings the transaction up to date
// with what others have written: what they changed is taken over, what is
// pending stays pending, and where both changed the same place the choice
// decides. With paths it decides only the conflicts at or below these. All of
// it is one step that can be undone; a commit then finds the same conflict again.
func (w *Work) Refresh(ctx context.Context, choice Choice, paths ...Path) (*Refresh, error) {
	return w.Resolve(ctx, Resolution{Decide: choice.Within(paths)})
}

// Within decides for the side where the place is at or below one of the paths;
// everywhere where there are none.
func (c Choice) Within(paths []Path) Resolver {
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

// A Resolver decides a conflict: what the place is to hold. ok is false where it
// leaves the conflict open.
type Resolver func(Conflict) (to Side, ok bool, err error)

// A Resolution says how [Work.Resolve] decides.
type Resolution struct {
	Decide Resolver
	// Same asks Decide as well about places that both sides changed in the same
	// way, which are no conflicts: two visits that were counted are not one.
	Same bool
}

// Resolve is [Work.Refresh] with decisions of the caller's own. Where Decide fails, or
// what it says cannot be set, nothing is changed, and there is no Refresh. Sessions that
// cannot be read stay as they are: the error tells of them, and the Refresh of the others.
func (w *Work) Resolve(ctx context.Context, how Resolution) (*Refresh, error) {
	if err := w.writable(); err != nil {
		return nil, err
	}
	return w.merge(ctx, &merger{how: how, apply: true})
}

// Compare tells what [Work.Refresh] would find, and changes nothing.
func (w *Work) Compare(ctx context.Context) (*Refresh, error) {
	return w.merge(ctx, &merger{how: Resolution{Decide: Ask.Within(nil)}})
}

// Conflicts are the conflicts that are still to be decided.
func (w *Work) Conflicts() []Conflict {
	var all []Conflict
	for _, s := range w.order {
		all = append(all, s.stillOpen()...)
	}
	return all
}

// stillOpen are the conflicts whose place still holds what it held when they
// were found: who has set it since has decided.
func (s *Session) stillOpen() []Conflict {
	var open []Conflict
	for _, c := range s.conflicts {
		if c.Mine.equal(s.holds(c)) {
			open = append(open, c)
		}
	}
	return open
}

// holds is what the place of a conflict holds now.
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
	return fmt.Errorf("%w: %s%s was changed on both sides, and which one to take is not decided (%d in all)", ErrConflict, of, open[0].Path, len(open))
}

// mostAsked is how many sessions Overtaken asks about.
const mostAsked = 1000

// Overtaken reports whether others have changed a session that has pending
// changes; known is false where the store does not answer for all of them. It costs no
// more than versions.
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

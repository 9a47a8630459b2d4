// Package part divides what is pending in a session into parts that can be written without the rest.
//
// [Session.Parts] finds the smallest ones, and [Session.Take] makes what the session holds with some of
// its changes alone. That is checked: the changes that were chosen are exactly those between what is
// committed and what Take returns, and the others are those between that and what is pending. Where it
// is not so, the changes are indivisible.
package part

import (
	"errors"

	"sessh/session/diff"
	"sessh/session/tree"
)

// A Part is the smallest piece of what is pending that a commit can write without the rest:
// one change, all changes inside of one list, or, where they hang together, all changes of a
// session.
type Part struct {
	// Path is the place of the change, the list, or the session.
	Path    tree.Path
	Changes []diff.Change
}

// A Session is what is pending in one session.
type Session struct {
	Changes        []diff.Change // all of them
	Committed, Now *tree.Map     // the data that the changes are between
	How            diff.Comparison
	// Whole is set if the changes can only be written together, whatever they are.
	Whole bool
}

// Parts returns the parts, in the order of the changes.
func (s Session) Parts() []Part {
	if len(s.Changes) == 0 {
		return nil
	}
	if s.Whole {
		return []Part{{s.How.Top, s.Changes}}
	}
	var all []Part
	for _, c := range s.Changes {
		at := s.divisible(c.Path)
		if n := len(all); n > 0 && c.Attribute == "" && all[n-1].Changes[0].Attribute == "" && all[n-1].Path.String() == at.String() {
			all[n-1].Changes = append(all[n-1].Changes, c)
			continue
		}
		all = append(all, Part{at, []diff.Change{c}})
	}
	return all
}

// divisible returns the place of the part that a change belongs to: its own place, or the
// outermost list around it, in which the places of values depend on each other.
func (s Session) divisible(p tree.Path) tree.Path {
	for _, root := range []*tree.Map{s.Committed, s.Now} {
		var v any = root
		for i, k := range p.Keys {
			m, ok := v.(*tree.Map)
			if !ok {
				if _, list := v.(*tree.List); list {
					return p.Above(i)
				}
				break
			}
			v, _ = m.Get(k)
		}
	}
	return p
}

// ErrIndivisible is wrapped by the error of a commit that is to write some changes of a session
// that can only be written together with others.
var ErrIndivisible = errors.New("its changes can only be written together")

// Take returns the data that the session holds with the chosen ones of its changes alone.
func (s Session) Take(chosen []diff.Change) (*tree.Map, error) {
	if s.Whole {
		return nil, ErrIndivisible
	}
	data := tree.Snapshot(s.Committed).(*tree.Map)
	for _, c := range chosen {
		if c.Attribute != "" {
			continue
		}
		if err := take(data, s.Now, c.Path.Keys); err != nil {
			return nil, err
		}
	}
	if !s.divides(data, chosen) {
		return nil, ErrIndivisible
	}
	return data, nil
}

// take makes the place at keys hold what it holds in another tree.
func take(to, from *tree.Map, keys []any) error {
	for len(keys) > 1 {
		below, there := from.Get(keys[0])
		f, ok := below.(*tree.Map)
		switch {
		case !there: // a package that is gone with all its keys
			return remove(to, keys)
		case !ok: // a list is written whole
			return tree.Put(to, keys[0], tree.Snapshot(below), true)
		}
		above := to
		v, _ := above.Get(keys[0])
		if to, ok = v.(*tree.Map); !ok {
			to = tree.NewMapOf(f.Form())
			if err := above.Set(keys[0], to); err != nil {
				return err
			}
		}
		from, keys = f, keys[1:]
	}
	v, ok := from.Get(keys[0])
	if !ok {
		return remove(to, keys)
	}
	return tree.Put(to, keys[0], tree.Snapshot(v), true)
}

// remove removes a key, and the mapping that held it if that is empty then.
func remove(m *tree.Map, keys []any) error {
	if len(keys) > 1 {
		v, _ := m.Get(keys[0])
		below, ok := v.(*tree.Map)
		if !ok {
			return nil
		}
		if err := remove(below, keys[1:]); err != nil || below.Len() > 0 {
			return err
		}
	}
	_, err := m.Delete(keys[0])
	return err
}

// divides reports whether data parts the changes of the session: it is what the chosen ones
// make of what is committed, and what the others make the session of.
func (s Session) divides(data *tree.Map, chosen []diff.Change) bool {
	left := make(map[string]bool)
	for _, c := range s.Changes {
		left[c.Place()] = c.Attribute == ""
	}
	made := s.How.Append(nil, s.Committed, data)
	rest := s.How.Append(nil, data, s.Now)
	for _, c := range chosen {
		left[c.Place()] = false
	}
	n := 0
	for _, c := range chosen {
		if c.Attribute == "" {
			n++
		}
	}
	if len(made) != n {
		return false
	}
	for _, c := range made {
		if on, known := left[c.Place()]; on || !known {
			return false
		}
	}
	for _, c := range rest {
		if !left[c.Place()] {
			return false
		}
		delete(left, c.Place())
	}
	for _, on := range left {
		if on {
			return false
		}
	}
	return true
}

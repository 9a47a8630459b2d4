package session

import (
	"context"
	"errors"
	"slices"
	"time"

	"sessh/session/commit"
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

// Parts returns what is pending in parts, in the order of [Work.Changes].
func (w *Work) Parts() []Part {
	var all []Part
	for _, s := range w.order {
		all = append(all, s.parts()...)
	}
	return all
}

func (s *Session) parts() []Part {
	changes := s.Changes()
	if len(changes) == 0 {
		return nil
	}
	if s.indivisible() {
		return []Part{{s.Path(), changes}}
	}
	var all []Part
	for _, c := range changes {
		at := s.divisible(c.Path)
		if n := len(all); n > 0 && c.Attribute == "" && all[n-1].Changes[0].Attribute == "" && all[n-1].Path.String() == at.String() {
			all[n-1].Changes = append(all[n-1].Changes, c)
			continue
		}
		all = append(all, Part{at, []diff.Change{c}})
	}
	return all
}

// indivisible reports whether the changes of the session can only be written together: its
// values have several places, it is one value with flags, or it comes to be with a lifetime of
// its own.
func (s *Session) indivisible() bool {
	return s.shared || s.renewed || s.container.KeepsFlags() || s.base.Item == nil && s.retimed()
}

// divisible returns the place of the part that a change belongs to: its own place, or the
// outermost list around it, in which the places of values depend on each other.
func (s *Session) divisible(p tree.Path) tree.Path {
	for _, root := range []*tree.Map{s.Committed(), s.root} {
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

// Narrow restricts the commits of the transaction to some of its [Work.Parts], until it is
// called again; nil lifts the restriction. Such a commit ends the transaction like any other;
// [Work.Carry] then makes the rest pending in the next one.
func (w *Work) Narrow(to []Part) {
	w.only = nil
	if to == nil {
		return
	}
	w.only = make(map[string]bool)
	for _, p := range to {
		for _, c := range p.Changes {
			w.only[placeOf(c)] = true
		}
	}
}

// Leaves reports whether the latest commit has left something that [Work.Carry] makes pending
// in another transaction.
func (w *Work) Leaves() bool { return len(w.kept) > 0 }

// chosen returns those of the changes that a commit writes.
func (w *Work) chosen(changes []diff.Change) []diff.Change {
	if w.only == nil {
		return changes
	}
	return slices.DeleteFunc(slices.Clone(changes), func(c diff.Change) bool { return !w.only[placeOf(c)] })
}

// content is what a commit writes of a session.
type content struct {
	data    *tree.Map
	timeout time.Duration
	retimed bool // the lifetime is changed
	removed bool // the session is removed
}

// content returns what the session holds with the chosen ones of its changes alone.
func (s *Session) content(chosen, all []diff.Change) (content, error) {
	whole := content{s.root, s.Timeout(), s.retimed(), s.deleted && s.root.Len() == 0}
	if len(chosen) == len(all) {
		return whole, nil
	}
	part := content{data: tree.Snapshot(s.Committed()).(*tree.Map), timeout: s.base.timeout(s.container)}
	if s.lifetime != nil {
		part.timeout = s.lifetime()
	}
	if s.indivisible() || whole.removed {
		return part, ErrIndivisible
	}
	for _, c := range chosen {
		if c.Attribute != "" {
			part.timeout, part.retimed = whole.timeout, whole.retimed
			continue
		}
		if err := take(part.data, s.root, c.Path.Keys); err != nil {
			return part, err
		}
	}
	if !s.divides(part.data, chosen, all) {
		return part, ErrIndivisible
	}
	return part, nil
}

// ErrIndivisible is wrapped by the error of a commit that is to write some changes of a session
// that can only be written together with others.
var ErrIndivisible = errors.New("its changes can only be written together")

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
func (s *Session) divides(data *tree.Map, chosen, all []diff.Change) bool {
	left := make(map[string]bool)
	for _, c := range all {
		left[placeOf(c)] = c.Attribute == ""
	}
	made := s.comparison().Append(nil, s.Committed(), data)
	rest := s.comparison().Append(nil, data, s.root)
	for _, c := range chosen {
		left[placeOf(c)] = false
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
		if on, known := left[placeOf(c)]; on || !known {
			return false
		}
	}
	for _, c := range rest {
		if !left[placeOf(c)] {
			return false
		}
		delete(left, placeOf(c))
	}
	for _, on := range left {
		if on {
			return false
		}
	}
	return true
}

// keepRest keeps what a narrowed commit has not written, for [Work.Carry].
func (w *Work) keepRest(ctx context.Context) {
	if w.only == nil {
		return
	}
	planned := make(map[*Session]*commit.Write)
	for i, x := range w.plan.Writes {
		if x.Writes() {
			planned[w.plan.sessions[i]] = x
		}
	}
	var parted []*commit.Write
	var at []int // their indexes in kept
	for _, s := range w.order {
		changes := s.Changes()
		x := planned[s]
		switch {
		case len(changes) == 0:
		case x == nil:
			w.keepWhole(s, noResult)
		case x.Fate == commit.Written && len(x.Changes) < len(changes):
			parted, at = append(parted, x), append(at, len(w.kept))
			w.keepWhole(s, noResult)
		}
	}
	if len(parted) == 0 {
		return
	}
	for i, item := range w.plan.Wrote(ctx, parted) {
		s := w.kept[at[i]].s
		b := *s.base
		b.Item = item
		s.base, s.attempt = &b, nil
	}
}

// noResult is the index of the result of a session that the commit had nothing to do with.
const noResult = -1

// keepWhole keeps all that the session holds.
func (w *Work) keepWhole(s *Session, result int) {
	copied := *s
	w.kept = append(w.kept, kept{&copied, result, tree.Snapshot(s.root).(*tree.Map)})
}

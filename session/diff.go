package session

import (
	"slices"
	"time"

	"sessh/session/tree"
)

// A ChangeKind is what happened to a place.
type ChangeKind uint8

const (
	// Added: the place did not exist.
	Added ChangeKind = iota + 1
	// Changed: the place has another value.
	Changed
	// Removed: the place no longer exists.
	Removed
)

// A Change is the difference between pending and committed data in one place.
type Change struct {
	Path tree.Path
	Kind ChangeKind
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

// changeCache holds the changes of a session until it changes again.
type changeCache struct {
	base    *base // nil: the cache is empty
	item    *Item
	seq     uint64
	changes []Change
}

// Changes returns the pending changes of the session, in the order of the tree. A value that
// was set back to what it was is no change.
func (s *Session) Changes() []Change {
	if s.seq == 0 || s.base.broken != nil {
		return nil
	}
	if c := s.cache; c.base == s.base && c.item == s.base.item && c.seq == s.seq {
		return c.changes
	}
	changes := s.compare(s.Committed())
	s.cache = changeCache{s.base, s.base.item, s.seq, changes}
	return changes
}

func (s *Session) compare(committed *tree.Map) []Change {
	path := s.Path()
	if s.deleted && s.root.Len() == 0 {
		if s.base.item == nil {
			return nil
		}
		return []Change{{Path: path, Kind: Removed, Old: committed}}
	}
	var changes []Change
	if s.base.item != nil && s.timeout != s.base.record.Timeout || s.base.item == nil && s.root.Len() > 0 && s.timeout != s.container.timeout {
		old := s.container.timeout
		if s.base.item != nil {
			old = s.base.record.Timeout
		}
		changes = append(changes, Change{Path: path, Kind: Changed, Old: old, New: s.timeout, Attribute: "timeout"})
	}
	if c, ok := s.flagsChange(nil); ok {
		changes = append(changes, c)
	}
	d := newDiffer(path, changes)
	d.session(s, committed)
	return d.changes
}

// Changes returns the pending changes of all sessions, in the order of opening.
func (w *Work) Changes() []Change {
	var all []Change
	for _, s := range w.order {
		all = append(all, s.Changes()...)
	}
	return all
}

// Pending returns the number of pending changes.
func (w *Work) Pending() int {
	n := 0
	for _, s := range w.order {
		n += len(s.Changes())
	}
	return n
}

// Since returns the changes that were made after a point and not undone, without those that a
// refresh has taken over from others.
func (w *Work) Since(p Point) []Change {
	type held struct {
		root    *tree.Map
		timeout time.Duration
		flags   *uint32
		exists  bool
		base    *base
	}
	was := make(map[*Session]held)
	w.log.Visit(p.at, func(touched map[*Session]bool) {
		for s := range touched {
			was[s] = held{tree.Snapshot(s.root).(*tree.Map), s.timeout, s.flags, s.Exists(), s.base}
		}
	})
	d := newDiffer(tree.Path{}, nil)
	for _, s := range w.order {
		old, ok := was[s]
		if !ok {
			continue
		}
		theirs := s.sinceBase(old.base)
		if old.exists && !s.Exists() {
			if s.base.item == nil && old.base.item != nil {
				continue
			}
			d.changes = append(d.changes, Change{Path: s.Path(), Kind: Removed, Old: old.root})
			continue
		}
		from := len(d.changes)
		if old.timeout != s.timeout {
			d.changes = append(d.changes, Change{Path: s.Path(), Kind: Changed, Old: old.timeout, New: s.timeout, Attribute: "timeout"})
		}
		if c, ok := s.flagsChange(old.flags); ok {
			d.changes = append(d.changes, c)
		}
		d.top = s.Path()
		d.session(s, old.root)
		own := slices.DeleteFunc(d.changes[from:], func(c Change) bool {
			x, ok := theirs[c.place()]
			return ok && x.Kind == c.Kind && tree.Equal(x.New, c.New)
		})
		d.changes = d.changes[:from+len(own)]
	}
	return d.changes
}

// sinceBase returns the changes that others have made between an earlier base and the present
// one, by their places.
func (s *Session) sinceBase(from *base) map[string]Change {
	if from == s.base {
		return nil
	}
	d := newDiffer(s.Path(), nil)
	if old, now := from.timeout(s.container), s.base.timeout(s.container); old != now {
		d.changes = append(d.changes, Change{Path: s.Path(), Kind: Changed, Old: old, New: now, Attribute: "timeout"})
	}
	d.maps(s.committedIn(from), s.Committed(), !s.Flat())
	theirs := make(map[string]Change, len(d.changes))
	for _, c := range d.changes {
		theirs[c.place()] = c
	}
	return theirs
}

// place identifies the place of the change.
func (c Change) place() string { return c.Path.String() + "\x00" + c.Attribute }

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

// emptyMap stands for a mapping that does not exist. It is never changed.
var emptyMap = tree.NewMap()

// differ collects the differences of two trees.
type differ struct {
	top     tree.Path      // of the trees
	at      []any          // keys from top to the present place; paths are made of changes only
	called  map[int]string // names of keys that share their text with others; see [Path]
	in      [2]*tree.Map   // the mappings, old and new, whose keys are being compared
	changes []Change
	pairs   *tree.Pairing // nil if nothing has several places
	room    [8]any        // initial array of at
}

func newDiffer(top tree.Path, changes []Change) *differ {
	d := &differ{top: top, changes: changes}
	d.at = d.room[:0]
	return d
}

// session compares the tree of a session with an older one.
func (d *differ) session(s *Session, old *tree.Map) {
	from := len(d.changes)
	d.pairs = nil
	if s.shared {
		d.pairs = tree.Pair(old, s.root)
	}
	d.maps(old, s.root, !s.Flat())
	if d.pairs == nil {
		return
	}
	e := tree.FindElsewhere(s.root)
	for i := from; i < len(d.changes); i++ {
		d.changes[i].Also = e.Also(d.changes[i].New, d.changes[i].Path.Keys, d.top, s.root, d.pairs)
	}
}

// add adds a change of a key of the present place.
func (d *differ) add(key any, c Change) {
	c.Path = d.top.Below(append(d.at, key)...)
	for i, name := range d.called {
		c.Path.SetName(i, name)
	}
	if name, ok := tree.TypedName(key, d.in[:]...); ok {
		c.Path.SetName(len(c.Path.Keys)-1, name)
	}
	d.changes = append(d.changes, c)
}

// maps compares mappings key by key. If open is set, mappings that were added or removed are
// reported key by key as well: package data is not a value of its own.
func (d *differ) maps(old, new *tree.Map, open bool) {
	defer func(outer [2]*tree.Map) { d.in = outer }(d.in)
	d.in = [2]*tree.Map{old, new}
	for k, o := range old.All() {
		n, ok := new.Get(k)
		switch om, isMap := o.(*tree.Map); {
		case ok:
			d.values(k, o, n)
		case open && isMap && om.Len() > 0:
			d.below(k, func() { d.maps(om, emptyMap, false) })
		default:
			d.add(k, Change{Kind: Removed, Old: o})
		}
	}
	for k, n := range new.All() {
		if old.Has(k) {
			continue
		}
		if nm, isMap := n.(*tree.Map); open && isMap && nm.Len() > 0 {
			d.below(k, func() { d.maps(emptyMap, nm, false) })
			continue
		}
		d.add(k, Change{Kind: Added, New: n})
	}
}

// below compares what is under key.
func (d *differ) below(key any, compare func()) {
	i := len(d.top.Keys) + len(d.at)
	if name, ok := tree.TypedName(key, d.in[:]...); ok {
		if d.called == nil {
			d.called = make(map[int]string)
		}
		d.called[i] = name
		defer delete(d.called, i)
	}
	d.at = append(d.at, key)
	compare()
	d.at = d.at[:len(d.at)-1]
}

func (d *differ) values(key, old, new any) {
	if o, n := tree.NodeOf(old), tree.NodeOf(new); d.pairs != nil && o != nil && n != nil {
		_, again := new.(*tree.Ref)
		switch {
		case !d.pairs.Same(o, n):
			d.add(key, Change{Kind: Changed, Old: old, New: new})
			return
		case again: // its changes are reported in its own place
			return
		}
		old = o
	}
	om, ok1 := old.(*tree.Map)
	nm, ok2 := new.(*tree.Map)
	if ok1 && ok2 && tree.SameForm(om, nm) {
		d.below(key, func() { d.maps(om, nm, false) })
		return
	}
	ol, ok1 := old.(*tree.List)
	nl, ok2 := new.(*tree.List)
	if ok1 && ok2 && tree.SameForm(ol, nl) {
		d.below(key, func() { d.lists(ol.Values(), nl.Values()) })
		return
	}
	if !tree.Equal(old, new) {
		d.add(key, Change{Kind: Changed, Old: old, New: new})
	}
}

// same reports whether two values differ in nothing.
func (d *differ) same(old, new any) bool {
	if o, n := tree.NodeOf(old), tree.NodeOf(new); d.pairs != nil && o != nil && n != nil && d.pairs.Now[o] != n {
		return false
	}
	return tree.Equal(old, new)
}

// lists compares what lies between the common beginning and the common end.
func (d *differ) lists(old, new []any) {
	defer func(outer [2]*tree.Map) { d.in = outer }(d.in)
	d.in = [2]*tree.Map{}
	from := 0
	for from < len(old) && from < len(new) && d.same(old[from], new[from]) {
		from++
	}
	oldEnd, newEnd := len(old), len(new)
	for oldEnd > from && newEnd > from && d.same(old[oldEnd-1], new[newEnd-1]) {
		oldEnd--
		newEnd--
	}
	i := from
	for ; i < oldEnd && i < newEnd; i++ {
		d.values(i, old[i], new[i])
	}
	for j := i; j < oldEnd; j++ {
		d.add(j, Change{Kind: Removed, Old: old[j]})
	}
	for j := i; j < newEnd; j++ {
		d.add(j, Change{Kind: Added, New: new[j]})
	}
}

package diff

import (
	"context"
	"errors"
	"maps"
	"slices"

	"sessh/session/tree"
)

// An Across compares values of two sessions, which may be of different frameworks. What only
// the frameworks spell differently is the same:
//
//   - lists, or mappings, of another form, such as a tuple or an ordered dictionary;
//   - {} and [], and {0: "a", 1: "b"} and ["a", "b"], which are arrays in PHP;
//   - 5 and 5.0, "tea" as text and as bytes, a time in another zone;
//   - the keys 5, "5" and b"5";
//   - a value that several places share, and equal values there.
//
// The order of keys and that of the values of sets do not matter. A number is never the same
// as its text.
type Across struct {
	// Top is the path of the new value. The paths of changes are at or below it.
	Top tree.Path
	// Exact is set if the spelling matters, too.
	Exact bool
	// Unknown reports whether a value stands for one that is not known, which is not compared;
	// nil: none does.
	Unknown func(v any) bool
}

// Differences are what [Across.Compare] finds.
type Differences struct {
	Changes []Change
	Unknown int // how many places were not compared
}

// ErrDeep is returned by [Across.Compare] for values that are too deep to be compared.
var ErrDeep = errors.New("the values are nested too deep to be compared")

// deepest is the number of levels that are compared. Trees have fewer; what refers to itself
// has any number.
const deepest = 2000

// Compare finds the differences of two values. Values that hold themselves, and any number of
// references, are no danger: each pair of lists or mappings is compared once.
func (a Across) Compare(ctx context.Context, old, new any) (Differences, error) {
	x := &across{Across: a, ctx: ctx, d: differ{top: a.Top}, told: make(map[pair]bool), equals: make(map[pair]bool)}
	if x.values(old, new) {
		x.d.changes = append(x.d.changes, Change{Path: a.Top, Kind: Changed, Old: old, New: new})
	}
	if x.err != nil {
		return Differences{}, x.err
	}
	return Differences{x.d.changes, x.unknown}, nil
}

// pair is an old and a new list or mapping.
type pair struct{ old, new tree.Node }

// across is one comparison.
type across struct {
	Across
	ctx     context.Context
	d       differ        // collects the changes; it compares nothing itself
	told    map[pair]bool // whose differences are reported
	equals  map[pair]bool // that are equal
	unknown int
	steps   int
	err     error
}

// goesOn counts a step, and reports whether the comparison goes on.
func (a *across) goesOn(depth int) bool {
	const often = 1 << 12
	a.steps++
	switch {
	case a.err != nil:
	case depth > deepest:
		a.err = ErrDeep
	case a.steps%often == 1:
		a.err = a.ctx.Err()
	}
	return a.err == nil
}

// values adds what differs inside of both values, and reports whether they differ as a whole
// instead.
func (a *across) values(old, new any) (whole bool) {
	if !a.goesOn(len(a.d.at)) {
		return false
	}
	if a.isUnknown(old) || a.isUnknown(new) {
		a.unknown++
		return false
	}
	o, n := tree.NodeOf(old), tree.NodeOf(new)
	if o == nil || n == nil {
		return !a.sameScalars(old, new)
	}
	how := a.manner(old, new)
	if p := (pair{o, n}); how != apart {
		if a.told[p] {
			return false
		}
		a.told[p] = true
	}
	switch how {
	case asMappings:
		a.mappings(mappingOf(o), mappingOf(n))
	case asLists:
		a.lists(valuesOf(o), valuesOf(n))
	case asSets:
		a.sets(valuesOf(o), valuesOf(n))
	}
	return how == apart
}

func (a *across) isUnknown(v any) bool { return a.Unknown != nil && a.Unknown(v) }

// at compares the values of a key.
func (a *across) at(key, old, new any) {
	whole := false
	a.d.below(key, func() { whole = a.values(old, new) })
	if whole {
		a.d.add(key, Change{Kind: Changed, Old: old, New: new})
	}
}

// inside names the keys that are compared by f, which are those of the mappings.
func (a *across) inside(old, new *tree.Map, f func()) {
	defer func(outer [2]*tree.Map) { a.d.in = outer }(a.d.in)
	a.d.in = [2]*tree.Map{old, new}
	f()
}

func (a *across) mappings(old, new *tree.Map) {
	a.inside(old, new, func() {
		partners := a.partners(old, new)
		for k, o := range old.All() {
			if key, ok := partners.of(k); ok {
				n, _ := new.Get(key)
				a.at(key, o, n)
				continue
			}
			a.d.add(k, Change{Kind: Removed, Old: o})
		}
		for k, n := range new.All() {
			if !partners.has(k) {
				a.d.add(k, Change{Kind: Added, New: n})
			}
		}
	})
}

// lists compares what lies between the common beginning and the common end.
func (a *across) lists(old, new []any) {
	a.inside(nil, nil, func() {
		from := 0
		for from < len(old) && from < len(new) && a.equal(old[from], new[from], nil, len(a.d.at)) {
			from++
		}
		oldEnd, newEnd := len(old), len(new)
		for oldEnd > from && newEnd > from && a.equal(old[oldEnd-1], new[newEnd-1], nil, len(a.d.at)) {
			oldEnd--
			newEnd--
		}
		if a.Unknown != nil { // what is unknown in equal values is counted
			for i := range from {
				a.at(i, old[i], new[i])
			}
			for i := range len(new) - newEnd {
				a.at(newEnd+i, old[oldEnd+i], new[newEnd+i])
			}
		}
		i := from
		for ; i < oldEnd && i < newEnd; i++ {
			a.at(i, old[i], new[i])
		}
		for j := i; j < oldEnd; j++ {
			a.d.add(j, Change{Kind: Removed, Old: old[j]})
		}
		for j := i; j < newEnd; j++ {
			a.d.add(j, Change{Kind: Added, New: new[j]})
		}
	})
}

// sets compares values whose order does not matter.
func (a *across) sets(old, new []any) {
	a.inside(nil, nil, func() {
		removed, added := a.unmatched(old, new, nil, len(a.d.at))
		for _, i := range removed {
			a.d.add(i, Change{Kind: Removed, Old: old[i]})
		}
		for _, i := range added {
			a.d.add(i, Change{Kind: Added, New: new[i]})
		}
	})
}

// unmatched returns the indexes of the values of each set that the other one has no equal of.
func (a *across) unmatched(old, new []any, trail *[]pair, depth int) (removed, added []int) {
	left := make(map[string][]int) // indexes of new that have no partner yet, by spelling
	for i, n := range new {
		left[spelling(n)] = append(left[spelling(n)], i)
	}
	for i, o := range old {
		may := left[spelling(o)]
		at := slices.IndexFunc(may, func(j int) bool { return a.equal(o, new[j], trail, depth) })
		if at < 0 {
			removed = append(removed, i)
			continue
		}
		left[spelling(o)] = slices.Delete(may, at, at+1)
	}
	for _, l := range left {
		added = append(added, l...)
	}
	slices.Sort(added)
	return removed, added
}

// partners are the keys of another mapping that are the same.
type partners struct {
	new     *tree.Map
	differs map[any]any // new keys by old ones, that are not the same value
	has     func(k any) bool
}

// partners finds for the keys of old those of new.
func (a *across) partners(old, new *tree.Map) partners {
	p := partners{new: new, has: old.Has}
	if a.Exact {
		return p
	}
	var alone map[string][]any // keys of new that old does not have, by text
	for k := range old.All() {
		if new.Has(k) {
			continue
		}
		if alone == nil {
			alone, p.differs = make(map[string][]any), make(map[any]any)
			for k := range new.All() {
				if !old.Has(k) {
					alone[keyText(k)] = append(alone[keyText(k)], k)
				}
			}
		}
		if same := alone[keyText(k)]; len(same) > 0 {
			p.differs[k], alone[keyText(k)] = same[0], same[1:]
		}
	}
	if len(p.differs) > 0 {
		taken := make(map[any]bool)
		for k := range maps.Values(p.differs) {
			taken[k] = true
		}
		p.has = func(k any) bool { return old.Has(k) || taken[k] }
	}
	return p
}

// of returns the key that is the same as an old one.
func (p partners) of(old any) (key any, ok bool) {
	if p.new.Has(old) {
		return old, true
	}
	key, ok = p.differs[old]
	return key, ok
}

package races

import (
	"sessh/session/diff"
	"sessh/session/tree"
)

// takenBack reports whether a change that made now of before is undone in another version: what was
// added is missing, what was removed is there, and what was changed is as it was. In lists, values count
// wherever they are.
func takenBack(c diff.Change, before, now, other *tree.Map) bool {
	keys := c.Path.Keys
	parent := keys[:len(keys)-1]
	if _, index := keys[len(keys)-1].(int); index && c.Kind != diff.Changed {
		v := c.New
		if c.Kind == diff.Removed {
			v = c.Old
		}
		was, is, then := count(before, parent, v), count(now, parent, v), count(other, parent, v)
		switch {
		case is > was:
			return then < is
		case is < was:
			return then > is
		}
		return false // it has moved
	}
	v, ok := lookUp(other, keys)
	if c.Kind == diff.Added {
		return !ok
	}
	return ok && tree.Equal(v, c.Old)
}

// lossOf returns a change that is undone in the last version.
func lossOf(c diff.Change, last *tree.Map) Loss {
	l := Loss{Path: c.Path, Kind: c.Kind, First: c.New}
	switch c.Kind {
	case diff.Added:
		l.Missing = true
	case diff.Removed:
		l.Last = c.Old
	default:
		l.Last, _ = lookUp(last, c.Path.Keys)
	}
	return l
}

// lookUp returns the value at a place.
func lookUp(top *tree.Map, keys []any) (v any, ok bool) {
	v = top
	for _, k := range keys {
		switch n := tree.NodeOf(v).(type) {
		case *tree.Map:
			v, ok = n.Get(k)
		case *tree.List:
			i, index := k.(int)
			if v, ok = n.At(i); !index {
				return nil, false
			}
		default:
			return nil, false
		}
		if !ok {
			return nil, false
		}
	}
	return v, true
}

// count returns how often the list at a place has a value.
func count(top *tree.Map, keys []any, value any) (n int) {
	v, _ := lookUp(top, keys)
	l, ok := tree.NodeOf(v).(*tree.List)
	if !ok {
		return 0
	}
	for _, v := range l.All() {
		if tree.Equal(v, value) {
			n++
		}
	}
	return n
}

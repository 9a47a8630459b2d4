package diff

import (
	"sync"

	"sessh/session/tree"
)

// emptyMap stands for a mapping that does not exist. It is never changed.
var emptyMap = tree.NewMap()

// differ collects the differences of two trees.
type differ struct {
	top     tree.Path      // of the trees
	at      []any          // keys from top to the present place; paths are made of changes only
	called  map[int]string // names of keys that share their text with others; see [tree.Path]
	in      [2]*tree.Map   // the mappings, old and new, whose keys are being compared
	changes []Change
	pairs   *tree.Pairing // nil if nothing has several places
	room    [8]any        // initial array of at
}

// differs are unused, and zero. To reuse them spares much garbage when many sessions are compared.
var differs = sync.Pool{New: func() any { return new(differ) }}

func (d *differ) release() {
	*d = differ{}
	differs.Put(d)
}

// A Comparison is how two trees are compared.
type Comparison struct {
	// Top is the path of the trees.
	Top tree.Path
	// Packages is set if the trees hold package data, which is no value of its own: where it was
	// added or removed, its keys were.
	Packages bool
	// Shared is set if something in the new tree may have several places.
	Shared bool
}

// Append appends the changes that made new of old.
func (c Comparison) Append(changes []Change, old, new *tree.Map) []Change {
	d := differs.Get().(*differ)
	defer d.release()
	d.top, d.changes, d.at = c.Top, changes, d.room[:0]
	if c.Shared {
		d.pairs = tree.Pair(old, new)
	}
	d.maps(old, new, c.Packages)
	if d.pairs == nil {
		return d.changes
	}
	e := tree.FindElsewhere(new)
	for i := range d.changes[len(changes):] {
		change := &d.changes[len(changes)+i]
		change.Also = e.Also(change.New, change.Path.Keys, c.Top, new, d.pairs)
	}
	return d.changes
}

// Additions returns the number of changes from an empty tree to new.
func (c Comparison) Additions(new *tree.Map) int {
	if !c.Packages {
		return new.Len()
	}
	n := 0
	for _, v := range new.All() {
		if m, isMap := v.(*tree.Map); isMap {
			n += max(m.Len(), 1)
		} else {
			n++
		}
	}
	return n
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
	outer := d.in
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
	if d.changes == nil && !open && new.Len() > old.Len() {
		d.changes = make([]Change, 0, new.Len()-old.Len())
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
	d.in = outer
}

// below compares what is under key.
func (d *differ) below(key any, compare func()) {
	if name, ok := tree.TypedName(key, d.in[:]...); ok {
		if d.called == nil {
			d.called = make(map[int]string)
		}
		i := len(d.top.Keys) + len(d.at)
		d.called[i] = name
		defer delete(d.called, i)
	}
	d.at = append(d.at, key)
	compare()
	d.at = d.at[:len(d.at)-1]
}

func (d *differ) values(key, old, new any) {
	if d.pairs != nil {
		o, n := tree.NodeOf(old), tree.NodeOf(new)
		_, again := new.(*tree.Ref)
		switch {
		case o == nil || n == nil:
		case !d.pairs.Same(o, n):
			d.add(key, Change{Kind: Changed, Old: old, New: new})
			return
		case again: // its changes are reported in its own place
			return
		default:
			old = o
		}
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

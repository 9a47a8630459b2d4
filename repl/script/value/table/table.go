// Package table is the hash table of CPython's sets, with values in the same order: doctests
// show it.
//
// The caller hashes the values, and tells [New] when two with the same hash are equal.
package table

import "slices"

// A Table holds values with their hashes, each once.
type Table[V any] struct {
	equal  func(x, y V) (bool, error)
	made   func(bytes int) error
	slots  []slot[V]
	fill   int // slots that are or were used
	used   int
	finger int // where Pop goes on
}

type slot[V any] struct {
	v    V
	h    int64
	used bool
	gone bool // it was used
}

// New returns an empty table. made is asked before so many bytes are made, and stops that by
// an error.
func New[V any](equal func(x, y V) (bool, error), made func(bytes int) error) *Table[V] {
	return &Table[V]{equal: equal, made: made, slots: make([]slot[V], 8)}
}

// Len returns the number of values.
func (t *Table[V]) Len() int { return t.used }

// Values returns the values in their order.
func (t *Table[V]) Values() []V {
	values := make([]V, 0, t.used)
	for _, e := range t.slots {
		if e.used {
			values = append(values, e.v)
		}
	}
	return values
}

// Next returns the first value in slot i or behind it, and the slot behind that one.
func (t *Table[V]) Next(i int) (v V, next int, ok bool) {
	for ; i < len(t.slots); i++ {
		if e := t.slots[i]; e.used {
			return e.v, i + 1, true
		}
	}
	return v, i, false
}

// probes is how many slots in a row are looked at before the search goes elsewhere.
const probes = 9

// find returns the slot of a value, or the one for it.
func (t *Table[V]) find(v V, h int64) (*slot[V], error) {
	mask := uint64(len(t.slots) - 1)
	perturb := uint64(h)
	var free *slot[V]
	for i := uint64(h) & mask; ; i = (i*5 + 1 + perturb) & mask {
		n := uint64(0)
		if i+probes <= mask {
			n = probes
		}
		for j := i; j <= i+n; j++ {
			e := &t.slots[j]
			switch {
			case !e.used && !e.gone:
				if free != nil {
					return free, nil
				}
				return e, nil
			case !e.used:
				free = e
			case e.h == h:
				if ok, err := t.equal(e.v, v); ok || err != nil {
					return e, err
				}
			}
		}
		perturb >>= 5
	}
}

// Has reports whether the table has a value.
func (t *Table[V]) Has(v V, h int64) (bool, error) {
	e, err := t.find(v, h)
	return err == nil && e.used, err
}

// Put adds a value.
func (t *Table[V]) Put(v V, h int64) error {
	e, err := t.find(v, h)
	if err != nil || e.used {
		return err
	}
	t.used++
	if e.gone {
		*e = slot[V]{v: v, h: h, used: true}
		return nil
	}
	*e = slot[V]{v: v, h: h, used: true}
	t.fill++
	if t.fill*5 < (len(t.slots)-1)*3 {
		return nil
	}
	return t.grow()
}

// grow makes room for many more values.
func (t *Table[V]) grow() error {
	if t.used > 50000 {
		return t.resize(t.used * 2)
	}
	return t.resize(t.used * 4)
}

// resize makes a table with room for more than n values.
func (t *Table[V]) resize(n int) error {
	size := 8
	for size <= n {
		size <<= 1
	}
	if err := t.made(size * 32); err != nil {
		return err
	}
	old := t.slots
	t.slots, t.fill = make([]slot[V], size), t.used
	for _, e := range old {
		if e.used {
			t.insert(e)
		}
	}
	return nil
}

// insert puts a value into a table that does not have it, and no slot that was used.
func (t *Table[V]) insert(e slot[V]) {
	mask := uint64(len(t.slots) - 1)
	perturb := uint64(e.h)
	for i := uint64(e.h) & mask; ; i = (i*5 + 1 + perturb) & mask {
		n := uint64(0)
		if i+probes <= mask {
			n = probes
		}
		for j := i; j <= i+n; j++ {
			if !t.slots[j].used {
				t.slots[j] = e
				return
			}
		}
		perturb >>= 5
	}
}

// Remove reports whether the value was there.
func (t *Table[V]) Remove(v V, h int64) (bool, error) {
	e, err := t.find(v, h)
	if err != nil || !e.used {
		return false, err
	}
	*e = slot[V]{gone: true}
	t.used--
	return true, nil
}

// Pop removes a value and returns it; ok is false if there is none.
func (t *Table[V]) Pop() (v V, ok bool) {
	if t.used == 0 {
		return v, false
	}
	i := t.finger & (len(t.slots) - 1)
	for !t.slots[i].used {
		i = (i + 1) & (len(t.slots) - 1)
	}
	v = t.slots[i].v
	t.slots[i] = slot[V]{gone: true}
	t.used--
	t.finger = i + 1
	return v, true
}

// Reserve makes room for n more values.
func (t *Table[V]) Reserve(n int) error {
	if (t.fill+n)*5 < (len(t.slots)-1)*3 {
		return nil
	}
	return t.resize((t.used + n) * 2)
}

// Shrink makes the table anew where many values were removed.
func (t *Table[V]) Shrink() error {
	if t.fill-t.used <= (len(t.slots)-1)/4 {
		return nil
	}
	return t.grow()
}

// Merge adds the values of another table.
func (t *Table[V]) Merge(o *Table[V]) error {
	if t == o || o.used == 0 {
		return nil
	}
	if err := t.Reserve(o.used); err != nil {
		return err
	}
	switch {
	case t.fill == 0 && len(t.slots) == len(o.slots) && o.fill == o.used:
		copy(t.slots, o.slots)
		t.fill, t.used = o.fill, o.used
		return nil
	case t.fill == 0:
		t.fill, t.used = o.used, o.used
		for _, e := range o.slots {
			if e.used {
				t.insert(e)
			}
		}
		return nil
	}
	for _, e := range slices.Clone(o.slots) {
		if e.used {
			if err := t.Put(e.v, e.h); err != nil {
				return err
			}
		}
	}
	return nil
}

// Become makes t hold what o holds, which must not be used any more.
func (t *Table[V]) Become(o *Table[V]) { t.slots, t.fill, t.used = o.slots, o.fill, o.used }

// Clone returns a copy.
func (t *Table[V]) Clone() (*Table[V], error) {
	c := New(t.equal, t.made)
	return c, c.Merge(t)
}

// Hash returns the hash of a frozenset of the values.
func (t *Table[V]) Hash() int64 {
	var h uint64
	for _, e := range t.slots {
		if e.used {
			x := uint64(e.h)
			h ^= (x ^ 89869747 ^ x<<16) * 3644798167
		}
	}
	h ^= (uint64(t.used) + 1) * 1927868237
	h ^= h>>11 ^ h>>25
	h = h*69069 + 907133923
	if h == 1<<64-1 {
		return 590923713
	}
	return int64(h)
}

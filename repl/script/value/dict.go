package value

import (
	"slices"

	"go.starlark.net/starlark"

	"sessh/repl/script/bounds"
	"sessh/repl/script/object"
	"sessh/repl/script/value/location"
	"sessh/repl/script/value/number"
	"sessh/repl/script/value/sequence"
	"sessh/session"
	"sessh/session/tree"
)

// Dict is a dictionary of Python: one that a statement made, the data of a session,
// or a mapping inside it. One that a statement made becomes the mapping of the
// session that it is put into: both are then the same object.
type Dict struct {
	rt    *Runtime
	class *object.Class
	own   *starlark.Dict // of [key]: what it holds while it is part of no session
	node  *tree.Map
	at    *location.Place
	// of the data of a session: it creates package data on retrieval
	session *session.Session
}

var (
	_ starlark.IterableMapping = (*Dict)(nil)
	_ starlark.HasSetKey       = (*Dict)(nil)
)

// NewDict returns an empty dictionary.
func (rt *Runtime) NewDict() *Dict {
	return &Dict{rt: rt, class: rt.Classes["dict"], own: starlark.NewDict(0)}
}

func (d *Dict) String() string        { return object.Repr(d) }
func (d *Dict) Type() string          { return d.class.Name() }
func (d *Dict) Freeze()               {}
func (d *Dict) Truth() starlark.Bool  { return d.Len() > 0 }
func (d *Dict) Hash() (uint32, error) { return 0, object.Unhashable(d) }

// Show writes the dictionary as Python does.
func (d *Dict) Show(w *object.Writer) {
	w.Inside(d.Identity(), "{...}", func() { w.Pairs(d.Items()) })
}

// Identity returns the same for two objects if `is` holds for them.
func (d *Dict) Identity() any {
	switch {
	case d.session != nil:
		return d.session
	case d.node != nil:
		return d.node
	}
	return d
}

// mapping returns what d shows; for a session whose transaction has ended, its last
// state.
func (d *Dict) mapping() *tree.Map {
	if d.session == nil {
		return d.node
	}
	m, err := d.session.Data()
	if err != nil {
		return tree.NewMap()
	}
	return m
}

// Held returns the mapping of a session that d stands for; nil if d is part of none.
func (d *Dict) Held() *tree.Map {
	if d.own != nil {
		return nil
	}
	return d.mapping()
}

// Len returns the number of keys.
func (d *Dict) Len() int {
	if d.own != nil {
		return d.own.Len()
	}
	return d.mapping().Len()
}

// Keys returns the keys.
func (d *Dict) Keys() []starlark.Value {
	if d.own != nil {
		keys := d.own.Keys()
		for i, k := range keys {
			keys[i] = k.(key).Value
		}
		return keys
	}
	keys := make([]starlark.Value, 0, d.Len())
	for k := range d.mapping().All() {
		keys = append(keys, object.Scalar(k))
	}
	return keys
}

// Find looks up a key without creating anything.
func (d *Dict) Find(k starlark.Value) (starlark.Value, bool, error) {
	h, err := d.rt.key(k)
	if err != nil {
		return nil, false, err
	}
	if d.own != nil {
		return d.own.Get(h)
	}
	if d.session != nil {
		if _, err := d.session.Data(); err != nil {
			return nil, false, object.Wrap(err)
		}
	}
	key, ok := d.known(k)
	if !ok {
		return nil, false, nil
	}
	v, _ := d.mapping().Get(key)
	return d.rt.Value(v, d.at.Below(key)), true, nil
}

// known returns the key of the mapping that is equal to k: 1, 1.0 and True are.
func (d *Dict) known(k starlark.Value) (any, bool) {
	for _, e := range number.Equal(k) {
		if key, err := location.Key(e); err == nil {
			if _, ok := d.mapping().Get(key); ok {
				return key, true
			}
		}
	}
	return nil, false
}

// Get is d[k]. For a session it creates missing package data.
func (d *Dict) Get(k starlark.Value) (starlark.Value, bool, error) {
	v, ok, err := d.Find(k)
	if ok || err != nil {
		return v, ok, err
	}
	if d.session == nil || d.session.Flat() {
		return nil, false, object.KeyError(k)
	}
	name, ok := starlark.AsString(k)
	if !ok {
		return nil, false, object.KeyError(k)
	}
	s := d.session
	if d.at.Ended() {
		if s, err = d.rt.Reopen(d.at); err != nil {
			return nil, false, err
		}
	}
	m, err := s.Package(name)
	if err != nil {
		return nil, false, object.Wrap(err)
	}
	return d.rt.Value(m, d.rt.PlaceOf(s).Below(name)), true, nil
}

// SetKey is d[k] = v.
func (d *Dict) SetKey(k, v starlark.Value) error {
	h, err := d.rt.key(k)
	if err != nil {
		return err
	}
	size := bounds.EntrySize
	if d.own == nil {
		size = bounds.NodeSize
	}
	if err := d.rt.Made(size); err != nil {
		return err
	}
	if d.own != nil {
		return d.own.SetKey(h, v)
	}
	key, ok := d.known(k)
	if !ok {
		if key, err = location.Key(k); err != nil {
			return err
		}
	}
	if err := d.live(); err != nil {
		return err
	}
	return d.rt.put(v, func(x any) error { return d.mapping().Set(key, x) }, func() (any, bool) { return d.mapping().Get(key) }, d.at.Below(key))
}

// Remove is del d[k].
func (d *Dict) Remove(k starlark.Value) (was starlark.Value, err error) {
	was, ok, err := d.Find(k)
	switch {
	case err != nil:
		return nil, err
	case !ok:
		return nil, object.KeyError(k)
	case d.own != nil:
		h, err := d.rt.key(k)
		if err == nil {
			_, _, err = d.own.Delete(h)
		}
		return was, err
	}
	if err := d.live(); err != nil {
		return nil, err
	}
	key, _ := d.known(k)
	_, err = d.mapping().Delete(key)
	return was, object.Wrap(err)
}

// live makes sure that what is written goes to an open transaction.
func (d *Dict) live() error {
	if d.at == nil || !d.at.Ended() {
		return nil
	}
	s, v, err := d.rt.Again(d.at)
	if err != nil {
		return err
	}
	if d.session != nil {
		d.session, d.at = s, d.rt.PlaceOf(s)
		return nil
	}
	m, ok := v.(*tree.Map)
	if !ok {
		return object.Raise("RuntimeError", "%s is no longer a mapping", d.at)
	}
	d.node = m
	d.at = d.at.InSession(s)
	return nil
}

// Iterate yields the keys that d has when it is called.
func (d *Dict) Iterate() starlark.Iterator { return starlark.Tuple(d.Keys()).Iterate() }

func (d *Dict) iter() sequence.Iter { return d.over(d.Keys()) }

// Backward yields the keys, the last first.
func (d *Dict) Backward() sequence.Iter {
	keys := d.Keys()
	slices.Reverse(keys)
	return d.over(keys)
}

// over yields the keys as long as d keeps its size.
func (d *Dict) over(all []starlark.Value) sequence.Iter {
	keys, n := sequence.Of(all), d.Len()
	return func() (starlark.Value, bool, error) {
		if d.Len() != n {
			return nil, false, object.Raise("RuntimeError", "dictionary changed size during iteration")
		}
		return keys()
	}
}

// Items returns the keys and values.
func (d *Dict) Items() []starlark.Tuple {
	if d.own != nil {
		items := d.own.Items()
		for i, item := range items {
			items[i] = starlark.Tuple{item[0].(key).Value, item[1]}
		}
		return items
	}
	keys := d.Keys()
	items := make([]starlark.Tuple, 0, len(keys))
	for _, k := range keys {
		if v, ok, _ := d.Find(k); ok {
			items = append(items, starlark.Tuple{k, v})
		}
	}
	return items
}

func (d *Dict) equal(o *Dict, depth int) (bool, error) {
	if d.same(o) {
		return true, nil
	}
	if d.Len() != o.Len() {
		return false, nil
	}
	for _, item := range d.Items() {
		v, ok, err := o.Find(item[0])
		if err != nil || !ok {
			return false, err
		}
		if same, err := d.rt.Alike(item[1], v, depth-1); err != nil || !same {
			return false, err
		}
	}
	return true, nil
}

// same is Python's `is`.
func (d *Dict) same(o *Dict) bool {
	return d == o || d.own == nil && o.own == nil && (d.node != nil && d.node == o.node || d.session != nil && d.session == o.session)
}

// Update sets the items.
func (d *Dict) Update(items []starlark.Tuple) error {
	for _, item := range items {
		if err := d.SetKey(item[0], item[1]); err != nil {
			return err
		}
	}
	return nil
}

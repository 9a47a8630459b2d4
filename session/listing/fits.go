package listing

import (
	"iter"

	"sessh/session/format"
	"sessh/session/format/client"
	"sessh/session/format/keys"
	"sessh/session/storage"
)

// fit is a format that a key fits, with the names that it reads in the key.
type fit struct {
	format        int // index into the catalog's formats
	container, id string
	exact         bool
	traits        *format.Traits // of the format
	certain       bool           // the key alone proves that the item is the format's
}

// fits yields the formats that a key fits, in order, up to the first one that the key alone
// proves.
func (c *Catalog) fits(key string) iter.Seq[fit] {
	return func(yield func(fit) bool) {
		for i := range c.looks.shapes().index.MayFit(key, 0).In(len(c.formats)) {
			var f fit
			if c.fit(i, key, &f) && (!yield(f) || f.certain) {
				return
			}
		}
	}
}

// fit sets the fit of a key to the i-th format, and reports whether there is one.
func (c *Catalog) fit(i int, key string, of *fit) (ok bool) {
	f, t := c.formats[i], c.looks.shapes().traits[i]
	of.container, of.id, of.exact, ok = f.Parse(key)
	if !ok {
		return false
	}
	of.format, of.traits, of.certain = i, t, t.Claims == nil || t.Proves != nil && t.Proves(key)
	if t.Digests {
		if n, ok := c.called.get(key, f); ok {
			of.container, of.id, of.exact, of.certain = n.container, n.id, true, true
		}
	}
	return true
}

// A proof is what shows the format of an item.
type proof uint8

const (
	noProof proof = iota // it is of none
	byValue
	byKey
)

// shaped returns the formats that a key may be of by its shape, up to the first one whose keys prove that
// their items are its.
func (c *Catalog) shaped(key string) keys.Set {
	s := c.looks.shapes()
	return s.index.MayFit(key, s.distinct)
}

// first returns what shows the format of the item under a key, which has these shapes. If it is the key
// alone, own is set to the fit; if it is the value, open are the formats that it may be of, as far as the
// shape of the key says.
func (c *Catalog) first(key string, shaped keys.Set, own *fit) (by proof, open keys.Set) {
	s := c.looks.shapes()
	by, open = c.firstOf(key, shaped, own)
	if by != byKey && shaped&s.distinct != 0 { // it may be of those that follow
		by, open = c.firstOf(key, s.index.MayFit(key, 0), own)
	}
	if by == byValue && open&s.proving != 0 && c.proved(key, open, own) {
		by = byKey
	}
	return by, open
}

// proved sets own to the fit of the format that a key proves its item to be of, by one of the patterns that
// do, among formats whose keys do not all. It reports whether there is one, and none before it whose keys
// all do.
func (c *Catalog) proved(key string, open keys.Set, own *fit) bool {
	s := c.looks.shapes()
	for i := range (open & (s.proving | s.distinct)).In(len(c.formats)) {
		t := s.traits[i]
		if t.Claims != nil && (t.Proves == nil || !t.Proves(key)) {
			continue
		}
		if c.fit(i, key, own) {
			return t.Proves != nil
		}
	}
	return false
}

// firstOf is first among some formats, without those of which only some keys prove their items.
func (c *Catalog) firstOf(key string, open keys.Set, own *fit) (by proof, of keys.Set) {
	s := c.looks.shapes()
	for i := range open.In(len(c.formats)) {
		if i < keys.Held && s.contested.Has(i) && !(s.traits[i].Digests && c.called.has(key)) {
			return byValue, open
		}
		switch {
		case !c.fit(i, key, own):
		case own.certain:
			return byKey, open
		default:
			return byValue, open
		}
	}
	return noProof, 0
}

// taking returns the formats that can name a session in a container.
func (c *Catalog) taking(container string) (all keys.Set) {
	for i, f := range c.formats {
		if takes := f.Traits().Takes; takes == nil || takes(container) == nil {
			all = all.With(i)
		}
	}
	return all
}

// mayBeIn reports whether the item under a key may be a session in a container, of one of some formats.
func (c *Catalog) mayBeIn(container, key string, of keys.Set) bool {
	for i := range of.In(len(c.formats)) {
		var f fit
		if c.fit(i, key, &f) && f.container == container {
			return true
		}
	}
	return false
}

// decide sets own to the fit that an item belongs to, and remembers it. It reports whether there is one.
func (c *Catalog) decide(item *storage.Item, own *fit) bool {
	ok := c.recognize(item, c.looks.shapes().index.MayFit(item.Key, 0), own, new(client.Stored))
	c.verdicts.put(c.ruling(item, own, ok))
	return ok
}

func (c *Catalog) ruling(item *storage.Item, own *fit, ok bool) ruling {
	if !ok {
		return ruling{item.Key, item.Version, noFormat}
	}
	return ruling{item.Key, item.Version, own.format}
}

// recognize sets own to the fit that an item belongs to, which is one of the open formats. It reports
// whether there is one. stored is memory that it uses.
func (c *Catalog) recognize(item *storage.Item, open keys.Set, own *fit, stored *client.Stored) bool {
	s := c.looks.shapes()
	if open&s.proving != 0 && c.proved(item.Key, open, own) {
		return true
	}
	called, may := c.called.has(item.Key), c.claimants.of(item.Value, item.Flags)
	stored.Value, stored.Flags = item.Value, item.Flags
	defer stored.Done()
	if !called {
		open &= may
	}
	for i := range open.In(len(c.formats)) {
		// Most items are of no session: that is found out before their names are.
		claimed := may.Has(i)
		if claims := s.traits[i].Claims; claimed && claims != nil {
			claimed = claims(item.Key, stored)
		}
		if !claimed && !called {
			continue
		}
		if c.fit(i, item.Key, own) && (claimed || own.certain) {
			return true
		}
	}
	return false
}

// remembered sets own to the fit that the item is known to belong to; ok is false if that is known
// to be none. known is false if its value must be read.
func (c *Catalog) remembered(item *storage.Listed, own *fit) (ok, known bool) {
	format, known := c.verdicts.get(item.Key, item.Version)
	if !known || format == noFormat {
		return false, known
	}
	ok = c.fit(format, item.Key, own)
	return ok, ok
}

// Whose returns the session that an item is; ok is false if it is of no format.
func (c *Catalog) Whose(item *storage.Item) (Entry, bool) {
	var own fit
	if !c.decide(item, &own) {
		return Entry{}, false
	}
	return c.entry(&own, &storage.Listed{Key: item.Key, Version: item.Version}, nil), true
}

// WouldBe returns the session that an item would be if it were stored; ok is false if it would be of no
// format. Nothing is remembered of it.
func (c *Catalog) WouldBe(item *storage.Item) (of Entry, ok bool) {
	var own fit
	if !c.recognize(item, c.looks.shapes().index.MayFit(item.Key, 0), &own, new(client.Stored)) {
		return Entry{}, false
	}
	return c.entry(&own, &storage.Listed{Key: item.Key}, nil), true
}

// May returns the sessions that the item under a key may be, as far as the key says.
func (c *Catalog) May(key string) []Entry {
	var may []Entry
	for f := range c.fits(key) {
		may = append(may, c.entry(&f, &storage.Listed{Key: key}, nil))
	}
	return may
}

func (c *Catalog) entry(f *fit, item *storage.Listed, read *storage.Item) Entry {
	return Entry{Format: c.formats[f.format], Container: f.container, ID: f.id, Exact: f.exact, Item: *item, Read: read}
}

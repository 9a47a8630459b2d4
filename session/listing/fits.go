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
		for i := range c.index.MayFit(key, 0).In(len(c.formats)) {
			if f, ok := c.fit(i, key); ok && (!yield(f) || f.certain) {
				return
			}
		}
	}
}

// fit returns the fit of a key to the i-th format; ok is false if there is none.
func (c *Catalog) fit(i int, key string) (of fit, ok bool) {
	f := c.formats[i]
	container, id, exact, ok := f.Parse(key)
	if !ok {
		return fit{}, false
	}
	t := f.Traits()
	certain := t.Claims == nil || t.Proves != nil && t.Proves(key)
	if t.Digests {
		if n, ok := c.called.get(key, f); ok {
			container, id, exact, certain = n.container, n.id, true, true
		}
	}
	return fit{i, container, id, exact, t, certain}, true
}

// first returns the format that the key of an item alone proves it to be of. If it proves none, open
// are those that the value may prove it to be of, as far as the shape of the key says.
func (c *Catalog) first(key string) (own fit, certain bool, open keys.Set) {
	shaped := c.index.MayFit(key, c.distinct)
	own, certain, open = c.firstOf(key, shaped)
	if !certain && shaped&c.distinct != 0 { // it may be of those that follow
		own, certain, open = c.firstOf(key, c.index.MayFit(key, 0))
	}
	if !certain && open&c.proving != 0 {
		if by, ok := c.proved(key, open); ok {
			return by, true, open
		}
	}
	return own, certain, open
}

// proved returns the format that a key proves its item to be of, by one of the patterns that do, among
// formats whose keys do not all. ok is false if there is none, or one before it whose keys all do.
func (c *Catalog) proved(key string, open keys.Set) (own fit, ok bool) {
	for i := range (open & (c.proving | c.distinct)).In(len(c.formats)) {
		t := c.formats[i].Traits()
		if t.Claims != nil && (t.Proves == nil || !t.Proves(key)) {
			continue
		}
		if own, ok = c.fit(i, key); ok {
			return own, t.Proves != nil
		}
	}
	return fit{}, false
}

// firstOf is first among some formats.
func (c *Catalog) firstOf(key string, open keys.Set) (fit, bool, keys.Set) {
	for i := range open.In(len(c.formats)) {
		t := c.formats[i].Traits()
		if t.Claims != nil && t.Shapes != nil && i < keys.Held && !(t.Digests && c.called.has(key)) {
			return fit{}, false, open
		}
		if own, ok := c.fit(i, key); ok {
			return own, own.certain, open
		}
	}
	return fit{}, false, 0
}

// mayBeIn reports whether the item under a key may be a session in a container.
func (c *Catalog) mayBeIn(container, key string) bool {
	for f := range c.fits(key) {
		if f.container == container {
			return true
		}
	}
	return false
}

// decide returns the fit that an item belongs to, and remembers it; ok is false if there is none.
func (c *Catalog) decide(item *storage.Item) (own fit, ok bool) {
	own, ok = c.recognize(item, c.index.MayFit(item.Key, 0))
	c.verdicts.put(c.ruling(item, &own, ok))
	return own, ok
}

func (c *Catalog) ruling(item *storage.Item, own *fit, ok bool) ruling {
	if !ok {
		return ruling{item.Key, item.Version, noFormat}
	}
	return ruling{item.Key, item.Version, own.format}
}

// recognize returns the fit that an item belongs to, which is one of those that its key may have; ok
// is false if there is none.
func (c *Catalog) recognize(item *storage.Item, open keys.Set) (own fit, ok bool) {
	if open&c.proving != 0 {
		if own, ok = c.proved(item.Key, open); ok {
			return own, true
		}
	}
	called, may := c.called.has(item.Key), c.claimants.of(item.Value, item.Flags)
	stored := &client.Stored{Value: item.Value, Flags: item.Flags}
	defer stored.Done()
	if !called {
		open &= may
	}
	for i := range open.In(len(c.formats)) {
		// Most items are of no session: that is found out before their names are.
		claimed := may.Has(i)
		if claims := c.formats[i].Traits().Claims; claimed && claims != nil {
			claimed = claims(item.Key, stored)
		}
		if !claimed && !called {
			continue
		}
		if own, ok = c.fit(i, item.Key); ok && (claimed || own.certain) {
			return own, true
		}
	}
	return fit{}, false
}

// remembered returns the fit that the item is known to belong to; ok is false if that is known
// to be none. known is false if its value must be read.
func (c *Catalog) remembered(item storage.Listed) (own fit, ok, known bool) {
	format, known := c.verdicts.get(item.Key, item.Version)
	if !known || format == noFormat {
		return fit{}, false, known
	}
	own, ok = c.fit(format, item.Key)
	return own, ok, ok
}

// Whose returns the session that an item is; ok is false if it is of no format.
func (c *Catalog) Whose(item *storage.Item) (Entry, bool) {
	own, ok := c.decide(item)
	if !ok {
		return Entry{}, false
	}
	return c.entry(&own, storage.Listed{Key: item.Key, Version: item.Version}, nil), true
}

// May returns the sessions that the item under a key may be, as far as the key says.
func (c *Catalog) May(key string) []Entry {
	var may []Entry
	for f := range c.fits(key) {
		may = append(may, c.entry(&f, storage.Listed{Key: key}, nil))
	}
	return may
}

func (c *Catalog) entry(f *fit, item storage.Listed, read *storage.Item) Entry {
	return Entry{Format: c.formats[f.format], Container: f.container, ID: f.id, Exact: f.exact, Item: item, Read: read}
}

package listing

import (
	"sessh/session/format"
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

// fits appends the formats that a key fits, in order, up to the first one that the key alone
// proves.
func (c *Catalog) fits(to []fit, key string) []fit {
	end := keys.EndOf(key)
	for i, f := range c.formats {
		if !end.MayFit(c.shapes[i]) {
			continue
		}
		container, id, exact, ok := f.Parse(key)
		if !ok {
			continue
		}
		t := f.Traits()
		certain := t.Claims == nil
		if t.Digests {
			if n, ok := c.called.get(key, f); ok {
				container, id, exact, certain = n.container, n.id, true, true
			}
		}
		to = append(to, fit{i, container, id, exact, t, certain})
		if certain {
			break
		}
	}
	return to
}

// decide returns the fit that an item belongs to, or nil, and remembers it.
func (c *Catalog) decide(fits []fit, item *storage.Item) *fit {
	for i := range fits {
		if fits[i].certain || fits[i].traits.Claims(item.Key, item.Value, item.Flags) {
			c.verdicts.put(item.Key, item.Version, fits[i].format)
			return &fits[i]
		}
	}
	c.verdicts.put(item.Key, item.Version, noFormat)
	return nil
}

// remembered returns the fit that the item is known to belong to, or nil. known is false if
// its value must be read.
func (c *Catalog) remembered(fits []fit, item storage.Listed) (own *fit, known bool) {
	format, known := c.verdicts.get(item.Key, item.Version)
	for i := range fits {
		if known && fits[i].format == format {
			return &fits[i], true
		}
	}
	return nil, known && format == noFormat
}

// Whose returns the session that an item is; ok is false if it is of no format.
func (c *Catalog) Whose(item *storage.Item) (Entry, bool) {
	var few [4]fit
	own := c.decide(c.fits(few[:0], item.Key), item)
	if own == nil {
		return Entry{}, false
	}
	return c.entry(own, storage.Listed{Key: item.Key, Version: item.Version}, nil), true
}

// May returns the sessions that the item under a key may be, as far as the key says.
func (c *Catalog) May(key string) []Entry {
	var may []Entry
	for _, f := range c.fits(nil, key) {
		may = append(may, c.entry(&f, storage.Listed{Key: key}, nil))
	}
	return may
}

func (c *Catalog) entry(f *fit, item storage.Listed, read *storage.Item) Entry {
	return Entry{Format: c.formats[f.format], Container: f.container, ID: f.id, Exact: f.exact, Item: item, Read: read}
}

package session

import "fmt"

// fit is a format that a key fits, with the names that it reads in the key.
type fit struct {
	format        int // index into the root's formats
	container, id string
	exact         bool
	traits        *Traits // of the format
	certain       bool    // the key alone proves that the item is the format's
}

// fits appends the formats that a key fits, in order, up to the first one that the key alone
// proves.
func (r *Root) fits(to []fit, key string) []fit {
	for i, f := range r.options.Formats {
		container, id, exact, ok := f.Parse(key)
		if !ok {
			continue
		}
		t := f.Traits()
		certain := t.Claims == nil
		if t.Digests {
			if n, ok := r.called.get(key, f); ok {
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
func (r *Root) decide(fits []fit, item *Item) *fit {
	for i := range fits {
		if fits[i].certain || fits[i].traits.Claims(item.Key, item.Value, item.Flags) {
			r.verdicts.put(item.Key, item.Version, fits[i].format)
			return &fits[i]
		}
	}
	r.verdicts.put(item.Key, item.Version, noFormat)
	return nil
}

// remembered returns the fit that the item is known to belong to, or nil. known is false if
// its value must be read.
func (r *Root) remembered(fits []fit, item Listed) (own *fit, known bool) {
	format, known := r.verdicts.get(item.Key, item.Version)
	for i := range fits {
		if known && fits[i].format == format {
			return &fits[i], true
		}
	}
	return nil, known && format == noFormat
}

// whose returns the session that an item is; ok is false if it is of no format.
func (r *Root) whose(item *Item) (Found, bool) {
	var few [4]fit
	own := r.decide(r.fits(few[:0], item.Key), item)
	if own == nil {
		return Found{}, false
	}
	c := r.container(own.container, r.options.Formats[own.format])
	return Found{Container: c, ID: own.id, Exact: own.exact, Item: Listed{Key: item.Key, Version: item.Version}}, true
}

// A DecodeError is the error of a session whose item cannot be decoded.
type DecodeError struct {
	Err error
	// Format is the name of the format that the session was opened in.
	Format string
	// Foreign is set if the item is not a session of that format, but something else
	// under a key that fits.
	Foreign bool
	// Elsewhere is where the item can be read: the place it belongs to, or that of a raw
	// item. It is the root if there is none.
	Elsewhere Path
}

func (e *DecodeError) Error() string {
	if !e.Foreign {
		return e.Err.Error()
	}
	where := ""
	if e.Elsewhere.Depth() > 0 {
		where = fmt.Sprintf(" but %s", e.Elsewhere)
	}
	return fmt.Sprintf("it is no session in format %s%s: %v", e.Format, where, e.Err)
}

func (e *DecodeError) Unwrap() error { return e.Err }

// contested reports whether the key alone names a session of the container, and not one
// whose names are known otherwise.
func (c *Container) contested(key string) bool {
	name, _, _, ok := c.format.Parse(key)
	return ok && name == c.name
}

// undecodable returns the error of an item that cannot be decoded in the container's format.
func (c *Container) undecodable(item *Item, err error) error {
	e := &DecodeError{Err: err, Format: c.format.Name()}
	if claims := c.format.Traits().Claims; claims != nil && c.contested(item.Key) && !claims(item.Key, item.Value, item.Flags) {
		e.Foreign = true
		if found, ok := c.root.whose(item); ok && !found.Container.same(c) {
			e.Elsewhere = SessionPath(found.Container.name, found.ID)
		}
		return e
	}
	for _, f := range c.root.options.Formats {
		name, id, _, ok := f.Parse(item.Key)
		if ok && f.Traits().Raw && f != c.format {
			e.Elsewhere = SessionPath(name, id)
		}
	}
	return e
}

package session

import "fmt"

// Contested is a [Format] some of whose keys other programs have, too: session:7,
// or any 32 letters. Such a key alone proves nothing.
//
// An item belongs to a format when its key fits and its bytes do. Formats whose
// keys nobody else has need no proof. For the others the values are read, many at
// a time, and whose they are is remembered. An item that no format claims is a raw
// one. An item that a format claims and cannot decode is a damaged session of that
// format; like every item it can be reached by its key as a raw one, too.
type Contested interface {
	Format

	// Contested reports whether others may have keys like those of the
	// container's sessions.
	Contested(container string) bool

	// Claims reports whether an item whose key fits is a session of the format:
	// one that Decode reads, or one that has the flags of the format's clients and
	// begins as its sessions do, and is damaged further on.
	Claims(value []byte, flags uint32) bool
}

// fit is a format that a key fits, with the names that it reads in the key.
type fit struct {
	format        int // index into the root's formats
	container, id string
	exact         bool
	contested     Contested // nil: nobody else has such keys
}

// fits appends the formats that a key fits, in order, up to the first one whose
// keys nobody else has.
func (r *Root) fits(to []fit, key string) []fit {
	for i, f := range r.options.Formats {
		container, id, exact, ok := f.Parse(key)
		if !ok {
			continue
		}
		c, _ := f.(Contested)
		if c != nil && !c.Contested(container) {
			c = nil
		}
		to = append(to, fit{i, container, id, exact, c})
		if c == nil {
			break
		}
	}
	return to
}

// decide finds out which of the fits owns an item that was read, and remembers
// it; nil where none does.
func (r *Root) decide(fits []fit, item *Item) *fit {
	for i := range fits {
		if c := fits[i].contested; c == nil || c.Claims(item.Value, item.Flags) {
			r.verdicts.put(item.Key, item.Version, fits[i].format)
			return &fits[i]
		}
	}
	r.verdicts.put(item.Key, item.Version, noFormat)
	return nil
}

// remembered is the fit that is known to own the item; known is false where its
// value must be looked at.
func (r *Root) remembered(fits []fit, item Listed) (own *fit, known bool) {
	format, known := r.verdicts.get(item.Key, item.Version)
	for i := range fits {
		if known && fits[i].format == format {
			return &fits[i], true
		}
	}
	return nil, known && format == noFormat
}

// whose is what an item that was read belongs to.
func (r *Root) whose(item *Item) (Found, bool) {
	var few [4]fit
	own := r.decide(r.fits(few[:0], item.Key), item)
	if own == nil {
		return Found{}, false
	}
	c := r.container(own.container, r.options.Formats[own.format])
	return Found{Container: c, ID: own.id, Exact: own.exact, Item: Listed{Key: item.Key, Version: item.Version}}, true
}

// A DecodeError is why the item of a session cannot be read.
type DecodeError struct {
	Err error
	// Format is the name of the format that the session was opened in.
	Format string
	// Foreign is set where the item is no session of that format, but something
	// else under a key that fits.
	Foreign bool
	// Elsewhere is where the item can be read all the same: the place it belongs
	// to, or that of a raw item. It is the root where there is none.
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

// undecodable explains why an item cannot be read in the container's format.
func (c *Container) undecodable(item *Item, err error) error {
	e := &DecodeError{Err: err, Format: c.format.Name()}
	if f, ok := c.format.(Contested); ok && f.Contested(c.name) && !f.Claims(item.Value, item.Flags) {
		e.Foreign = true
		if found, ok := c.root.whose(item); ok && !found.Container.same(c) {
			e.Elsewhere = SessionPath(found.Container.name, found.ID)
		}
		return e
	}
	for _, f := range c.root.options.Formats {
		name, id, _, ok := f.Parse(item.Key)
		if ok && isRaw(f) && f != c.format {
			e.Elsewhere = SessionPath(name, id)
		}
	}
	return e
}

package family

import (
	"fmt"

	"sessh/session/format/client"
	"sessh/session/storage"
	"sessh/session/tree"
)

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
	Elsewhere tree.Path
}

func (e *DecodeError) Error() string {
	if !e.Foreign {
		return e.Err.Error()
	}
	where := ""
	if e.Elsewhere.Depth() > 0 {
		where = fmt.Sprintf(" but %s", e.Elsewhere)
	}
	return fmt.Sprintf("it is not a session in format %s%s: %v", e.Format, where, e.Err)
}

func (e *DecodeError) Unwrap() error { return e.Err }

// contested reports whether the key alone names a session of the family, and not one
// whose names are known otherwise.
func (f Family) contested(key string) bool {
	name, _, _, ok := f.format.Parse(key)
	return ok && name == f.name
}

// undecodable returns the error of an item that cannot be decoded in the format of the family.
func (f Family) undecodable(item *storage.Item, err error) error {
	e := &DecodeError{Err: err, Format: f.format.Name()}
	t := f.format.Traits()
	proved := t.Proves != nil && t.Proves(item.Key)
	if claims := t.Claims; claims != nil && !proved && f.contested(item.Key) && !claims(item.Key, &client.Stored{Value: item.Value, Flags: item.Flags}) {
		e.Foreign = true
		if found, ok := f.all.catalog.Whose(item); ok && (found.Container != f.name || found.Format != f.format) {
			e.Elsewhere = tree.SessionPath(found.Container, found.ID)
		}
		return e
	}
	for _, other := range f.all.formats {
		name, id, _, ok := other.Parse(item.Key)
		if ok && other.Traits().Raw && other != f.format {
			e.Elsewhere = tree.SessionPath(name, id)
		}
	}
	return e
}

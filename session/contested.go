package session

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

// contested reports whether the key alone names a session of the container, and not one
// whose names are known otherwise.
func (c *Container) contested(key string) bool {
	name, _, _, ok := c.format.Parse(key)
	return ok && name == c.name
}

// undecodable returns the error of an item that cannot be decoded in the container's format.
func (c *Container) undecodable(item *storage.Item, err error) error {
	e := &DecodeError{Err: err, Format: c.format.Name()}
	t := c.format.Traits()
	proved := t.Proves != nil && t.Proves(item.Key)
	if claims := t.Claims; claims != nil && !proved && c.contested(item.Key) && !claims(item.Key, &client.Stored{Value: item.Value, Flags: item.Flags}) {
		e.Foreign = true
		if found, ok := c.root.catalog.Whose(item); ok && (found.Container != c.name || found.Format != c.format) {
			e.Elsewhere = tree.SessionPath(found.Container, found.ID)
		}
		return e
	}
	for _, f := range c.root.options.Formats {
		name, id, _, ok := f.Parse(item.Key)
		if ok && f.Traits().Raw && f != c.format {
			e.Elsewhere = tree.SessionPath(name, id)
		}
	}
	return e
}

package session

import (
	"context"
	"errors"
	"fmt"

	"sessh/session/family"
	"sessh/session/format"
	"sessh/session/listing"
	"sessh/session/storage"
	"sessh/session/tree"
)

// Formats returns the formats that sessions are recognised by.
func (r *Root) Formats() []format.Format { return r.options.Formats }

// FormatNamed returns the format of that name; nil if there is none.
func (r *Root) FormatNamed(name string) format.Format {
	for _, f := range r.options.Formats {
		if f.Name() == name {
			return f
		}
	}
	return nil
}

// Assign gives a container its format, whatever it was found to have.
func (r *Root) Assign(container string, f format.Format) { r.catalog.Assign(container, f) }

// AssignWay sets the way in which new sessions of a container are written, and sessions are read
// that can be read in several. It fails for a way that the container's format does not have;
// "" lets the other sessions decide again.
func (r *Root) AssignWay(container, way string) error { return r.Container(container).AssignWay(way) }

// Locate returns the container of that name. Where its format is not known, the
// first one is taken in which the store holds a session of that id.
func (r *Root) Locate(ctx context.Context, container, id string) (*Container, error) {
	f, err := r.catalog.Locate(ctx, container, id)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", tree.SessionPath(container, id), err)
	}
	return r.container(container, f), nil
}

// Read reads sessions past any transaction, with their time left: as the store
// holds them, and for looking only.
func (c *Container) Read(ctx context.Context, ids ...string) ([]*Session, error) {
	keys, err := c.Keys(ids)
	if err != nil {
		return nil, err
	}
	sessions := make([]*Session, len(ids))
	var errs []error
	loaded := c.root.store.Load(ctx, keys, storage.NeedValue|storage.NeedTTL)
	decoded := c.DecodedAll(ctx, loaded)
	for i, l := range loaded {
		if l.Err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", tree.SessionPath(c.Name(), ids[i]), l.Err))
			continue
		}
		sessions[i] = newSession(nil, c, ids[i], keys[i], c.read(decoded[i]))
	}
	return sessions, errors.Join(errs...)
}

// Showing returns the session of an item that was read and decoded before, as [Container.Read] would
// have returned it.
func (c *Container) Showing(id string, d family.Decoded) *Session {
	return newSession(nil, c, id, d.Item.Key, c.read(d))
}

// NamesakesOf returns, for each of the sessions, the other formats in which the store holds a
// session with the same container and id.
func (r *Root) NamesakesOf(ctx context.Context, sessions []*Session) ([][]format.Format, error) {
	entries := make([]listing.Entry, len(sessions))
	for i, s := range sessions {
		entries[i] = listing.Entry{Format: s.container.Format(), Container: s.container.Name(), ID: s.id, Item: storage.Listed{Key: s.key}}
	}
	return r.catalog.NamesakesOf(ctx, entries)
}

// Lock returns the application's present lock on the session; nil if there is none.
func (s *Session) Lock(ctx context.Context) (*family.Lock, error) {
	locks, err := s.container.LocksOn(ctx, s.id)
	return locks[0], err
}

// Written describes how the session's item is written: its serializer, and whether
// it is compressed. It is "" if there is nothing to say, and where the value cannot
// be read.
func (s *Session) Written() string {
	item, written := s.Item(), s.container.Format().Traits().Written
	if item == nil || written == nil {
		return ""
	}
	way := ""
	if s.base.Record != nil {
		way = s.base.Record.Way
	}
	return written(way, item.Value, item.Flags)
}

// ReadAs returns the way in which the session's item was read, if it could be read in others
// too and the other sessions or the user have decided; else "".
func (s *Session) ReadAs() string {
	if s.base.Chosen {
		return s.base.Record.Way
	}
	return ""
}

// WrittenAs returns the way in which the session's item is written, as the format calls it; "" if there
// is only one, no item, or its value cannot be read.
func (s *Session) WrittenAs() string {
	if s.base.Record == nil {
		return ""
	}
	return s.base.Record.Way
}

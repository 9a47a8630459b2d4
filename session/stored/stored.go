// Package stored describes the items that sessions are stored as: their server and copies, the
// application's lock, the serializer, and the framework's own deadline.
package stored

import (
	"context"
	"time"

	"sessh/session"
	"sessh/session/copies"
	"sessh/session/family"
	"sessh/session/format"
	"sessh/session/listing"
	"sessh/session/storage"
)

// Copies finds the copies of the session's item; see [copies.Find].
func Copies(ctx context.Context, s *session.Session) ([]copies.Copy, error) {
	if s.Item() == nil {
		return nil, nil
	}
	all, err := copies.Find(ctx, s.Container().Root().Store(), []*storage.Item{s.Item()})
	return all[0], err
}

// AstrayIn reports an item, given by key and server, that the application does not find. It
// returns nil if the item is where it belongs, or that is not known.
func AstrayIn(root *session.Root, key, server string) *copies.Astray {
	return copies.FindAstray(locator(root), key, server)
}

// Astray is [AstrayIn] for the session's item.
func Astray(s *session.Session) *copies.Astray {
	item := s.Item()
	if item == nil {
		return nil
	}
	return AstrayIn(s.Container().Root(), item.Key, item.Server)
}

// Server returns the name of the server that the session's item is on, or will be written
// to; "" if the store does not know.
func Server(s *session.Session) string {
	if item := s.Item(); item != nil && item.Server != "" {
		return item.Server
	}
	key, err := s.Container().Key(s.ID())
	if err != nil {
		return ""
	}
	return locator(s.Container().Root()).Home(key)
}

func locator(root *session.Root) storage.Locator { return storage.AbilitiesOf(root.Store()).Locator }

// Namesakes returns, for each of the sessions, the other formats in which the store holds a
// session with the same container and id.
func Namesakes(ctx context.Context, root *session.Root, sessions []*session.Session) ([][]format.Format, error) {
	entries := make([]listing.Entry, len(sessions))
	for i, s := range sessions {
		c := s.Container()
		key, err := c.Key(s.ID())
		if err != nil {
			return nil, err
		}
		entries[i] = listing.Entry{Format: c.Format(), Container: c.Name(), ID: s.ID(), Item: storage.Listed{Key: key}}
	}
	return root.Catalog().NamesakesOf(ctx, entries)
}

// Lock returns the application's present lock on the session; nil if there is none.
func Lock(ctx context.Context, s *session.Session) (*family.Lock, error) {
	locks, err := s.Container().LocksOn(ctx, s.ID())
	return locks[0], err
}

// Written describes how the session's item is written: its serializer, and whether
// it is compressed. It is "" if there is nothing to say, and where the value cannot
// be read.
func Written(s *session.Session) string {
	item, written := s.Item(), s.Container().Format().Traits().Written
	if item == nil || written == nil {
		return ""
	}
	return written(As(s), item.Value, item.Flags)
}

// ReadAs returns the way in which the session's item was read, if it could be read in others
// too and the other sessions or the user have decided; else "".
func ReadAs(s *session.Session) string {
	if s.Decoded().Chosen {
		return As(s)
	}
	return ""
}

// As returns the way in which the session's item is written, as the format calls it; "" if there
// is only one, no item, or its value cannot be read.
func As(s *session.Session) string {
	if r := s.Decoded().Record; r != nil {
		return r.Way
	}
	return ""
}

// Deadline returns when the stored session ends for the framework, as its value says; zero if it does not
// say. The time that the item has left does not count.
func Deadline(s *session.Session) time.Time {
	d, deadline := s.Decoded(), s.Container().Format().Traits().Deadline
	if d.Item == nil || d.Broken != nil || deadline == nil {
		return time.Time{}
	}
	return deadline(As(s), d.Item.Value, d.Item.Flags)
}

// Left returns the time that a session has left at now: until its deadline, or ttl, the time to live of its
// item, if that is less. It is negative if the deadline is past. ok is false if the deadline makes no
// difference.
func Left(s *session.Session, ttl time.Duration, now time.Time) (left time.Duration, ok bool) {
	end := Deadline(s)
	if end.IsZero() {
		return ttl, false
	}
	const agree = 2 * time.Second // the server counts whole seconds
	if left = end.Sub(now); ttl > 0 && left > ttl-agree {
		return ttl, false
	}
	return left, true
}

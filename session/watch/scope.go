package watch

import (
	"slices"

	"sessh/session"
	"sessh/session/format"
	"sessh/session/listing"
	"sessh/session/storage"
)

// scope is what is watched: a session, the sessions of a container, or all.
type scope struct {
	root          *session.Root
	container, id string
}

// watches reports whether the sessions of a container are watched.
func (s scope) watches(container string, f format.Format) bool {
	if s.container == "" {
		return !f.Traits().Raw
	}
	return container == s.container
}

// mayBe reports whether the item under key may be a watched session.
func (s scope) mayBe(key string) bool {
	if s.id != "" {
		own, err := s.key(s.root.Container(s.container))
		return err == nil && own == key
	}
	return slices.ContainsFunc(s.root.Catalog().May(key), func(e listing.Entry) bool { return s.watches(e.Container, e.Format) })
}

// key returns the key of the only session that is watched.
func (s scope) key(c *session.Container) (string, error) {
	return s.root.Catalog().Key(c.Format(), c.Name(), s.id)
}

// named returns the session of an item; ok is false if it is not watched.
func (s scope) named(item *storage.Item) (c *session.Container, id string, ok bool) {
	if s.id != "" {
		return s.root.Container(s.container), s.id, true
	}
	e, ok := s.root.Catalog().Whose(item)
	if !ok || !s.watches(e.Container, e.Format) {
		return nil, "", false
	}
	return s.root.ContainerOf(e), e.ID, true
}

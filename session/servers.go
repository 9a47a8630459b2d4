package session

import (
	"context"

	"sessh/session/copies"
	"sessh/session/storage"
)

// Copies finds the copies of the session's item; see [copies.Find].
func (s *Session) Copies(ctx context.Context) ([]copies.Copy, error) {
	if s.Item() == nil {
		return nil, nil
	}
	all, err := copies.Find(ctx, s.container.root.store, []*storage.Item{s.Item()})
	return all[0], err
}

// Astray reports an item, given by key and server, that the application does not find. It
// returns nil if the item is where it belongs, or that is not known.
func (r *Root) Astray(key, server string) *copies.Astray {
	return copies.FindAstray(r.can.Locator, key, server)
}

// Astray is [Root.Astray] for the session's item.
func (s *Session) Astray() *copies.Astray {
	if s.base.Item == nil {
		return nil
	}
	return s.container.root.Astray(s.key, s.base.Item.Server)
}

// Server returns the name of the server that the session's item is on, or will be written
// to; "" if the store does not know.
func (s *Session) Server() string {
	if item := s.Item(); item != nil && item.Server != "" {
		return item.Server
	}
	key, err := s.container.Key(s.id)
	if err != nil {
		return ""
	}
	return s.container.root.can.Locator.Home(key)
}

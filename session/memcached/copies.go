package memcached

import (
	"context"
	"errors"

	"sessh/session/memcached/server"
	"sessh/session/storage"
)

// Copies finds the items under the same keys on other servers than those of the items: copies[i] are
// those of items[i], in the order of the servers. An item without a Server is taken to be where Load
// would read it. The error names the servers that did not answer.
func (s *Store) Copies(ctx context.Context, items []*storage.Item, need storage.Need) (copies [][]*storage.Item, err error) {
	copies = make([][]*storage.Item, len(items))
	if len(s.servers) == 1 {
		return copies, nil
	}
	keys, by := make([]string, len(items)), make(groups)
	for i, item := range items {
		keys[i] = item.Key
		own := s.serverOf(item)
		for _, srv := range s.servers {
			if srv != own {
				by.add(srv, i)
			}
		}
	}
	answers := s.loadFrom(ctx, by, keys, need)
	var errs []error
	for _, srv := range s.servers {
		var failed error
		for n, i := range by[srv] {
			l := answers[srv][n]
			if l.Item != nil {
				copies[i] = append(copies[i], l.Item)
			}
			if l.Err != nil && failed == nil {
				failed = unkeyed(l.Err)
			}
		}
		errs = append(errs, failed)
	}
	return copies, errors.Join(errs...)
}

// unkeyed returns an error of a server without the key.
func unkeyed(err error) error {
	var of *storage.Error
	if !errors.As(err, &of) {
		return err
	}
	return &storage.Error{Server: of.Server, Err: of.Err}
}

// LoadAt reads items from their own servers only.
func (s *Store) LoadAt(ctx context.Context, items []*storage.Item, need storage.Need) []storage.Loaded {
	loaded := make([]storage.Loaded, len(items))
	keys, by := make([]string, len(items)), make(groups)
	for i, item := range items {
		keys[i] = item.Key
		by.add(s.serverOf(item), i)
	}
	by.each(func(srv *server.Server, part []int) {
		for n, l := range srv.Load(ctx, pickOut(keys, part), need) {
			loaded[part[n]] = l
		}
	})
	return loaded
}

// serverOf returns the server that an item is on.
func (s *Store) serverOf(item *storage.Item) *server.Server {
	if srv := s.named(item.Server); srv != nil {
		return srv
	}
	return s.pick(item.Key)
}

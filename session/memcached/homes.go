package memcached

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"

	"sessh/session/memcached/server"
	"sessh/session/storage"
)

// homes remembers where items were found that are not on the server that the scheme chooses. It only
// saves asking all servers for them: the chosen server is always asked first.
type homes struct {
	some atomic.Bool // whether any is remembered: mostly none is, and several goroutines ask for many keys
	mu   sync.RWMutex
	at   map[string]*server.Server
}

// mostHomes is the number of items after which all are forgotten.
const mostHomes = 1 << 16

func (h *homes) of(key string) *server.Server {
	if !h.some.Load() {
		return nil
	}
	h.mu.RLock()
	defer h.mu.RUnlock()
	return h.at[key]
}

func (h *homes) note(key string, srv *server.Server) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.at == nil || len(h.at) >= mostHomes {
		h.at = make(map[string]*server.Server)
	}
	h.at[key] = srv
	h.some.Store(true)
}

func (h *homes) forget(key string) {
	if h.of(key) == nil {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.at, key)
}

// pick returns the server that has the key, as far as is known.
func (s *Store) pick(key string) *server.Server {
	if srv := s.homes.of(key); srv != nil {
		return srv
	}
	return s.chosen(key)
}

// Chosen returns the name of the server that the scheme chooses for the key.
func (s *Store) Chosen(key string) string { return s.chosen(key).Name() }

// lookElsewhere looks for the keys that are missing on the servers that the scheme chooses: on the
// server on which such a key was found before, then on all others, of which the first one counts. A
// server that does not answer counts as one without the key: if the scheme is the application's, the
// application does not ask it either. A note names those that did not answer where an item was not
// found.
func (s *Store) lookElsewhere(ctx context.Context, keys []string, need storage.Need, loaded []storage.Loaded) {
	var missing []int
	asked := make(map[int]*server.Server)
	remembered, others := make(groups), make(groups)
	for i, l := range loaded {
		switch {
		case l.Item != nil:
			s.homes.forget(keys[i])
		case l.Err == nil:
			missing = append(missing, i)
			if srv := s.homes.of(keys[i]); srv != nil {
				asked[i] = srv
				remembered.add(srv, i)
			}
		}
	}
	s.loadInto(ctx, remembered, keys, need, loaded)
	for _, i := range missing {
		for _, srv := range s.servers {
			if loaded[i].Item == nil && srv != asked[i] && srv != s.chosen(keys[i]) {
				others.add(srv, i)
			}
		}
	}
	s.loadInto(ctx, others, keys, need, loaded)
	for _, i := range missing {
		if item := loaded[i].Item; item != nil {
			s.homes.note(keys[i], s.named(item.Server))
			continue
		}
		s.homes.forget(keys[i])
	}
}

// loadInto reads from each server the keys of its group, and keeps for each key the item of the first
// server that has it. Servers behind the last one that matters are not waited for.
func (s *Store) loadInto(ctx context.Context, by groups, keys []string, need storage.Need, loaded []storage.Loaded) {
	left := make(map[int]bool) // that no server had so far
	for _, at := range by {
		for _, i := range at {
			left[i] = true
		}
	}
	next := 0 // server whose answer counts next
	var silent []string
	s.gather(ctx, by, keys, need, func(answers answers) (enough bool) {
		for ; next < len(s.servers); next++ {
			srv := s.servers[next]
			answer, answered := answers[srv]
			if len(by[srv]) > 0 && !answered {
				break
			}
			failed := false
			for n, l := range answer {
				failed = failed || errors.Is(l.Err, storage.ErrUnreachable)
				if i := by[srv][n]; l.Item != nil && left[i] {
					loaded[i] = l
					delete(left, i)
				}
			}
			if failed {
				silent = append(silent, srv.Name())
			}
		}
		return len(left) == 0
	})
	if len(left) > 0 && len(silent) > 0 {
		s.notes.Add("what only " + strings.Join(silent, ", ") + " may hold was not found: no answer")
	}
}

package memcached

import (
	"context"
	"sync"

	"sessh/session"
)

// homes remembers where items are that are not where the scheme puts them: the
// application's client may know another scheme.
type homes struct {
	mu sync.RWMutex
	at map[string]*server
}

func (h *homes) of(key string) *server {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return h.at[key]
}

func (h *homes) note(key string, srv *server) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.at == nil {
		h.at = make(map[string]*server)
	}
	h.at[key] = srv
}

func (h *homes) forget(key string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.at, key)
}

// lookElsewhere asks all servers for the keys that were not found. A server
// that does not answer has not got them, as far as can be told: where the scheme
// is the application's own, it is not the one to be asked.
func (s *Store) lookElsewhere(ctx context.Context, keys []string, need session.Need, loaded []session.Loaded) {
	var missing []int
	for i, l := range loaded {
		if l.Item == nil && l.Err == nil {
			missing = append(missing, i)
		}
	}
	if len(missing) == 0 {
		return
	}
	var mu sync.Mutex
	var wait sync.WaitGroup
	for _, srv := range s.servers {
		var at []int
		var mine []string
		for _, i := range missing {
			if s.pick(keys[i]) != srv {
				at, mine = append(at, i), append(mine, keys[i])
			}
		}
		if len(mine) == 0 {
			continue
		}
		wait.Go(func() {
			for i, l := range srv.load(ctx, mine, need) {
				if l.Item == nil {
					continue
				}
				mu.Lock()
				loaded[at[i]] = l
				mu.Unlock()
				s.homes.note(mine[i], srv)
			}
		})
	}
	wait.Wait()
	for _, i := range missing {
		if loaded[i].Item == nil { // it is nowhere: a new one goes where the scheme puts it
			s.homes.forget(keys[i])
		}
	}
}

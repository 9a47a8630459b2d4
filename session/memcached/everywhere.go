package memcached

import (
	"context"
	"sync"
	"time"

	"sessh/session/memcached/server"
	"sessh/session/storage"
)

// everywhere calls f for each server, for all at once, and waits.
func (s *Store) everywhere(f func(n int, srv *server.Server)) {
	if len(s.servers) == 1 {
		f(0, s.servers[0])
		return
	}
	var wait sync.WaitGroup
	for n, srv := range s.servers {
		wait.Go(func() { f(n, srv) })
	}
	wait.Wait()
}

// answers are what the servers of groups have read: for each key of its group, in order.
type answers map[*server.Server][]storage.Loaded

// shortly is how long servers are waited for that no longer matter much.
const shortly = 100 * time.Millisecond

// gather reads from each server the keys of its group, from all at once. It returns when all have
// answered, or when enough reports that the answers so far are; it is called with each. If need
// is for any item, one is almost enough: the others get a short time to answer. Servers that
// are not waited for go on, since their answers show whether they are up.
func (s *Store) gather(ctx context.Context, by groups, keys []string, need storage.Need, enough func(answers) bool) answers {
	type answer struct {
		srv    *server.Server
		loaded []storage.Loaded
	}
	arriving := make(chan answer, len(by))
	for srv, at := range by {
		mine := pickOut(keys, at) // the caller may use keys again while servers are not waited for
		go func() { arriving <- answer{srv, srv.Load(ctx, mine, need)} }()
	}
	all := make(answers, len(by))
	var over <-chan time.Time
	for range by {
		select {
		case a := <-arriving:
			all[a.srv] = a.loaded
			if enough != nil && enough(all) {
				return all
			}
			if need&storage.NeedAny != 0 && over == nil && anyItem(a.loaded) {
				over = time.After(shortly)
			}
		case <-over:
			return all
		}
	}
	return all
}

func anyItem(loaded []storage.Loaded) bool {
	for _, l := range loaded {
		if l.Item != nil {
			return true
		}
	}
	return false
}

// loadFrom reads from each server the keys of its group, in its order.
func (s *Store) loadFrom(ctx context.Context, by groups, keys []string, need storage.Need) answers {
	return s.gather(ctx, by, keys, need, nil)
}

// loadAny reads keys from the servers that the scheme chooses, until one of them is found.
func (s *Store) loadAny(ctx context.Context, by groups, keys []string, need storage.Need, loaded []storage.Loaded) (found bool) {
	all := s.loadFrom(ctx, by, keys, need)
	for srv, at := range by {
		answer, answered := all[srv]
		for n, i := range at {
			if loaded[i].Err = srv.Silent(keys[i]); answered {
				loaded[i] = answer[n]
			}
			found = found || loaded[i].Item != nil
		}
	}
	return found
}

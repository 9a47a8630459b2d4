package memcached

import (
	"context"
	"iter"

	"sessh/session/storage"
)

// List streams the items of one server after the other, each key once.
func (s *Store) List(ctx context.Context) iter.Seq2[storage.Listed, error] { return s.list(ctx, false) }

// ListNames streams the items as List does, possibly with only their keys and servers.
func (s *Store) ListNames(ctx context.Context) iter.Seq2[storage.Listed, error] {
	return s.list(ctx, true)
}

func (s *Store) list(ctx context.Context, names bool) iter.Seq2[storage.Listed, error] {
	return func(yield func(storage.Listed, error) bool) {
		for n, srv := range s.servers {
			stray := &strays{store: s, from: n, yield: yield}
			more := srv.List(ctx, names, func(l storage.Listed, err error) bool {
				if err == nil && s.chosen(l.Key) != srv {
					return stray.hold(ctx, l)
				}
				return yield(l, err)
			})
			if !more || !stray.release(ctx) {
				return
			}
		}
	}
}

// strays are listed items that are not on the server that the scheme chooses. They are held back
// until it is known that no server with precedence has the key: the chosen one, and those listed
// earlier. So each key is listed once without a set of all keys.
type strays struct {
	store *Store
	from  int // index of the server that lists them
	held  []storage.Listed
	yield func(storage.Listed, error) bool
}

// mostHeld is the number of strays that are looked for together.
const mostHeld = 1000

func (x *strays) hold(ctx context.Context, l storage.Listed) bool {
	x.held = append(x.held, l)
	return len(x.held) < mostHeld || x.release(ctx)
}

// release lists those that no server with precedence has. A server that does not answer counts as
// empty.
func (x *strays) release(ctx context.Context) bool {
	s, keys := x.store, make([]string, len(x.held))
	before := make(groups)
	for i, l := range x.held {
		keys[i] = l.Key
		chosen := s.chosen(l.Key)
		before.add(chosen, i)
		for _, srv := range s.servers[:x.from] {
			if srv != chosen {
				before.add(srv, i)
			}
		}
	}
	elsewhere := make([]bool, len(keys))
	for srv, answers := range s.loadFrom(ctx, before, keys, 0) {
		for n, i := range before[srv] {
			elsewhere[i] = elsewhere[i] || answers[n].Item != nil
			if answers[n].Err == nil && srv == s.chosen(keys[i]) {
				x.held[i].Astray = true
			}
		}
	}
	for i, l := range x.held {
		if elsewhere[i] {
			continue
		}
		s.homes.note(l.Key, s.servers[x.from])
		if !x.yield(l, nil) {
			return false
		}
	}
	x.held = x.held[:0]
	return true
}

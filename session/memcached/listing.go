package memcached

import (
	"context"
	"iter"

	"sessh/session"
)

// List streams the items of one server after the other, each key once.
func (s *Store) List(ctx context.Context) iter.Seq2[session.Listed, error] { return s.list(ctx, false) }

// ListNames streams what is on the servers as List does; of an item no more than the
// key and the server may be told.
func (s *Store) ListNames(ctx context.Context) iter.Seq2[session.Listed, error] {
	return s.list(ctx, true)
}

func (s *Store) list(ctx context.Context, names bool) iter.Seq2[session.Listed, error] {
	return func(yield func(session.Listed, error) bool) {
		for n, srv := range s.servers {
			stray := &strays{store: s, from: n, yield: yield}
			more := srv.list(ctx, names, func(l session.Listed, err error) bool {
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

// strays are listed items that are not where the scheme puts them. They are held
// back until it is known that no server that comes before has the key: the one of
// the scheme, and those that were listed earlier. So each key is listed once,
// and nobody has to remember all of them.
type strays struct {
	store *Store
	from  int // the place of the server that lists them
	held  []session.Listed
	yield func(session.Listed, error) bool
}

// mostHeld is how many strays are asked for at once.
const mostHeld = 1000

func (x *strays) hold(ctx context.Context, l session.Listed) bool {
	x.held = append(x.held, l)
	return len(x.held) < mostHeld || x.release(ctx)
}

// release lists those that no server before has. A server that does not answer has
// nothing, as far as can be told.
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

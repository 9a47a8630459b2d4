package memcached

import (
	"cmp"
	"context"
	"iter"
	"runtime"
	"sync"

	"sessh/session/memcached/server"
	"sessh/session/storage"
)

// List streams the items of all servers at once, each key once. What failed follows at the end, in
// the order of the servers.
func (s *Store) List(ctx context.Context) iter.Seq2[storage.Listed, error] { return s.list(ctx, false) }

// ListNames streams the items as List does, possibly with only their keys and servers.
func (s *Store) ListNames(ctx context.Context) iter.Seq2[storage.Listed, error] {
	return s.list(ctx, true)
}

func (s *Store) list(ctx context.Context, names bool) iter.Seq2[storage.Listed, error] {
	return func(yield func(storage.Listed, error) bool) {
		if len(s.servers) > 1 {
			s.listAll(ctx, names, yield)
			return
		}
		more := true
		err := s.servers[0].List(ctx, server.Listing{Names: names}, func(l *storage.Listed) bool {
			more = yield(*l, nil)
			return more
		})
		if err != nil && more {
			yield(storage.Listed{}, err)
		}
	}
}

// A batch of items is passed on at a time. The first of a server has one item, to be seen at once.
const mostBatched = 256

// maxListed returns how many servers list at a time: more would only fill the memory with what the
// processors cannot take yet.
func maxListed() int { return min(max(runtime.GOMAXPROCS(0), 2), 8) }

// merger merges the listings of several servers.
type merger struct {
	store   *Store
	batches chan []storage.Listed
	free    chan []storage.Listed // to be filled again
	ended   <-chan struct{}       // closed when no more batches are taken
}

func (s *Store) listAll(ctx context.Context, names bool, yield func(storage.Listed, error) bool) {
	ctx, cancel := context.WithCancel(ctx)
	turns := maxListed()
	m := &merger{store: s, batches: make(chan []storage.Listed), free: make(chan []storage.Listed, 2*turns), ended: ctx.Done()}
	what := server.Listing{Names: names, Turns: make(chan struct{}, turns)}
	errs := make([]error, len(s.servers))
	var wait sync.WaitGroup
	wait.Go(func() {
		defer close(m.batches)
		s.everywhere(func(n int, _ *server.Server) { errs[n] = m.list(ctx, n, what) })
	})
	defer wait.Wait()
	defer cancel()
	for batch := range m.batches {
		for _, l := range batch {
			if !yield(l, nil) {
				return
			}
		}
		m.done(batch)
	}
	for _, err := range errs {
		if err != nil && (!yield(storage.Listed{}, err) || ctx.Err() != nil) {
			return // what was cancelled fails in the same way everywhere
		}
	}
}

// list passes on the items of the n-th server.
func (m *merger) list(ctx context.Context, n int, what server.Listing) error {
	out := &listed{merger: m, size: 1}
	stray := &strays{store: m.store, from: n, yield: out.add}
	srv := m.store.servers[n]
	err := srv.List(ctx, what, func(l *storage.Listed) bool {
		if m.store.chosen(l.Key) != srv {
			return stray.hold(ctx, *l)
		}
		return out.add(*l)
	})
	if stray.release(ctx) {
		out.send()
	}
	return cmp.Or(err, ctx.Err())
}

func (m *merger) done(batch []storage.Listed) {
	clear(batch)
	select {
	case m.free <- batch[:0]:
	default:
	}
}

// listed is the items of one server that wait to be passed on.
type listed struct {
	*merger
	batch []storage.Listed
	size  int // of the next batch
}

// add adds an item, and reports whether to go on.
func (x *listed) add(l storage.Listed) bool {
	if x.batch == nil {
		select {
		case x.batch = <-x.free:
		default:
		}
	}
	x.batch = append(x.batch, l)
	return len(x.batch) < x.size || x.send()
}

func (x *listed) send() bool {
	if len(x.batch) == 0 {
		return true
	}
	select {
	case x.batches <- x.batch:
		x.batch, x.size = nil, min(2*x.size, mostBatched)
		return true
	case <-x.ended:
		return false
	}
}

// strays are listed items that are not on the server that the scheme chooses. They are held back
// until it is known that no server with precedence has the key: the chosen one, and those before
// this in the list of servers. So each key is listed once without a set of all keys.
type strays struct {
	store *Store
	from  int // index of the server that lists them
	held  []storage.Listed
	yield func(storage.Listed) bool
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
		if !x.yield(l) {
			return false
		}
	}
	x.held = x.held[:0]
	return true
}

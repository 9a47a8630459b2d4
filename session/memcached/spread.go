package memcached

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"

	"sessh/session/memcached/server"
	"sessh/session/storage"
)

// chosen returns the server that the scheme chooses for the key.
func (s *Store) chosen(key string) *server.Server {
	if len(s.servers) == 1 {
		return s.servers[0]
	}
	return s.servers[s.pickOf(key, len(s.servers))]
}

// named returns the server with that name, or nil.
func (s *Store) named(name string) *server.Server {
	for _, srv := range s.servers {
		if srv.Name() == name {
			return srv
		}
	}
	return nil
}

// groups holds the indexes in a batch that concern each server.
type groups map[*server.Server][]int

func (g groups) add(srv *server.Server, i int) { g[srv] = append(g[srv], i) }

// each calls f for parts of the groups, in parallel if there are several, and waits. Large groups
// are split over several connections, since a server has several threads.
func (g groups) each(f func(srv *server.Server, part []int)) {
	var wait sync.WaitGroup
	for srv, at := range g {
		size := partOf(len(at))
		if len(g) == 1 && size >= len(at) {
			f(srv, at)
			return
		}
		for part := range slices.Chunk(at, size) {
			wait.Go(func() { f(srv, part) })
		}
	}
	wait.Wait()
}

// manyItems is the number of items that justify another connection; there are at most maxParts.
const (
	manyItems = 2000
	maxParts  = 2
)

// partOf returns how many of n items go over one connection.
func partOf(n int) int {
	parts := max(min(n/manyItems, maxParts, runtime.GOMAXPROCS(0)), 1)
	return max((n+parts-1)/parts, 1)
}

// inParts returns what f returns for all, which are things of one server. If there are many, it calls f for parts
// of them in parallel, as each does.
func inParts[T, R any](all []T, f func(part []T) []R) []R {
	size := partOf(len(all))
	if size >= len(all) {
		return f(all)
	}
	results := make([]R, len(all))
	var wait sync.WaitGroup
	for from := 0; from < len(all); from += size {
		wait.Go(func() { copy(results[from:], f(all[from:min(from+size, len(all))])) })
	}
	wait.Wait()
	return results
}

// pickOut returns the elements of all at the indexes of a part.
func pickOut[T any](all []T, part []int) []T {
	mine := make([]T, len(part))
	for n, i := range part {
		mine[n] = all[i]
	}
	return mine
}

// Load reads items from the servers that the scheme chooses. It looks for missing ones on the
// others.
func (s *Store) Load(ctx context.Context, keys []string, need storage.Need) []storage.Loaded {
	if len(s.servers) == 1 {
		return inParts(keys, func(part []string) []storage.Loaded { return s.servers[0].Load(ctx, part, need) })
	}
	loaded := make([]storage.Loaded, len(keys))
	by := make(groups)
	for i, key := range keys {
		by.add(s.chosen(key), i)
	}
	if need&storage.NeedAny != 0 {
		if s.loadAny(ctx, by, keys, need, loaded) {
			return loaded
		}
	} else {
		by.each(func(srv *server.Server, part []int) {
			for n, l := range srv.Load(ctx, pickOut(keys, part), need) {
				loaded[part[n]] = l
			}
		})
	}
	s.lookElsewhere(ctx, keys, need, loaded)
	return loaded
}

// Apply makes the writes: on the server that the scheme chooses or, if that does not hold the key,
// on the one that does.
func (s *Store) Apply(ctx context.Context, writes []storage.Write) []storage.Outcome {
	if len(s.servers) == 1 {
		return inParts(writes, func(part []storage.Write) []storage.Outcome { return s.servers[0].Apply(ctx, part) })
	}
	outcomes := make([]storage.Outcome, len(writes))
	by := make(groups)
	var astray []int
	for i := range writes {
		w := &writes[i]
		srv := s.chosen(w.Key)
		switch {
		case w.Server != "":
			if srv = s.named(w.Server); srv == nil {
				outcomes[i] = storage.Outcome{State: storage.Failed, Err: fmt.Errorf("there is no server %q", w.Server)}
				continue
			}
		case s.homes.of(w.Key) != nil:
			astray = append(astray, i)
			continue
		}
		by.add(srv, i)
	}
	s.applyTo(ctx, by, writes, outcomes)
	for _, at := range by {
		for _, i := range at { // missing, or at another version
			if w := &writes[i]; outcomes[i].State == storage.Overtaken && w.Version != 0 && w.Server == "" {
				astray = append(astray, i)
			}
		}
	}
	s.applyElsewhere(ctx, astray, writes, outcomes)
	return outcomes
}

func (s *Store) applyTo(ctx context.Context, by groups, writes []storage.Write, outcomes []storage.Outcome) {
	by.each(func(srv *server.Server, part []int) {
		for n, o := range srv.Apply(ctx, pickOut(writes, part)) {
			outcomes[part[n]] = o
		}
	})
}

// applyElsewhere makes writes of items that may not be on the server that the scheme chooses. That
// server is asked first: if it holds the key by now, the item to write is no longer the one that
// the application reads, and the write is overtaken. An item that appears there later counts as
// later than the write.
func (s *Store) applyElsewhere(ctx context.Context, astray []int, writes []storage.Write, outcomes []storage.Outcome) {
	if len(astray) == 0 {
		return
	}
	keys := make([]string, len(astray))
	for n, i := range astray {
		keys[n] = writes[i].Key
	}
	by := make(groups)
	for n, l := range s.Load(ctx, keys, 0) {
		i := astray[n]
		w, tried := &writes[i], outcomes[i].State != 0
		var version uint64
		srv := s.chosen(w.Key)
		if l.Item != nil {
			version, srv = l.Item.Version, s.named(l.Item.Server)
		}
		switch {
		case tried && (l.Err != nil || srv == s.chosen(w.Key)):
		case l.Err != nil:
			outcomes[i] = storage.Outcome{State: storage.Failed, Err: l.Err}
		case version != w.Version:
			outcomes[i] = storage.Outcome{State: storage.Overtaken}
		default:
			by.add(srv, i)
		}
	}
	s.applyTo(ctx, by, writes, outcomes)
}

// Package memcached keeps items on memcached servers.
//
// [Open] takes the servers as a user names them, and needs none of them to be
// up. Single writes, and reads from servers older than 1.6, go through
// gomemcache; what it does not have - reading without leaving a trace, listing,
// the time an item has left, deleting on a condition, and many requests in one
// round trip - through a small client of the text protocol.
//
// A listing is memcached's own metadump. It leaves out items that somebody has
// read in about the last second, since these are being moved just then.
//
// # What is promised
//
// A read that fails is an error, and never an item that is not there. A write
// is conditional, goes by cas or add and never by set or ms (which, when refused,
// delete what was there), and is reported as applied only when the server
// said so. A connection that died while it was idle is no error: that is
// noticed before anything is sent. When a reply is lost after the request was
// sent, the item is looked up on a fresh connection before anything is said.
// A server that was restarted counts versions from 1 again: one that was read
// before is never taken for one of those.
//
// Servers older than 1.6 do not know the meta commands: the time left cannot
// be told there, and a session cannot be removed, since deleting on a
// condition is not possible.
package memcached

import (
	"runtime"
	"slices"

	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"hash/crc32"
	"iter"
	"net"
	"sync"
	"time"

	"sessh/session"
)

// DefaultTimeout is how long a server is waited for.
const DefaultTimeout = 2 * time.Second

// Options are the settings of a [Store]. The zero value is the usual one.
type Options struct {
	// Timeout bounds each wait for a server; 0 is [DefaultTimeout].
	Timeout time.Duration
	// Pick chooses the server of a key among n of them; nil is gomemcache's
	// choice: the key's CRC-32 modulo n.
	Pick func(key string, n int) int
	// TLS makes connections with TLS; nil is without.
	TLS *tls.Config
	// User and Password sign in on each connection, where User is not empty.
	User, Password string
	// Now is the clock, for servers that do not tell the time of theirs; nil is
	// time.Now.
	Now func() time.Time
}

// A Store is a [session.Store] on memcached servers. It is safe for
// concurrent use.
type Store struct {
	options Options
	servers []*server
	homes   homes
}

var _ session.Store = (*Store)(nil)

// Open returns a store on the servers; see [ParseServers] for how they are
// named. A name that does not resolve is an error, a server that is down is not.
func Open(ctx context.Context, servers []string, o Options) (*Store, error) {
	addresses, err := ParseServers(servers)
	if err != nil {
		return nil, err
	}
	if o.Timeout <= 0 {
		o.Timeout = DefaultTimeout
	}
	if o.Pick == nil {
		o.Pick = func(key string, n int) int { return int(crc32.ChecksumIEEE([]byte(key)) % uint32(n)) }
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	s := &Store{options: o}
	for _, a := range addresses {
		if err := resolves(ctx, a, o.Timeout); err != nil {
			return nil, err
		}
		s.servers = append(s.servers, newServer(a, o))
	}
	return s, nil
}

// resolves tells whether the name of a server means anything.
func resolves(ctx context.Context, a Address, timeout time.Duration) error {
	if a.Network != "tcp" {
		return nil
	}
	host, _, err := net.SplitHostPort(a.Target)
	if err != nil {
		return fmt.Errorf("server %s: %w", a.Name, err)
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	if _, err := net.DefaultResolver.LookupHost(ctx, host); err != nil {
		return fmt.Errorf("server %s: %w: the name does not resolve", a.Name, session.ErrUnreachable)
	}
	return nil
}

// Ping tells whether any server answers; the error joins what is wrong with each.
func (s *Store) Ping(ctx context.Context) error {
	var errs []error
	for _, srv := range s.Servers(ctx) {
		if srv.Err == nil {
			return nil
		}
		errs = append(errs, srv.Err)
	}
	return errors.Join(errs...)
}

// Names are the servers' names.
func (s *Store) Names() []string {
	names := make([]string, len(s.servers))
	for i, srv := range s.servers {
		names[i] = srv.address.Name
	}
	return names
}

// pick is the server that has the key, as far as is known.
func (s *Store) pick(key string) *server {
	if len(s.servers) == 1 {
		return s.servers[0]
	}
	if srv := s.homes.of(key); srv != nil {
		return srv
	}
	return s.chosen(key)
}

// Home is the name of the server that the item under key is on, or would be put on.
func (s *Store) Home(key string) string { return s.pick(key).address.Name }

// chosen is the server that the key is put on by the scheme.
func (s *Store) chosen(key string) *server {
	return s.servers[s.options.Pick(key, len(s.servers))]
}

// spread groups the n keys by server, calls f for each group, in parallel
// where there are several, and waits. Large groups go in parts, over connections
// of their own: a server has several threads as well.
func (s *Store) spread(n int, key func(int) string, f func(srv *server, at []int)) {
	groups := make(map[*server][]int)
	for i := range n {
		srv := s.pick(key(i))
		groups[srv] = append(groups[srv], i)
	}
	var wait sync.WaitGroup
	for srv, at := range groups {
		for part := range slices.Chunk(at, partOf(len(at))) {
			if len(groups) == 1 && len(part) == n {
				f(srv, part)
				return
			}
			wait.Go(func() { f(srv, part) })
		}
	}
	wait.Wait()
}

// manyItems are worth a connection of their own, and there are at most maxParts.
const (
	manyItems = 2000
	maxParts  = 2
)

// partOf is how many of n items go over one connection.
func partOf(n int) int {
	parts := max(min(n/manyItems, maxParts, runtime.GOMAXPROCS(0)), 1)
	return max((n+parts-1)/parts, 1)
}

// Load reads items. One that is not on the server where the scheme puts it is
// looked for on the others.
func (s *Store) Load(ctx context.Context, keys []string, need session.Need) []session.Loaded {
	if len(s.servers) == 1 && len(keys) < 2*manyItems {
		return s.servers[0].load(ctx, keys, need)
	}
	loaded := make([]session.Loaded, len(keys))
	s.spread(len(keys), func(i int) string { return keys[i] }, func(srv *server, at []int) {
		mine := make([]string, len(at))
		for i, k := range at {
			mine[i] = keys[k]
		}
		for i, l := range srv.load(ctx, mine, need) {
			loaded[at[i]] = l
		}
	})
	if len(s.servers) > 1 {
		s.lookElsewhere(ctx, keys, need, loaded)
	}
	return loaded
}

// Apply makes the writes.
func (s *Store) Apply(ctx context.Context, writes []session.Write) []session.Outcome {
	if len(s.servers) == 1 && len(writes) < 2*manyItems {
		return s.servers[0].apply(ctx, writes)
	}
	outcomes := make([]session.Outcome, len(writes))
	s.spread(len(writes), func(i int) string { return writes[i].Key }, func(srv *server, at []int) {
		mine := make([]session.Write, len(at))
		for i, k := range at {
			mine[i] = writes[k]
		}
		for i, o := range srv.apply(ctx, mine) {
			outcomes[at[i]] = o
		}
	})
	return outcomes
}

// List streams the items of one server after the other.
func (s *Store) List(ctx context.Context) iter.Seq2[session.Listed, error] { return s.list(ctx, false) }

// ListNames streams what is on the servers as List does; of an item no more than the
// key and the server may be told.
func (s *Store) ListNames(ctx context.Context) iter.Seq2[session.Listed, error] {
	return s.list(ctx, true)
}

func (s *Store) list(ctx context.Context, names bool) iter.Seq2[session.Listed, error] {
	return func(yield func(session.Listed, error) bool) {
		for _, srv := range s.servers {
			there := func(l session.Listed, err error) bool {
				if err == nil && len(s.servers) > 1 && s.chosen(l.Key) != srv {
					s.homes.note(l.Key, srv)
				}
				return yield(l, err)
			}
			if !srv.list(ctx, names, there) {
				return
			}
		}
	}
}

// MaxValue is the largest value that the item under key can have; flags that
// are not 0 take 4 bytes of it.
func (s *Store) MaxValue(ctx context.Context, key string) (int, error) {
	srv := s.pick(key)
	size, err := srv.itemSize(ctx)
	if err != nil {
		return 0, srv.error("ask for the item size limit of", key, err)
	}
	return maxValue(size, key, 0), nil
}

// itemHeader is what memcached keeps with an item beside key and value: the
// header, the CAS unique, and the bytes that end the key and the value.
const itemHeader = 48 + 8 + 1 + 2

// itemFlags is what flags take where they are not 0.
const itemFlags = 4

// maxValue is the largest value that fits into an item.
func maxValue(itemSize int, key string, flags uint32) int {
	n := itemSize - itemHeader - len(key)
	if flags != 0 {
		n -= itemFlags
	}
	return max(n, 0)
}

// Flush removes everything from all servers.
func (s *Store) Flush(ctx context.Context) error {
	var errs []error
	for _, srv := range s.servers {
		errs = append(errs, srv.error("flush", "", srv.flush(ctx)))
	}
	return errors.Join(errs...)
}

// Servers tells of each server.
func (s *Store) Servers(ctx context.Context) []session.Server {
	all := make([]session.Server, len(s.servers))
	var wait sync.WaitGroup
	for i, srv := range s.servers {
		wait.Add(1)
		go func() {
			defer wait.Done()
			all[i].Name = srv.address.Name
			stats, err := srv.stats(ctx, "stats\r\n")
			all[i].Err = srv.error("", "", err)
			all[i].Stats, all[i].Version = stats, stats["version"]
		}()
	}
	wait.Wait()
	return all
}

// Close closes the connections.
func (s *Store) Close() error {
	for _, srv := range s.servers {
		srv.close()
	}
	return nil
}

// Package memcached keeps items on memcached servers. It is the [storage.Store] for real
// applications.
//
// [Open] takes the servers as a user gives them, and needs none of them to be up:
//
//	store, err := memcached.Open(ctx, []string{"localhost:11211"}, memcached.Options{})
//
// Single writes go through gomemcache. What that does not have goes through a small client of the
// text protocol, package textproto: reading without leaving a trace, listing, the time an item has
// left, and many requests in one round trip.
//
// A listing is memcached's own metadump. It leaves out items that were read in about the last
// second, because these are being moved then.
//
// # Guarantees
//
// A read that fails is an error, never a missing item. A write is conditional, by cas or add, never
// by set or ms, and is reported as applied only if the server said so. (A refused ms deletes the
// item that was there.) A removal is a cas that lets the item expire at once. A connection that
// died while it was idle is no error: that is noticed before anything is sent.
//
// If a reply is lost after the request was sent, the item is looked up on a fresh connection. That
// it holds what was to be written proves nothing, since another program can have written the same.
// That it is unchanged does not mean that the request will not arrive. The write is then sent again
// once, or, if it must not be, the item is written again as it is: either takes the condition away
// that the first request depends on. What is not certain after that is reported as unknown. See
// [storage.Outcome].
//
// A stray reply, such as a late one, is not taken for the reply to another request. Each pipeline
// ends with a request whose reply has to come last, and each read has a number that comes back with
// the item. If either fails, none of the replies is believed: a read is tried once more on a fresh
// connection, and a write is looked up. Behind twemproxy this applies to writes only.
//
// A server that was restarted counts versions from 1 again. A version that was read before is never
// taken for one of these.
//
// # Several servers
//
// The server that the hash scheme chooses for a key is the one that the application reads, and takes
// precedence if it holds the key. Missing items are looked for on the other servers, and written
// there as long as the chosen one does not hold them. Items under the same key on further servers
// are copies: see [Store.Copies]. Package scheme has the schemes of the usual client libraries, for
// [Options.Pick].
//
// # Server versions
//
// What a server can do is found out by asking it, on each connection, and not from its version. All
// memcached servers since 1.4.39 can be read and written:
//
//   - Without the meta commands (before 1.6.0), the time that an item has left is not known, and a
//     read counts as an access.
//   - Without versions (-C), nothing is written.
//   - Behind twemproxy, there are no statistics and no listing.
//   - A server that requires authentication (-Y) gets the password, and no other server does.
//   - A server that speaks another protocol is reported by a [ForeignError].
//
// # Tests
//
// Package memcachedtest starts servers, and proxies that lose, delay and change what passes through
// them.
package memcached

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"hash/crc32"
	"net"
	"sync"
	"time"

	"sessh/session/memcached/server"
	"sessh/session/storage"
)

// DefaultTimeout is the default of [Options.Timeout].
const DefaultTimeout = 2 * time.Second

// Options are the settings of a [Store]. The zero value is ready to use.
type Options struct {
	// Timeout is how long to wait for a server without progress; 0 means [DefaultTimeout].
	// A large value may take longer as a whole, at 4 KiB a second or more, and a reply to a
	// write is waited for longer by the time to send it, at 256 KiB a second.
	Timeout time.Duration
	// Pick chooses the server of a key among n servers. nil is gomemcache's choice: the
	// key's CRC-32 modulo n.
	Pick func(key string, n int) int
	// TLS is the configuration of TLS connections; nil means no TLS.
	TLS *tls.Config
	// User and Password authenticate each connection, if User is not empty.
	User, Password string
	// Now is the clock for servers that do not report their time; nil is time.Now.
	Now func() time.Time
}

// A Store is a [storage.Store] on memcached servers. It is safe for concurrent use.
type Store struct {
	pickOf  func(key string, n int) int
	servers []*server.Server
	homes   homes
	notes   server.Notes
}

var (
	_ storage.Store   = (*Store)(nil)
	_ storage.Locator = (*Store)(nil)
)

// Abilities returns all abilities.
func (s *Store) Abilities() storage.Abilities {
	return storage.Abilities{Locator: s, ListNames: s.ListNames, Watch: s.Watch, CanRemove: s.CanRemove, Refuses: s.Refuses, Notes: s.Notes}
}

// Open returns a store on servers, given as for [Parse]. A name that does not resolve is an
// error; a server that is down is not.
func Open(ctx context.Context, servers []string, o Options) (*Store, error) {
	addresses, err := server.Parse(servers)
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
	s := &Store{pickOf: o.Pick}
	one := server.Options{Timeout: o.Timeout, TLS: o.TLS, User: o.User, Password: o.Password, Now: o.Now, Several: len(addresses) > 1}
	for _, a := range addresses {
		if err := resolves(ctx, a, o.Timeout); err != nil {
			return nil, err
		}
		s.servers = append(s.servers, server.New(a, one, &s.notes))
	}
	return s, nil
}

// resolves returns an error if the name of a server does not resolve.
func resolves(ctx context.Context, a server.Address, timeout time.Duration) error {
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
		return fmt.Errorf("server %s: %w: the name does not resolve", a.Name, storage.ErrUnreachable)
	}
	return nil
}

// Ping returns nil if any server answers, else the joined errors of all.
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

// Names returns the servers' names.
func (s *Store) Names() []string {
	names := make([]string, len(s.servers))
	for i, srv := range s.servers {
		names[i] = srv.Name()
	}
	return names
}

// Home returns the name of the server that the item under key is on, or would be written to.
func (s *Store) Home(key string) string { return s.pick(key).Name() }

// MaxValue returns the size limit of the value under key. Flags other than 0 take 4 bytes of it.
func (s *Store) MaxValue(ctx context.Context, key string) (int, error) {
	return s.pick(key).MaxValue(ctx, key)
}

// CanRemove returns the reason why the item under key cannot be removed, or nil.
func (s *Store) CanRemove(ctx context.Context, key string) error {
	return s.pick(key).CanRemove(ctx, key)
}

// Refuses returns the reason why no server takes writes, as far as is known; nil if one does.
func (s *Store) Refuses() error {
	var errs []error
	for _, srv := range s.servers {
		err := srv.Refuses()
		if err == nil {
			return nil
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// Flush removes all items from all servers.
func (s *Store) Flush(ctx context.Context) error {
	var errs []error
	for _, srv := range s.servers {
		errs = append(errs, srv.Flush(ctx))
	}
	return errors.Join(errs...)
}

// Servers describes the servers.
func (s *Store) Servers(ctx context.Context) []storage.Server {
	all := make([]storage.Server, len(s.servers))
	var wait sync.WaitGroup
	for i, srv := range s.servers {
		wait.Add(1)
		go func() {
			defer wait.Done()
			all[i].Name = srv.Name()
			stats, err := srv.Stats(ctx)
			all[i].Err, all[i].Stats, all[i].Version = err, stats, stats["version"]
		}()
	}
	wait.Wait()
	return all
}

// Close closes the connections.
func (s *Store) Close() error {
	for _, srv := range s.servers {
		srv.Close()
	}
	return nil
}

// Notes returns what users should know that is not an error, such as that a listing may be
// incomplete, since the last call. Each note is returned once.
func (s *Store) Notes() []string { return s.notes.Take() }

// Package memcached keeps items on memcached servers.
//
// [Open] takes the servers as a user names them, and needs none of them to be
// up. Single writes go through gomemcache; what it does not have - reading without
// leaving a trace, listing, the time an item has left, and many requests in one
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
// said so. A removal is a cas that lets the item expire at once. A connection that
// died while it was idle is no error: that is noticed before anything is sent.
//
// When a reply is lost after the request was sent, the item is looked up on a fresh
// connection. That it holds what was to be written proves nothing; that it is as it
// was does not mean that the request will not arrive. Such a write is sent again once,
// or, where it must not be, the item is written again as it is: either takes the
// condition of the first request away. What is not certain after that is reported as
// unknown. See [session.Outcome].
//
// A reply that is nobody's, such as a late one, is not taken for that to another
// request: what is asked ends with a request whose reply has to come last, and each
// read has a number that comes back with the item. Where that is not so none of the
// replies is believed, a read is tried once more on a fresh connection, and a write is
// looked up. Behind twemproxy that is so of writes alone.
//
// A server that was restarted counts versions from 1 again: one that was read
// before is never taken for one of those.
//
// # Several servers
//
// The server that the scheme chooses for a key is the one that the application
// reads, and wins wherever it holds the key. What it does not hold is looked for
// on the others, and written there only as long as that is so. Items under the same
// key on further servers are copies: see [Store.Copies].
//
// # Which servers
//
// What a server can do is found out by asking it, on each connection, and never by
// its version. All memcacheds from 1.4.39 on can be read and written:
//
//   - Without the meta commands (before 1.6.0) the time that an item has left cannot
//     be told, and a read counts as an access.
//   - Without versions (-C) nothing is written.
//   - Behind twemproxy there are no statistics and no listing either.
//   - A server that asks for a sign-in (-Y) gets the password, and no other does.
//   - One that speaks another protocol is named by a [ForeignError].
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

	"sessh/session"
)

// DefaultTimeout is how long a server is waited for.
const DefaultTimeout = 2 * time.Second

// Options are the settings of a [Store]. The zero value is the usual one.
type Options struct {
	// Timeout is how long a server is waited for without progress; 0 is
	// [DefaultTimeout]. A large value may take longer as a whole, at 4 KiB a second or
	// more; the reply to a write is waited for longer by what was sent, at 256 KiB a second.
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
	notes   notes
}

var (
	_ session.Store   = (*Store)(nil)
	_ session.Locator = (*Store)(nil)
)

// Abilities are all that there are.
func (s *Store) Abilities() session.Abilities {
	return session.Abilities{Locator: s, ListNames: s.ListNames, Watch: s.Watch, CanRemove: s.CanRemove, Refuses: s.Refuses, Notes: s.Notes}
}

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
		srv := newServer(a, o, &s.notes)
		if len(addresses) > 1 {
			srv.salt = epochOf(a.Target)
		}
		s.servers = append(s.servers, srv)
	}
	return s, nil
}

// resolves reports whether the name of a server means anything.
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

// Ping reports whether any server answers; the error joins what is wrong with each.
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

// Home is the name of the server that the item under key is on, or would be put on.
func (s *Store) Home(key string) string { return s.pick(key).address.Name }

// MaxValue is the largest value that the item under key can have; flags that
// are not 0 take 4 bytes of it.
func (s *Store) MaxValue(ctx context.Context, key string) (int, error) {
	srv := s.pick(key)
	p, err := srv.about(ctx)
	if err == nil {
		err = p.settable(key)
	}
	if err != nil {
		return 0, srv.error("write", key, err)
	}
	return p.can.maxValue(key, 0), nil
}

// CanRemove is why the item under key cannot be removed, or nil.
func (s *Store) CanRemove(ctx context.Context, key string) error {
	srv := s.pick(key)
	p, err := srv.about(ctx)
	if err == nil {
		err = p.removable(key)
	}
	return srv.error("remove", key, err)
}

// Refuses is why no server takes writes, as far as is known; nil where one does.
func (s *Store) Refuses() error {
	var errs []error
	for _, srv := range s.servers {
		p := srv.known()
		if p == nil || p.writable() == nil {
			return nil
		}
		errs = append(errs, srv.error("", "", p.writable()))
	}
	return errors.Join(errs...)
}

// itemHeader is what memcached keeps with an item beside key and value: the
// header, the CAS unique, and the bytes that end the key and the value.
const itemHeader = 48 + 8 + 1 + 2

// itemFlags is what flags take where they are not 0.
const itemFlags = 4

// itemSuffix is what servers before 1.6 may keep beside that: flags and size, as text.
const itemSuffix = 24

// maxValue is the largest value that fits into an item.
func (a *abilities) maxValue(key string, flags uint32) int {
	n := a.itemLimit() - itemHeader - len(key)
	if !a.meta {
		n -= itemSuffix
	}
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
			stats, err := srv.stats(ctx)
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

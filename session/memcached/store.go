package memcached

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"hash/crc32"
	"net"
	"time"

	"sessh/session/memcached/server"
	"sessh/session/storage"
)

const (
	// DefaultTimeout is the default of [Options.Timeout].
	DefaultTimeout = 2 * time.Second
	// DefaultGrace is the default of [Options.Grace]: long enough for a healthy server to
	// answer, and too short for a user to notice.
	DefaultGrace = 250 * time.Millisecond
)

// Options are the settings of a [Store]. The zero value is ready to use.
type Options struct {
	// Timeout is how long to wait for a server without progress; 0 means [DefaultTimeout].
	// A large value may take longer as a whole, at 4 KiB a second or more, and a reply to a
	// write is waited for longer by the time to send it, at 256 KiB a second.
	Timeout time.Duration
	// Grace is how long a write outlasts its context, and so does each step of finding out
	// what became of it; 0 means [DefaultGrace].
	Grace time.Duration
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
	pickOf    func(key string, n int) int
	servers   []*server.Server
	addresses []server.Address // of these
	timeout   time.Duration
	homes     homes
	notes     server.Notes
}

var (
	_ storage.Store   = (*Store)(nil)
	_ storage.Locator = (*Store)(nil)
)

// Abilities returns all abilities.
func (s *Store) Abilities() storage.Abilities {
	return storage.Abilities{Locator: s, ListNames: s.ListNames, Watch: s.Watch, Counters: s.Counters, CanRemove: s.CanRemove, Refuses: s.Refuses, Notes: s.Notes}
}

// Open returns a store on servers, given as for [Parse]. A name that does not resolve is an
// error; a server that is down is not.
func Open(ctx context.Context, servers []string, o Options) (*Store, error) {
	s, err := New(servers, o)
	if err == nil {
		err = s.Resolve(ctx)
	}
	if err != nil {
		return nil, err
	}
	return s, nil
}

// New is [Open] for callers that resolve the names later; see [Store.Resolve].
func New(servers []string, o Options) (*Store, error) {
	addresses, err := server.Parse(servers)
	if err != nil {
		return nil, err
	}
	if o.Timeout <= 0 {
		o.Timeout = DefaultTimeout
	}
	if o.Grace <= 0 {
		o.Grace = DefaultGrace
	}
	if o.Pick == nil {
		o.Pick = func(key string, n int) int { return int(crc32.ChecksumIEEE([]byte(key)) % uint32(n)) }
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	s := &Store{pickOf: o.Pick, addresses: addresses, timeout: o.Timeout}
	one := server.Options{Timeout: o.Timeout, Grace: o.Grace, TLS: o.TLS, User: o.User, Password: o.Password, Now: o.Now, Several: len(addresses) > 1}
	for _, a := range addresses {
		s.servers = append(s.servers, server.New(a, one, &s.notes))
	}
	return s, nil
}

// Resolve returns an error if the name of a server does not resolve.
func (s *Store) Resolve(ctx context.Context) error {
	unresolved := make([]error, len(s.servers))
	s.everywhere(func(n int, _ *server.Server) { unresolved[n] = resolves(ctx, s.addresses[n], s.timeout) })
	return cmp.Or(unresolved...)
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

// Ping returns nil as soon as any server answers; else the joined errors of all.
func (s *Store) Ping(ctx context.Context) error {
	var errs []error
	for _, srv := range s.Reach(ctx, 0) {
		if srv.Err == nil {
			return nil
		}
		errs = append(errs, srv.Err)
	}
	return errors.Join(errs...)
}

// Reach finds out which servers answer. Once one has, it waits for the others no longer than longer; those
// that have not answered by then have neither an Err nor a Version.
func (s *Store) Reach(ctx context.Context, longer time.Duration) []storage.Server {
	if len(s.servers) == 1 {
		return []storage.Server{ask(ctx, s.servers[0])}
	}
	all := make([]storage.Server, len(s.servers))
	type answer struct {
		n int
		storage.Server
	}
	answers := make(chan answer, len(all))
	for n, srv := range s.servers {
		all[n].Name = srv.Name()
		go func() { answers <- answer{n, ask(ctx, srv)} }()
	}
	var over <-chan time.Time
	for range all {
		select {
		case a := <-answers:
			all[a.n] = a.Server
			if a.Err == nil && over == nil {
				over = time.After(longer)
			}
		case <-over:
			return all
		}
	}
	return all
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
	errs := make([]error, len(s.servers))
	s.everywhere(func(n int, srv *server.Server) { errs[n] = srv.Flush(ctx) })
	return errors.Join(errs...)
}

// Servers describes the servers. It asks those that are left alone, too.
func (s *Store) Servers(ctx context.Context) []storage.Server {
	for _, srv := range s.servers {
		srv.AskAgain()
	}
	return s.Counters(ctx, "")
}

// Counters returns the servers with a group of their counters; see [storage.Abilities].
func (s *Store) Counters(ctx context.Context, group string) []storage.Server {
	all := make([]storage.Server, len(s.servers))
	s.everywhere(func(n int, srv *server.Server) { all[n] = describe(ctx, srv, group) })
	return all
}

func describe(ctx context.Context, srv *server.Server, group string) storage.Server {
	stats, err := srv.Stats(ctx, group)
	return storage.Server{Name: srv.Name(), Err: err, Stats: stats, Version: stats["version"]}
}

// ask finds out whether a server answers, and its version.
func ask(ctx context.Context, srv *server.Server) storage.Server {
	version, err := srv.Version(ctx)
	return storage.Server{Name: srv.Name(), Err: err, Version: version}
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

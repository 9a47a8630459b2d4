// Package placement knows on which of several memcached servers an application
// keeps a key.
//
// memcached servers do not know of each other. Whoever writes a key hashes it and
// picks one server from its own list, and whoever reads it has to pick the same one.
// Each client library does this in its own way, and the outcome hangs on three things:
//
//   - the scheme: the hash, and how its number becomes a server. Either it is divided by
//     the number of servers ("modula"), or it is looked up on a ring on which each
//     server owns many points, so that a server that comes or goes moves few keys;
//   - the servers: for modula schemes their order, for rings and for rendezvous
//     hashing their names. A ring made from "localhost:11211" has other points than one
//     made from "127.0.0.1:11211", though both are one server: type the names as the
//     application's configuration has them, in its order;
//   - the key as the library hashes it. Most hash what the server is sent. libmemcached
//     (so PHP and pylibmc) leaves out the prefix it was told to put before each
//     key, and so does pymemcache with its key_prefix: see [WithoutPrefix].
//
// What is computed is where a key is while all servers answer. Libraries that eject
// dead servers put keys elsewhere for that time.
package placement

import (
	"errors"
	"fmt"
	"strings"
)

// A Scheme is one library's way to choose a server.
type Scheme struct {
	Name    string // as New takes it
	Doc     string // one line: who uses it, and how it chooses
	Aliases []string
	Weights bool // a server's weight changes the choice
	Variant bool // one of a family that differs in the hash alone: help may leave it out

	prepare func([]server) func(string) int
}

// DefaultPHPPrefix is what PHP puts before a session's id to make its key, unless
// memcached.sess_prefix says otherwise.
const DefaultPHPPrefix = "memc.sess.key."

// Schemes lists all schemes in the order in which people should read them: what an
// application is likely to use first, and then the variants.
func Schemes() []Scheme {
	return append(common(), variants()...)
}

// New returns the function that tells a key's server as an index into servers. It
// may be called from several goroutines at once.
//
// A server is host, host:port, [v6]:port, an IPv6 address, /path or unix:/path, and
// a host with a port may be followed by :weight (1 to 65535). The port is 11211 if
// none is named.
//
// It is an error if the scheme is unknown (the error names those that are spelled
// alike), if there is no server, if one of them cannot be read or is named twice, and
// if a server has a weight in a scheme whose library has no weights at all.
func New(name string, servers []string) (func(key string) int, error) {
	scheme, err := find(name)
	if err != nil {
		return nil, err
	}
	list, err := parseServers(servers)
	if err != nil {
		return nil, err
	}
	if !scheme.Weights {
		for _, s := range list {
			if s.weight != 1 {
				return nil, fmt.Errorf("server %q: scheme %s knows no weights", s.typed, scheme.Name)
			}
		}
	}
	if len(list) == 1 {
		return func(string) int { return 0 }, nil
	}
	return scheme.prepare(list), nil
}

// WithoutPrefix is pick for keys that begin with a prefix which the library does not
// hash: libmemcached's prefix key (PHP's OPT_PREFIX_KEY and memcached.sess_prefix)
// unless it is told to hash it, and pymemcache's key_prefix. A key that does not begin
// with it is hashed as it is.
func WithoutPrefix(pick func(key string) int, prefix string) func(key string) int {
	return func(key string) int { return pick(strings.TrimPrefix(key, prefix)) }
}

func find(name string) (Scheme, error) {
	if name == "" {
		return Scheme{}, errors.New("no placement scheme is named")
	}
	all := Schemes()
	for _, s := range all {
		if strings.EqualFold(s.Name, name) {
			return s, nil
		}
		for _, alias := range s.Aliases {
			if strings.EqualFold(alias, name) {
				return s, nil
			}
		}
	}
	alike := near(name, all)
	if len(alike) == 0 {
		return Scheme{}, fmt.Errorf("unknown placement scheme %s", quote(name))
	}
	return Scheme{}, fmt.Errorf("unknown placement scheme %s: did you mean %s?",
		quote(name), strings.Join(alike, " or "))
}

// Package memcached keeps items on memcached servers. It is the [storage.Store] for real
// applications.
//
// [Open] takes the servers as a user gives them, and needs none of them to be up:
//
//	store, err := memcached.Open(ctx, []string{"localhost:11211"}, memcached.Options{})
//
// A read that fails is an error, never a missing item. A write is conditional, and is reported as
// applied only if the server said so. What is promised about one server, and which ones there are, is
// in package [server]; this one spreads items over several.
//
// # Several servers
//
// The server that the hash scheme chooses for a key is the one that the application reads, and takes
// precedence if it holds the key. Missing items are looked for on the other servers, and written
// there as long as the chosen one does not hold them. Items under the same key on further servers
// are copies: see [Store.Copies]. Package scheme has the schemes of the usual client libraries, for
// [Options.Pick].
//
// # Tests
//
// Package memcachedtest starts servers, and proxies that lose, delay and change what passes through
// them.
package memcached

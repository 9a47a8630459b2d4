// Package server reads and writes items on one memcached server. [New] makes a [Server], which need not
// be up: a pool of connections, and what is known about the process at their other end. Package
// memcached makes a store of one or several.
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
package server

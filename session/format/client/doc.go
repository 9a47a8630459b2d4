// Package client is how the client libraries of memcached mark and pack what is given
// to them.
//
// A client tells by the flags of an item what its bytes are: whether it has serialized
// them, and whether it has compressed them. It unpacks in one way only, whatever its
// flags say: a [Value] that was unpacked packs another one in the way in which it was
// packed itself. The level of compression is not kept, for no client looks at it.
//
// Each client has flags of its own, and a framework writes through one that its
// application has chosen: those in the table are what the clients have in common that
// are used with a framework. A client that packs in a way of its own is one more
// [Client]; [Meaning] describes its flags in a raw item.
package client

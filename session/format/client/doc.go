// Package client describes how the client libraries of memcached mark and pack
// values.
//
// A client uses the flags of an item to mark whether it has serialized or compressed
// the bytes. A [Value] that was unpacked packs another one in the way in which it was
// packed itself. The level of compression is not kept, since no client looks at it.
//
// Each client has flags of its own, and a framework writes through the client that
// its application has chosen. The clients in the table are what the clients used with
// a framework have in common. A client that packs in a way of its own is one more
// [Client]; [Meaning] describes its flags in a raw item.
package client

// Package doctor finds out what loses the sessions of an application: servers that evict them, too little
// memory, lifetimes that are over at once, locks that are left behind, and more.
//
//	facts, err := doctor.Gather(ctx, root, doctor.Options{})
//	report := doctor.Check(facts)
//
// [Gather] only reads: the counters of each server, one listing, and a few sessions. [Check] draws
// conclusions, and asks no server: what is not known is not a [health.Finding]. Each subject has a file of its own,
// and a line in the table of checks.
//
// A single server that was restarted looks like a new one: it keeps no counters. Package why can tell them
// apart for a session that was seen before.
//
// The words for the causes do not change:
//
//	down                    a server does not answer
//	evicted                 a server evicted items with time left, where sessions are, or may be
//	session-evicted         sessions were evicted while the logs were read
//	out-of-memory           a size class had no memory for items
//	connections-refused     a server had no room for connections
//	over-at-once            lifetimes that were over when the session was stored
//	too-large               items were refused for their size
//	left-lock               locks that requests have left behind
//	astray                  sessions on servers that the hash scheme does not choose
//	memory                  sessions need more memory than there is, or nearly as much
//	perhaps-evicted         a server evicted items that may have been all sessions of their size
//	evictions-off           a server refuses items when its memory is full (-M)
//	several-formats         sessions in two formats under one name
//	several-serializers     sessions of a container by several serializers
//	flushed                 everything on a server was removed, lately
//	restarted               a server was started much later than others, or when others had sessions already
//	never-expires           sessions that do not expire
//	shared-with-cache       sessions and other items on one server
//	connections-nearly-all  hardly any connection is left
//	nearly-too-large        a session near the size limit
//	clock                   a clock that is wrong
//	different-memory        servers with different memory limits
//	different-versions      servers of different versions
//	crawler-off             expired items keep their memory (no LRU crawler)
//	cas-off                 a server keeps no versions (-C)
//	no-authentication       other machines can reach a server, which requires no password
package doctor

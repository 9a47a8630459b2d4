// Package copies is about the servers on which the application does not look for a session, but which
// hold an item under its key nonetheless.
//
// Items under one key can be on several of a store's servers: replicas, which the application's client
// writes beside the item that it reads, or items left behind by an earlier list of servers. The item
// that a Load reads is the session; the others are its [Copy]s. A copy that holds the same bytes is
// taken for a replica, and a commit writes it like the session, after the session: see [Replicas]. Any
// other is left as it is.
//
// An item on a server where the application never looks is [Astray].
package copies

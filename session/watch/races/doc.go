// Package races finds lost updates: two requests read a session, both write it, and the second write
// takes away what the first has added, because it was made from what the session was before.
//
// A [History] is given what a server's log says of one item, in order, and what the watcher itself read
// of it meanwhile:
//
//	h := races.NewHistory(races.Options{Within: time.Second, Diff: diff})
//	h.Add(races.Entry{Kind: races.Read, Conn: 7, ...})
//	h.Add(races.Entry{Kind: races.Stored, Conn: 7, ...})
//	for _, r := range h.Races(now) {
//		...
//	}
//
// A write is made from what its connection read last, or from nothing newer. So a write by a connection
// that has read the item since another write is orderly, whatever it removes; and so is a conditional one,
// as cas is. What else a write takes back is lost, for certain if no one can have read the item for it
// since. It is lost perhaps if a connection did that has not written since: many applications read and
// write by connections of one pool. Once a server has been seen to be used so, by [Clients], nothing is
// certain there: all connections are taken for one that requests share.
//
// Some applications look right before they write whether the item is still there, as Django's save() does.
// A connection has then read the item twice for one write. If that takes back all that another write
// between the two reads has changed, the change is lost perhaps.
package races

// Package session reads and edits the sessions of web applications, which a store such
// as memcached keeps as items. All edits happen in a transaction of package sessh/txn:
// they are pending until it commits, can be undone and rolled back to a savepoint, and
// never overwrite what another program has written meanwhile.
//
// Four types form a tree:
//
//   - A [Root] is the top: the sessions in one store, and the formats that they are
//     recognized by. A program makes one and keeps it.
//   - A [Container] is a named family of sessions. It opens them, and decides how long new
//     ones last. How their items are named and encoded is the subject of package family.
//   - A [Session] is one visitor's data, open in a transaction. It holds package data: a
//     [tree.Map] for each package of the application, with keys and values.
//   - A [Work] is what one transaction has open of a root. It is the transaction's
//     resource: it commits the sessions. Ask it for the pending changes, for undo and
//     redo, for conflicts, and for the results of a commit.
//
// This sets a key in a session, which is created if it does not exist:
//
//	root := session.NewRoot(store, session.Options{Formats: []format.Format{sesshjson.Format{}}})
//	err := txn.NewManager().Retry(ctx, 3, func(tx *txn.Tx) error {
//		s, err := root.Container("Shop").Session(ctx, tx, "visitor-1")
//		if err != nil {
//			return err
//		}
//		cart, err := s.Package("shop.cart")
//		if err != nil {
//			return err
//		}
//		return cart.Set("total", 3.5)
//	})
//
// Looking never writes: reading a session extends no lifetime, and package data that
// nothing was set in is not stored. [Container.View] reads sessions without making them part of the
// transaction; what it returns is read-only. Package sessh/session/sweep goes through all sessions of
// a container or of the store.
//
// # Values
//
// Package [tree] has the values that sessions hold: mappings, lists, and what [tree.Of] converts. A
// Map or List that was got from a session is a live reference: it shows what the transaction holds,
// after a rollback too, and what is written to it is pending. What was not edited goes back to the
// store byte for byte where the format allows it.
//
// # Commit
//
// Every session is written on the condition that its item still has the version it was
// read at. A commit of several sessions checks all versions before the first write; the
// writes together are not atomic, since memcached has no such operation. If another program
// overtakes one in the short time between, those already written are put back unless
// they have been changed since. A [commit.Error] has the [commit.Fate] of every session:
//
//   - [commit.Written]: the store confirmed the write.
//   - [commit.Restored]: the session was written, and put back because of another one.
//   - [commit.Untouched]: nothing was written, and nothing can still arrive.
//   - [commit.InConflict]: nothing was written, because another program has changed the session,
//     or it is gone.
//   - [commit.Uncertain]: none of these is certain, because a reply was lost. The changes stay
//     pending, and the next commit finds out.
//
// A write that the store did not confirm is never reported as written. What is written is
// decoded first and compared with what the session shows, as the application will read it.
//
// Use [errors.Is] to find out what to do about an error. With [txn.ErrRepeatable] the store is as
// it was: the transaction goes on with its changes and savepoints, and can be committed
// again. With [txn.ErrTransient] it failed because of a conflict, and running the whole
// transaction again may succeed, which [txn.Manager.Retry] does. After any other error, abort
// the transaction; [Work.Carry] then makes what was not written pending in a new one.
// After a commit whose context has ended, every session is likewise either written or
// still pending.
//
// # Conflicts
//
// [Work.Refresh] merges what other programs have written into the transaction, key by key.
// A key that both sides have changed is a [diff.Conflict], as is the timeout of a session or the
// flags of a raw item; [Work.Resolve] decides it, and until then commit refuses. A refresh
// does all of it or nothing, except for sessions that cannot be read: they stay as they
// are, and the error names them.
//
// # Undo
//
// [Work.Undo] and [Work.Redo] go back and forth in steps; [Work.Step] makes several changes
// one step. A rollback to a savepoint is a step as well. What is known about the store is
// not undone: the version of an item, and whether a write may still arrive. Which reading of
// the store the changes are counted from is: after a refresh is undone, commit finds the
// conflict again.
//
// # Concurrency
//
// A Store, a Format, a Root and a Container are safe for concurrent use. A transaction with
// its Work, its sessions and their values belongs to one goroutine at a time. A server
// therefore has one Root, and a [txn.Manager] for each request: see the example of a web
// application.
//
// # Stores and formats
//
// [storage.Store] is what a store must do, and [format.Format] says how a framework names and encodes
// a session. sessh/session/memcached and sessh/session/memstore are stores; the packages below
// sessh/session/format are formats, and sessh/session/format/framework lists them. Which sessions the
// items of a store are is found out by package sessh/session/listing; package sessh/session/watch
// shows how they change, and sessh/session/why what became of one. Package sessh/session/stored describes
// the item of a session: its server, copies, lock and serializer. Package sessh/session/revert takes back
// what a commit wrote.
package session

// The files, by subject:
//
//	tree         root, session, owner, work, move, become
//	changes      changes, merge, conflict, draft; what they are counted from: base;
//	             flags of raw items: flags; as if it had expired: renew; as an item has them: seed
//	             what is pending beside data: beside, lifetime; taken back: drop
//	commit       commit, encode, rehearse, carry, written; some changes alone: part

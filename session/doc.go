// Package session is a tree of session data over a [Store].
//
// # Changes
//
// A [Work] keeps the changes of one transaction: a tree of the states that its sessions
// have been in. [Work.Undo], [Work.Redo], the savepoints of the transaction, and a
// [Work.Step] that fails go from one state to another; each costs what is different
// between the two. A rollback is a step like others, which undo takes back; inside of a
// step it is part of it. References to data stay live wherever the transaction goes.
//
// What is known of the store is no part of that: the version under which it holds a
// session, and whether a write may still arrive there, are what they are whatever is
// undone. Which reading of the store a session's changes count from is part of it: after
// an undone [Work.Refresh], a commit finds the conflict again.
//
// # Refresh
//
// [Work.Refresh] merges what others have written key by key, into the lists and mappings
// that are there. What both sides have changed is a [Conflict], be it a key, the timeout
// of a session or the flags of a raw item. It does all of it or nothing, but for sessions
// that cannot be read: those stay as they are, and the error tells of them.
//
// # Interrupted commits
//
// After a commit whose context has ended, every session is either reported as written,
// or still pending: in the same transaction where the error is [txn.ErrRepeatable], else
// in the one that [Work.Carry] takes it to. What was written before that is put back
// where nobody has changed it since.
package session

// Package txn provides transactions with savepoints and two-phase commit, over resources of
// any kind. The model is that of Zope's transaction package.
//
// Start with [Manager.Run], which begins a transaction, passes it to a function, and commits
// it if the function returns nil, else aborts it; or with [Manager.Retry], which does so
// again after a conflict:
//
//	m := txn.NewManager()
//	err := m.Retry(ctx, 3, func(tx *txn.Tx) error {
//		return account.Withdraw(tx, 10) // account joins tx when it is first used
//	})
//
// A [Manager] has at most one open transaction, a [Tx]. Neither is safe for concurrent use:
// give each goroutine that works by itself a manager of its own. The transaction is passed
// as an argument; there is no goroutine-local state.
//
// # Resources
//
// Whatever keeps changes until the commit is a [Resource]. It joins a transaction when it is
// first used in it. Commit calls all resources in the order of their sort keys, in four
// passes: Begin, Commit, Vote and Finish. Everything that can fail should fail before
// Finish; every resource is then called off, and nothing has happened. Abort, savepoints and
// rollbacks call the resources in the order of joining.
//
// A panic in a resource or a hook is an error like others: a [PanicError].
//
// # Failure
//
// After a failed commit the transaction is [Failed]: everything except Abort returns a
// [FailedError] that names the cause. There is one exception. If the failing resource
// reports that nothing was written and that the same commit may be tried again
// ([ErrRepeatable]), the round is called off and the transaction goes on as it was, with its
// changes and savepoints.
//
// The end of a commit's context is such a case until the first resource begins to finish.
// Before the first hook, nothing is called. Between hooks, those that have not run yet stay
// for the next try. In Begin, Commit and Vote, and before the first Finish, the round is
// called off, whether it is txn or a resource that returns the context's error. After that
// the commit goes through: every resource is called, with the context as it is so that it
// can hurry, and finds out and reports itself what became of its changes.
//
// A failure in Finish never aborts what has finished: a [FinishError] lists what has
// finished, what failed, and what was not reached.
//
// # Savepoints
//
// [Tx.Savepoint] marks the present state; [Savepoint.Rollback] returns to it any number of
// times, and invalidates the savepoints made after it and no others. A savepoint costs one
// call for each resource, and is kept until the transaction ends. A resource that joined
// after the savepoint is aborted by a rollback to it.
//
// # Hooks
//
// A transaction has hooks that run before and after a commit or an abort, and carries notes,
// a user, and values that its users attach to it.
package txn

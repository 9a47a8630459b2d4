// Package txn is transactions with savepoints and two-phase commit, over
// resources of any kind. The model is that of Zope's transaction package.
//
// Start with [Manager.Run]: it begins a transaction, hands it to a function,
// and commits when the function returns nil, else aborts.
//
//	m := txn.NewManager()
//	err := m.Run(ctx, func(tx *txn.Tx) error {
//		return account.Withdraw(tx, 10) // account joins tx at its first use
//	})
//
// # Resources
//
// Whatever keeps changes until the commit is a [Resource]. It joins a
// transaction at its first use in it. Commit goes over all resources in the
// order of their sort keys, in four passes: Begin, Commit, Vote, Finish.
// Whatever can fail fails before Finish; then every resource is called off and
// nothing has happened. Abort, savepoints and rollbacks go in the order of joining.
//
// # Failure
//
// After a failed commit the transaction is [Failed]: everything but Abort
// returns a [FailedError], which names the cause. There is one exception:
// where the failing resource says that nothing was written and that the same
// commit may be tried again ([ErrRepeatable]), the round is called off and the
// transaction goes on as it was, with its changes and savepoints.
//
// The end of a commit's context is such a case, as long as no resource has
// begun to finish: before the first hook nothing is called; between hooks, those
// that have not run stay for the next try; in Begin, Commit and Vote, and before
// the first Finish, the round is called off, also where it is a resource that
// returns the context's error. From the first Finish on the commit goes through:
// each resource is called, and gets the context as it is, to hurry up. What has
// become of its changes then is the resource's to find out and to tell.
//
// # Savepoints
//
// [Tx.Savepoint] marks a point; [Savepoint.Rollback] returns to it any number
// of times, and invalidates the savepoints after it, and no other. Making one
// costs a call for each resource, and is kept until the transaction ends.
package txn

// Package commit writes the items of a transaction to a store, and reports what became of each.
//
// A [Round] is one try. Its [Write]s are what it does to the items: to each a conditional write, which
// succeeds only if the item still has the version that it was read at, or only a look at the version.
// The caller makes the round, with what to write, and takes it through three steps:
//
//	round := commit.New(store, writes)
//	held := round.Settle(ctx) // earlier writes whose replies were lost: what became of them
//	round.Vote(ctx)           // checks the writes and all versions before the first one
//	round.Send(ctx)           // writes; takes back what it can if another program came between
//	err := round.Verdict()    // nil, or an [Error] with the [Fate] of every item
//
// The writes of a round together are not atomic, since memcached has no such operation. If an item is
// overtaken between the look and its write, those already written are put back, unless they have been
// changed since. If a reply is lost, the outcome is not known: the [Target] then keeps an [Attempt],
// and a later round, or [FindOut], looks at what the store holds. A round never says that something
// was written unless the store confirmed it.
//
// What a round learns about an item is in its Target: the version that the item has, and the attempt.
// It knows nothing of sessions and formats; a value is bytes.
package commit

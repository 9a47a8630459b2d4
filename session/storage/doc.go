// Package storage defines what a store is: it keeps items under keys, as memcached does, and knows nothing
// of sessions.
//
// [Store] is what each one must do. It reads items in batches, each with its version, and takes
// conditional writes: a [Write] holds the version that the item was read at, and is made only if the
// item still has it. An [Outcome] is never more certain than the facts: a write whose reply was lost is
// [Unknown], unless the item proves what became of it; its [Trace] says what the item shows.
//
// What some stores can do beyond that is in [Abilities]. [ReadOnly] is a store that refuses all writes.
// Package sessh/session/storetest tests that a store does all this, and that one which wraps another
// loses nothing; sessh/session/memcached and sessh/session/memstore are stores.
package storage

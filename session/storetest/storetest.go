// Package storetest is the conformance suite for implementations of [storage.Store], and
// provides a store that fails on demand.
//
// The tests of a store call [Run] with a function that opens an empty one:
//
//	func TestStore(t *testing.T) {
//		storetest.Run(t, func(t testing.TB) storage.Store { return memstore.New(memstore.Options{}) })
//	}
//
// Run checks conditional writes, versions, lifetimes, listings, limits, cancelled contexts and
// concurrent use, and compares random batches of writes with a map. It also checks that the
// store's [storage.Abilities] agree with what it does. The tests of a store that wraps another
// one call [RunWrapper], which checks that the wrapper loses no method and no ability.
//
// Tests of code that uses a store wrap one with [Faults]. Hooks make single calls and keys
// fail, or change an item between two calls as another program would, and counters report the
// number of round trips.
package storetest

import (
	"context"
	"errors"
	"testing"
	"time"

	"sessh/session/storage"
)

// patience is how much a store's clock may be behind on a busy machine.
const patience = 30 * time.Second

// hangs is how long checks wait for what has to come, so that they end if it does not.
const hangs = 5 * time.Minute

// Run checks a store. It calls open for each check, which returns a store that is empty, that
// no other check uses, and that t closes. The checks run in parallel, so open must not call
// t.Setenv.
//
// Checks that need listings or lifetimes are skipped for a store that reports these as
// [storage.ErrUnsupported] or [storage.TTLUnknown], and those that wait for items to expire in
// short runs.
func Run(t *testing.T, open func(t testing.TB) storage.Store) {
	for _, c := range checks {
		t.Run(c.name, func(t *testing.T) {
			if c.waits && testing.Short() {
				t.Skip("items expire after whole seconds")
			}
			t.Parallel()
			c.run(t, open(t))
		})
	}
}

// A check tests one requirement, on an empty store.
type check struct {
	name string
	run  func(t testing.TB, s storage.Store)

	waits bool // for an item to expire, which short runs do not
}

// checks are all checks, in the order in which they run. The list is constant.
var checks = []check{
	{name: "answers a batch in its order", run: checkBatches},
	{name: "adds only what is not there", run: checkAdd},
	{name: "replaces only the version that was read", run: checkReplace},
	{name: "deletes only the version that was read", run: checkDelete},
	{name: "changes the version with every write", run: checkVersions},
	{name: "keeps any bytes and flags", run: checkValues},
	{name: "shares no memory with its user", run: checkAliasing},
	{name: "takes any legal key", run: checkKeys},
	{name: "refuses illegal keys by name", run: checkIllegalKeys},
	{name: "returns what was asked for", run: checkNeed},
	{name: "keeps lifetimes", run: checkLifetimes},
	{name: "refuses what is no lifetime", run: checkNoLifetime},
	{name: "extends no lifetime by reading", run: checkReadingExtendsNothing, waits: true},
	{name: "lets items expire", run: checkExpiry, waits: true},
	{name: "knows the largest value", run: checkMaxValue},
	{name: "lists each key once", run: checkList},
	{name: "stops listing when asked to", run: checkListStops},
	{name: "flushes everything", run: checkFlush},
	{name: "does nothing when cancelled", run: checkCancelled},
	{name: "loses no update", run: checkConcurrentUpdates},
	{name: "lets only one of many add", run: checkConcurrentAdds},
	{name: "takes large batches", run: checkLargeBatches},
	{name: "describes its servers", run: checkServers},
	{name: "has the abilities that it claims", run: checkAbilities},
	{name: "keeps its abilities when it is wrapped", run: checkWrapped},
	{name: "behaves like a map with versions", run: checkModel},
}

// load reads one item, which must exist.
func load(t testing.TB, s storage.Store, key string) *storage.Item {
	t.Helper()
	item := look(t, s, key)
	if item == nil {
		t.Fatalf("%q is not there", key)
	}
	return item
}

// look reads one item, and returns nil if there is none.
func look(t testing.TB, s storage.Store, key string) *storage.Item {
	t.Helper()
	l := s.Load(t.Context(), []string{key}, storage.NeedValue|storage.NeedTTL)
	if len(l) != 1 {
		t.Fatalf("one key is answered by %d", len(l))
	}
	if l[0].Err != nil {
		t.Fatalf("load %q: %v", key, l[0].Err)
	}
	return l[0].Item
}

// apply makes one write, and expects its outcome.
func apply(t testing.TB, s storage.Store, w storage.Write, want storage.State) storage.Outcome {
	t.Helper()
	o := s.Apply(t.Context(), []storage.Write{w})
	if len(o) != 1 {
		t.Fatalf("one write is answered by %d", len(o))
	}
	expectOutcome(t, w, o[0], want)
	return o[0]
}

func expectOutcome(t reporter, w storage.Write, o storage.Outcome, want storage.State) {
	t.Helper()
	if o.State != want {
		t.Fatalf("write %.40q at version %d is %v (%v), want %v", w.Key, w.Version, o.State, o.Err, want)
	}
	if hasErr := o.Err != nil; hasErr != (o.State == storage.Failed || o.State == storage.Unknown) {
		t.Errorf("write %.40q is %v with the error %v", w.Key, o.State, o.Err)
	}
	if o.State != storage.Applied && o.State != storage.Failed && o.Version != 0 {
		t.Errorf("write %.40q is %v and returns version %d", w.Key, o.State, o.Version)
	}
}

// put stores a value under a new key, and returns the item.
func put(t testing.TB, s storage.Store, key, value string) *storage.Item {
	t.Helper()
	apply(t, s, storage.Write{Key: key, Value: []byte(value)}, storage.Applied)
	return load(t, s, key)
}

// expectValue expects key to hold the value.
func expectValue(t testing.TB, s storage.Store, key, want string) {
	t.Helper()
	if item := load(t, s, key); string(item.Value) != want {
		t.Errorf("%q holds %.60q, want %.60q", key, item.Value, want)
	}
}

func expectGone(t testing.TB, s storage.Store, key string) {
	t.Helper()
	if item := look(t, s, key); item != nil {
		t.Errorf("%q holds %.60q, want nothing there", key, item.Value)
	}
}

// list returns the whole listing by key. It skips the check if the store cannot list.
func list(t testing.TB, s storage.Store) map[string]storage.Listed {
	t.Helper()
	all := make(map[string]storage.Listed)
	for l, err := range s.List(t.Context()) {
		if errors.Is(err, storage.ErrUnsupported) {
			t.Skipf("the store does not list: %v", err)
		}
		if err != nil {
			t.Fatalf("list: %v", err)
		}
		if _, twice := all[l.Key]; twice {
			t.Errorf("%q is listed twice", l.Key)
		}
		all[l.Key] = l
	}
	return all
}

// until waits for a condition that depends on the store's clock.
func until(t testing.TB, what string, is func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), hangs)
	defer cancel()
	poll := time.NewTicker(10 * time.Millisecond)
	defer poll.Stop()
	for !is() {
		select {
		case <-ctx.Done():
			t.Fatalf("after %v still not true: %s", hangs, what)
		case <-poll.C:
		}
	}
}

// reporter is what testing.TB and rapid.T have in common.
type reporter interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// Package storetest holds what every [session.Store] has to do, and a store
// that fails on demand.
//
// A store's own tests call [Run] with a function that opens an empty one:
//
//	func TestStore(t *testing.T) {
//		storetest.Run(t, func(t testing.TB) session.Store { return memstore.New(memstore.Options{}) })
//	}
//
// Tests of what is built on stores put [Faults] around one: hooks make single
// calls and keys fail, or change an item between two calls as another program
// would, and counters tell how many round trips were made.
package storetest

import (
	"context"
	"errors"
	"testing"
	"time"

	"sessh/session"
)

// patience guards the checks that wait for a store's clock against a hang.
const patience = 30 * time.Second

// Run checks a store. open returns one that is empty and that no other check
// uses, and has t end it; it is called for each check. The checks run in
// parallel where open allows it, which is to say that it calls no t.Setenv.
//
// A store that cannot list, or cannot tell lifetimes, may say so; the checks
// that need it are then skipped.
func Run(t *testing.T, open func(t testing.TB) session.Store) {
	for _, c := range checks {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.run(t, open(t))
		})
	}
}

// A check tests one promise of a store that is empty.
type check struct {
	name string
	run  func(t testing.TB, s session.Store)
}

// checks are all of them; nothing changes the list.
var checks = []check{
	{"answers a batch in its order", checkBatches},
	{"adds only what is not there", checkAdd},
	{"replaces only the version that was read", checkReplace},
	{"deletes only the version that was read", checkDelete},
	{"changes the version with every write", checkVersions},
	{"keeps any bytes and flags", checkValues},
	{"shares no memory with its user", checkAliasing},
	{"takes any legal key", checkKeys},
	{"refuses illegal keys by name", checkIllegalKeys},
	{"tells what was asked for", checkNeed},
	{"keeps lifetimes", checkLifetimes},
	{"extends no lifetime by reading", checkReadingExtendsNothing},
	{"lets items expire", checkExpiry},
	{"knows the largest value", checkMaxValue},
	{"lists each key once", checkList},
	{"stops listing when told to", checkListStops},
	{"flushes everything", checkFlush},
	{"does nothing when cancelled", checkCancelled},
	{"loses no update", checkConcurrentUpdates},
	{"lets one of many add", checkConcurrentAdds},
	{"takes large batches", checkLargeBatches},
	{"tells of its servers", checkServers},
	{"has the abilities that it claims", checkAbilities},
	{"keeps its abilities when it is wrapped", checkWrapped},
	{"behaves like a map with versions", checkModel},
}

// load reads one item that must be there.
func load(t testing.TB, s session.Store, key string) *session.Item {
	t.Helper()
	item := look(t, s, key)
	if item == nil {
		t.Fatalf("%q is not there", key)
	}
	return item
}

// look reads one item; nil is one that is not there.
func look(t testing.TB, s session.Store, key string) *session.Item {
	t.Helper()
	l := s.Load(t.Context(), []string{key}, session.NeedValue|session.NeedTTL)
	if len(l) != 1 {
		t.Fatalf("one key is answered by %d", len(l))
	}
	if l[0].Err != nil {
		t.Fatalf("load %q: %v", key, l[0].Err)
	}
	return l[0].Item
}

// apply makes one write, and expects what becomes of it.
func apply(t testing.TB, s session.Store, w session.Write, want session.State) session.Outcome {
	t.Helper()
	o := s.Apply(t.Context(), []session.Write{w})
	if len(o) != 1 {
		t.Fatalf("one write is answered by %d", len(o))
	}
	expectOutcome(t, w, o[0], want)
	return o[0]
}

func expectOutcome(t reporter, w session.Write, o session.Outcome, want session.State) {
	t.Helper()
	if o.State != want {
		t.Fatalf("write %.40q at version %d is %v (%v), want %v", w.Key, w.Version, o.State, o.Err, want)
	}
	if hasErr := o.Err != nil; hasErr != (o.State == session.Failed || o.State == session.Unknown) {
		t.Errorf("write %.40q is %v with the error %v", w.Key, o.State, o.Err)
	}
	if o.State != session.Applied && o.State != session.Failed && o.Version != 0 {
		t.Errorf("write %.40q is %v and tells version %d", w.Key, o.State, o.Version)
	}
}

// put stores a value that was not there, and returns its item.
func put(t testing.TB, s session.Store, key, value string) *session.Item {
	t.Helper()
	apply(t, s, session.Write{Key: key, Value: []byte(value)}, session.Applied)
	return load(t, s, key)
}

// expectValue expects that key holds the value.
func expectValue(t testing.TB, s session.Store, key, want string) {
	t.Helper()
	if item := load(t, s, key); string(item.Value) != want {
		t.Errorf("%q holds %.60q, want %.60q", key, item.Value, want)
	}
}

func expectGone(t testing.TB, s session.Store, key string) {
	t.Helper()
	if item := look(t, s, key); item != nil {
		t.Errorf("%q holds %.60q, want nothing there", key, item.Value)
	}
}

// list is the whole listing by key; it skips where the store cannot list.
func list(t testing.TB, s session.Store) map[string]session.Listed {
	t.Helper()
	all := make(map[string]session.Listed)
	for l, err := range s.List(t.Context()) {
		if errors.Is(err, session.ErrUnsupported) {
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

// until waits for a condition that the store's clock brings about.
func until(t testing.TB, what string, is func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	poll := time.NewTicker(10 * time.Millisecond)
	defer poll.Stop()
	for !is() {
		select {
		case <-ctx.Done():
			t.Fatalf("waited %v for this: %s", patience, what)
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

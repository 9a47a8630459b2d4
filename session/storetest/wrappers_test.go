package storetest

import (
	"context"
	"reflect"
	"testing"

	"sessh/session/memstore"
	"sessh/session/storage"
)

func TestReadOnly(t *testing.T) {
	t.Parallel()
	RunWrapper(t, storage.ReadOnly, "Apply", "Flush", "Refuses")
}

func TestFaultsPassEverythingOn(t *testing.T) {
	t.Parallel()
	RunWrapper(t, func(s storage.Store) storage.Store { return Faults(s) })
}

// TestCallsAreComplete: a method or ability that is added to stores is checked in wrappers.
func TestCallsAreComplete(t *testing.T) {
	t.Parallel()
	want := map[string]bool{}
	for _, in := range []reflect.Type{reflect.TypeFor[storage.Store](), reflect.TypeFor[storage.Locator]()} {
		for m := range in.NumMethod() {
			want[in.Method(m).Name] = true
		}
	}
	abilities := reflect.TypeFor[storage.Abilities]()
	for i := range abilities.NumField() {
		want[abilities.Field(i).Name] = true
	}
	delete(want, "Abilities")
	delete(want, "Locator")
	for name := range want {
		if calls[name] == nil {
			t.Errorf("RunWrapper does not call %s", name)
		}
	}
	if len(calls) != len(want) {
		t.Errorf("RunWrapper makes %d calls, want %d", len(calls), len(want))
	}
}

// wrapper is a store around another one, whose abilities and writes can be replaced.
type wrapper struct {
	storage.Store
	able  func(storage.Abilities) storage.Abilities
	apply func([]storage.Write) []storage.Outcome
}

func (w *wrapper) Abilities() storage.Abilities { return w.able(w.Store.Abilities()) }

func (w *wrapper) Apply(ctx context.Context, writes []storage.Write) []storage.Outcome {
	if w.apply != nil {
		return w.apply(writes)
	}
	return w.Store.Apply(ctx, writes)
}

func passOn(a storage.Abilities) storage.Abilities { return a }

// locatorOf is a locator that loads like the store itself.
type locatorOf struct {
	storage.Locator
	store storage.Store
}

func (l locatorOf) LoadAt(ctx context.Context, items []*storage.Item, need storage.Need) []storage.Loaded {
	return l.store.Load(ctx, []string{items[0].Key}, need)
}

// TestWrappersThatLoseSomething: RunWrapper notices each.
func TestWrappersThatLoseSomething(t *testing.T) {
	t.Parallel()
	fails := func(name string, refused bool, wrap func(storage.Store) storage.Store) {
		t.Helper()
		w := &watched{TB: t}
		if checkPassedOn(w, wrap, name, refused); !w.Failed() {
			t.Errorf("%s: it is not noticed", name)
		}
	}
	none := func(s storage.Store) storage.Store {
		return &wrapper{Store: s, able: func(storage.Abilities) storage.Abilities { return storage.Abilities{} }}
	}
	for name := range calls {
		if _, method := reflect.TypeFor[storage.Store]().MethodByName(name); !method {
			fails(name, false, none)
		}
	}
	fails("LoadAt", false, func(s storage.Store) storage.Store {
		return &wrapper{Store: s, able: func(a storage.Abilities) storage.Abilities {
			a.Locator = locatorOf{a.Locator, s}
			return a
		}}
	})
	fails("Apply", false, func(s storage.Store) storage.Store {
		return &wrapper{Store: s, able: passOn, apply: func(w []storage.Write) []storage.Outcome { return make([]storage.Outcome, len(w)) }}
	})
	fails("Apply", true, func(s storage.Store) storage.Store { return &wrapper{Store: s, able: passOn} }) // read-only, and writes
}

// TestAbilitiesAreChecked: for each check of abilities there is a store that fails it.
func TestAbilitiesAreChecked(t *testing.T) {
	t.Parallel()
	lying := func(change func(*storage.Abilities)) storage.Store {
		s := memstore.New(memstore.Options{})
		return &wrapper{Store: s, able: func(a storage.Abilities) storage.Abilities { change(&a); return a }}
	}
	for name, store := range map[string]storage.Store{
		"names are missing":   lying(func(a *storage.Abilities) { a.ListNames = (&probe{}).List }),
		"items are not found": lying(func(a *storage.Abilities) { a.Locator = &probe{} }),
		"it takes writes":     lying(func(a *storage.Abilities) { a.Refuses = func() error { return errProbe } }),
		"it removes":          lying(func(a *storage.Abilities) { a.CanRemove = func(context.Context, string) error { return errProbe } }),
	} {
		t.Run(name, func(t *testing.T) {
			if w := watch(t, named(t, "has the abilities that it claims"), store); !w.Failed() {
				t.Errorf("it does not notice; it says %q, skipped: %v", w.said, w.skipped)
			}
		})
	}
}

func TestLostAbilitiesAreNamed(t *testing.T) {
	t.Parallel()
	w := &watched{TB: t}
	expectAbilities(w, &probe{}, &wrapper{Store: &probe{}, able: func(a storage.Abilities) storage.Abilities { a.Notes = nil; return a }})
	if len(w.said) != 1 || w.said[0] != "a *storetest.wrapper loses the ability Notes" {
		t.Errorf("it says %q", w.said)
	}
}

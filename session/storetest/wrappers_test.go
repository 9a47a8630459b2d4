package storetest

import (
	"context"
	"reflect"
	"testing"

	"sessh/session"
	"sessh/session/memstore"
)

func TestReadOnly(t *testing.T) {
	t.Parallel()
	RunWrapper(t, session.ReadOnly, "Apply", "Flush", "Refuses")
}

func TestFaultsPassEverythingOn(t *testing.T) {
	t.Parallel()
	RunWrapper(t, func(s session.Store) session.Store { return Faults(s) })
}

// TestCallsAreComplete: a method or ability that is added to stores is checked in wrappers.
func TestCallsAreComplete(t *testing.T) {
	t.Parallel()
	want := map[string]bool{}
	for _, in := range []reflect.Type{reflect.TypeFor[session.Store](), reflect.TypeFor[session.Locator]()} {
		for m := range in.NumMethod() {
			want[in.Method(m).Name] = true
		}
	}
	abilities := reflect.TypeFor[session.Abilities]()
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
	session.Store
	able  func(session.Abilities) session.Abilities
	apply func([]session.Write) []session.Outcome
}

func (w *wrapper) Abilities() session.Abilities { return w.able(w.Store.Abilities()) }

func (w *wrapper) Apply(ctx context.Context, writes []session.Write) []session.Outcome {
	if w.apply != nil {
		return w.apply(writes)
	}
	return w.Store.Apply(ctx, writes)
}

func passOn(a session.Abilities) session.Abilities { return a }

// locatorOf is a locator that loads like the store itself.
type locatorOf struct {
	session.Locator
	store session.Store
}

func (l locatorOf) LoadAt(ctx context.Context, items []*session.Item, need session.Need) []session.Loaded {
	return l.store.Load(ctx, []string{items[0].Key}, need)
}

// TestWrappersThatLoseSomething: RunWrapper notices each.
func TestWrappersThatLoseSomething(t *testing.T) {
	t.Parallel()
	fails := func(name string, refused bool, wrap func(session.Store) session.Store) {
		t.Helper()
		w := &watched{TB: t}
		if checkPassedOn(w, wrap, name, refused); !w.Failed() {
			t.Errorf("%s: it is not noticed", name)
		}
	}
	none := func(s session.Store) session.Store {
		return &wrapper{Store: s, able: func(session.Abilities) session.Abilities { return session.Abilities{} }}
	}
	for name := range calls {
		if _, method := reflect.TypeFor[session.Store]().MethodByName(name); !method {
			fails(name, false, none)
		}
	}
	fails("LoadAt", false, func(s session.Store) session.Store {
		return &wrapper{Store: s, able: func(a session.Abilities) session.Abilities {
			a.Locator = locatorOf{a.Locator, s}
			return a
		}}
	})
	fails("Apply", false, func(s session.Store) session.Store {
		return &wrapper{Store: s, able: passOn, apply: func(w []session.Write) []session.Outcome { return make([]session.Outcome, len(w)) }}
	})
	fails("Apply", true, func(s session.Store) session.Store { return &wrapper{Store: s, able: passOn} }) // read-only, and writes
}

// TestAbilitiesAreChecked: for each check of abilities there is a store that fails it.
func TestAbilitiesAreChecked(t *testing.T) {
	t.Parallel()
	lying := func(change func(*session.Abilities)) session.Store {
		s := memstore.New(memstore.Options{})
		return &wrapper{Store: s, able: func(a session.Abilities) session.Abilities { change(&a); return a }}
	}
	for name, store := range map[string]session.Store{
		"names are missing":   lying(func(a *session.Abilities) { a.ListNames = (&probe{}).List }),
		"items are not found": lying(func(a *session.Abilities) { a.Locator = &probe{} }),
		"it takes writes":     lying(func(a *session.Abilities) { a.Refuses = func() error { return errProbe } }),
		"it removes":          lying(func(a *session.Abilities) { a.CanRemove = func(context.Context, string) error { return errProbe } }),
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
	expectAbilities(w, &probe{}, &wrapper{Store: &probe{}, able: func(a session.Abilities) session.Abilities { a.Notes = nil; return a }})
	if len(w.said) != 1 || w.said[0] != "a *storetest.wrapper loses the ability Notes" {
		t.Errorf("it says %q", w.said)
	}
}

package storetest

import (
	"errors"
	"reflect"
	"testing"

	"sessh/session/storage"
)

// checkWrapped expects the store's abilities of the wrappers that it is used in.
func checkWrapped(t testing.TB, s storage.Store) {
	expectAbilities(t, s, storage.ReadOnly(s))
	expectAbilities(t, s, Faults(s))
}

// expectAbilities expects each ability of inner, known or added later, of wrapped as well.
func expectAbilities(t testing.TB, inner, wrapped storage.Store) {
	t.Helper()
	own, passed := reflect.ValueOf(inner.Abilities()), reflect.ValueOf(wrapped.Abilities())
	for i := range own.NumField() {
		if !own.Field(i).IsNil() && passed.Field(i).IsNil() {
			t.Errorf("a %T loses the ability %s", wrapped, own.Type().Field(i).Name)
		}
	}
}

// checkAbilities compares what the abilities answer with what the store does.
func checkAbilities(t testing.TB, s storage.Store) {
	a, item := s.Abilities(), put(t, s, "k", "v")
	if a.Refuses != nil && a.Refuses() != nil {
		t.Errorf("it refuses writes (%v), and has made one", a.Refuses())
	}
	if l := a.Locator; l != nil {
		checkLocator(t, l, item)
	}
	if a.CanRemove != nil {
		if err := a.CanRemove(t.Context(), "k"); err == nil {
			apply(t, s, storage.Write{Key: "k", Delete: true, Version: item.Version}, storage.Applied)
		} else if !errors.Is(err, storage.ErrUnsupported) {
			t.Errorf("an item cannot be removed: %v", err)
		}
	}
	if a.ListNames != nil {
		put(t, s, "named", "v")
		checkNames(t, a, list(t, s))
	}
}

func checkNames(t testing.TB, a storage.Abilities, items map[string]storage.Listed) {
	t.Helper()
	for l, err := range a.ListNames(t.Context()) {
		if _, ok := items[l.Key]; err != nil || !ok {
			t.Errorf("a name is listed that is not an item's: %q, %v", l.Key, err)
		}
		delete(items, l.Key)
	}
	if len(items) > 0 {
		t.Errorf("%d items are listed, and their names are not", len(items))
	}
}

func checkLocator(t testing.TB, l storage.Locator, item *storage.Item) {
	t.Helper()
	if home := l.Home(item.Key); item.Server != home {
		t.Errorf("the item is on %q, and its home is %q", item.Server, home)
	}
	missing := &storage.Item{Key: "missing", Server: item.Server}
	loaded := l.LoadAt(t.Context(), []*storage.Item{missing, {Key: item.Key, Server: item.Server}}, storage.NeedValue)
	switch {
	case len(loaded) != 2 || loaded[0].Err != nil || loaded[1].Err != nil:
		t.Errorf("at its server the item is answered by %+v", loaded)
	case loaded[0].Item != nil || loaded[1].Item == nil || loaded[1].Item.Version != item.Version || string(loaded[1].Item.Value) != string(item.Value):
		t.Errorf("at its server the item is %+v, want %+v", loaded[1].Item, item)
	}
	if copies, err := l.Copies(t.Context(), []*storage.Item{item}, 0); err != nil || len(copies) != 1 || len(copies[0]) > 0 {
		t.Errorf("an item that was written once has the copies %v, %v", copies, err)
	}
}

package location

import (
	"context"
	"testing"

	"sessh/repl/meter"
	"sessh/repl/script/bounds"
	"sessh/session"
	"sessh/session/format"
	"sessh/session/format/lovely"
	"sessh/session/memstore"
	"sessh/session/tree"
	"sessh/txn"
)

// TestAgain: what a transaction wrote is found again in the next one.
func TestAgain(t *testing.T) {
	ctx := context.Background()
	store := memstore.New(memstore.Options{})
	t.Cleanup(func() { store.Close() })
	g, m := bounds.NewGuard(meter.New(0), 0), txn.NewManager()
	defer g.Begin(ctx)()
	l := New(g, m)
	root := session.NewRoot(store, session.Options{Formats: []format.Format{lovely.Format{}}})
	s, err := l.Session(root.ContainerIn("Shop", lovely.Format{}), "visitor")
	if err != nil {
		t.Fatal(err)
	}
	if !l.Holds(m.Current()) {
		t.Error("a session that was opened is not held")
	}
	cart, err := s.Package("cart")
	if err != nil {
		t.Fatal(err)
	}
	if err := cart.Set("total", int64(7)); err != nil {
		t.Fatal(err)
	}
	at := l.PlaceOf(s).Below("cart")
	if at.Ended() || !at.IsPackage() || at.String() != "/Shop/visitor/cart" {
		t.Errorf("%v has ended: %v, is a package: %v", at, at.Ended(), at.IsPackage())
	}
	if err := m.Commit(ctx); err != nil {
		t.Fatal(err)
	}
	if !at.Ended() || l.Holds(m.Current()) {
		t.Error("the transaction has not ended")
	}
	_, v, err := l.Again(at)
	if now, ok := v.(*tree.Map); err != nil || !ok || now == cart {
		t.Fatalf("again: %v %v", v, err)
	}
	if _, v, err = l.Again(at.Below("total")); err != nil || v != int64(7) {
		t.Errorf("below: %v %v", v, err)
	}
	if _, _, err = l.Again(at.Below("none")); err == nil {
		t.Error("what is not there is found")
	}
}

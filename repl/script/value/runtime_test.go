package value

import (
	"context"
	"testing"

	"go.starlark.net/starlark"

	"sessh/repl/meter"
	"sessh/repl/script/bounds"
	"sessh/repl/script/object"
	"sessh/session"
	"sessh/session/format"
	"sessh/session/format/lovely"
	"sessh/session/memstore"
	"sessh/txn"
)

// newSession returns a session that is open in a transaction of the runtime's
// manager.
func newSession(t *testing.T) (*Runtime, *session.Container, *session.Session) {
	t.Helper()
	store := memstore.New(memstore.Options{})
	t.Cleanup(func() { store.Close() })
	rt := New(bounds.NewGuard(meter.New(0), 0), txn.NewManager())
	t.Cleanup(rt.Begin(context.Background()))
	c := session.NewRoot(store, session.Options{Formats: []format.Format{lovely.Format{}}}).ContainerIn("Shop", lovely.Format{})
	s, err := rt.Session(c, "visitor")
	if err != nil {
		t.Fatal(err)
	}
	return rt, c, s
}

func set(t *testing.T, d starlark.HasSetKey, key string, v starlark.Value) {
	t.Helper()
	if err := d.SetKey(starlark.String(key), v); err != nil {
		t.Fatal(err)
	}
}

func get(t *testing.T, m starlark.Mapping, key string) starlark.Value {
	t.Helper()
	v, ok, err := m.Get(starlark.String(key))
	if err != nil || !ok {
		t.Fatalf("%s: %v, %v", key, v, err)
	}
	return v
}

// TestPutIntoASession: a dictionary that is put into a session is the one that is there.
func TestPutIntoASession(t *testing.T) {
	t.Parallel()
	rt, _, s := newSession(t)
	data := get(t, rt.SessionData(s), "cart").(*Dict)
	made := rt.NewDict()
	set(t, data, "made", made)
	set(t, made, "later", rt.NewList([]starlark.Value{starlark.MakeInt(1)}))
	if got := get(t, data, "made"); got.String() != "{'later': [1]}" || !made.same(got.(*Dict)) {
		t.Errorf("the session holds %v", got)
	}
	m, err := s.Package("cart")
	if err != nil {
		t.Fatal(err)
	}
	if v, _ := m.Get("made"); v != any(made.node) {
		t.Errorf("the package holds %v", v)
	}
	if !rt.Holds(s.Tx()) || rt.Holds(nil) {
		t.Error("the transaction is not the one that is held")
	}
}

// TestNextTransaction: what was read in a transaction can be written to in the next.
func TestNextTransaction(t *testing.T) {
	t.Parallel()
	rt, c, s := newSession(t)
	data := get(t, rt.SessionData(s), "cart").(*Dict)
	list := rt.NewList(nil)
	set(t, data, "list", list)
	if err := rt.Manager.Commit(context.Background()); err != nil {
		t.Fatal(err)
	}
	if err := list.Splice(0, 0, starlark.String("x")); err != nil {
		t.Fatal(err)
	}
	again, err := rt.Session(c, "visitor")
	if err != nil {
		t.Fatal(err)
	}
	if v, err := rt.Under(again, []any{"cart", "list"}); err != nil || v.String() != "['x']" {
		t.Errorf("the next transaction has %v: %v", v, err)
	}
	if got := rt.ClassOf(list).Name(); got != "list" {
		t.Errorf("its class is %s", got)
	}
}

func TestWhatSessionsCannotHold(t *testing.T) {
	t.Parallel()
	rt, _, s := newSession(t)
	data := get(t, rt.SessionData(s), "cart").(*Dict)
	inItself := rt.NewList(nil)
	inItself.own = []starlark.Value{inItself}
	deep := starlark.Value(rt.NewList(nil))
	for range maxNesting {
		deep = rt.NewList([]starlark.Value{deep})
	}
	for name, v := range map[string]starlark.Value{"a function": object.Builtin("f", nil), "a list in itself": inItself, "a list nested too deep": deep} {
		if err := data.SetKey(starlark.String("x"), v); err == nil {
			t.Errorf("%s is held", name)
		}
	}
	if data.Len() != 0 {
		t.Errorf("the session holds %v", data)
	}
}

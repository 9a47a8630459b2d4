package glance

import (
	"slices"
	"testing"

	"go.starlark.net/starlark"

	"sessh/repl/meter"
	"sessh/repl/script/bounds"
	"sessh/repl/script/object"
	"sessh/repl/script/value"
	"sessh/session/tree"
	"sessh/txn"
)

func newRuntime() *value.Runtime {
	return value.New(bounds.NewGuard(meter.New(0), 0), txn.NewManager())
}

// TestOneLook: a value that a statement made, the same one as a session holds it, and one of
// statements that stands for that look the same.
func TestOneLook(t *testing.T) {
	t.Parallel()
	rt := newRuntime()
	made := rt.NewDict()
	for k, v := range map[starlark.Value]starlark.Value{
		starlark.String("items"): rt.NewList([]starlark.Value{starlark.String("apple"), starlark.MakeInt(3)}),
		starlark.MakeInt(7):      starlark.True,
	} {
		if err := made.SetKey(k, v); err != nil {
			t.Fatal(err)
		}
	}
	plain, err := rt.Plain(made)
	if err != nil {
		t.Fatal(err)
	}
	for name, x := range map[string]any{"made": made, "held": plain, "stands for it": rt.Value(plain, nil)} {
		if got := len(Entries(x, 10)); got != 2 || Kind(x) != "dict" {
			t.Errorf("%s: %d entries of a %s", name, got, Kind(x))
		}
		if got := len(Entries(x, 1)); got != 1 {
			t.Errorf("%s: %d entries, want no more than 1", name, got)
		}
		if v, ok := Under(x, int64(7)); !ok || Held(v) != true {
			t.Errorf("%s: [7] is %v, %t", name, v, ok)
		}
		items, ok := Under(x, "items")
		if !ok || Kind(items) != "list" {
			t.Fatalf("%s: ['items'] is %v, %t", name, items, ok)
		}
		if v, ok := Under(items, int64(1)); !ok || Held(v) != int64(3) {
			t.Errorf("%s: ['items'][1] is %v, %t", name, v, ok)
		}
		if all := Entries(items, 10); len(all) != 2 || all[0].Key != 0 || Held(all[0].Value) != "apple" {
			t.Errorf("%s: the items are %v", name, all)
		}
		for _, none := range []any{int64(2), int64(-1), "x"} {
			if v, ok := Under(items, none); ok {
				t.Errorf("%s: ['items'][%v] is %v", name, none, v)
			}
		}
	}
}

// TestHeld: Held returns nil for what a session cannot hold.
func TestHeld(t *testing.T) {
	t.Parallel()
	node := tree.NewMap()
	for _, test := range []struct {
		x, held any
		kind    string
	}{
		{starlark.String("x"), "x", "str"}, {starlark.Float(1.5), 1.5, "float"}, {starlark.None, nil, "NoneType"}, {nil, nil, "NoneType"},
		{node, node, "dict"}, {&object.Foreign{Held: node}, node, "dict"}, {starlark.Tuple{starlark.None}, nil, "tuple"},
		{starlark.MakeInt(1).Lsh(80), nil, "int"}, {newRuntime().EmptySet(true), nil, "frozenset"},
	} {
		if got, kind := Held(test.x), Kind(test.x); got != test.held || kind != test.kind {
			t.Errorf("%v: %v of kind %s, want %v of kind %s", test.x, got, kind, test.held, test.kind)
		}
	}
}

// TestAttributes: the names are those of the class and the value's own; what is computed has no
// value.
func TestAttributes(t *testing.T) {
	t.Parallel()
	rt := newRuntime()
	rt.Classes["str"].MethodNames = []string{"upper", "lower"}
	if all := Attributes(rt, "text"); len(all) != 2 || all[0] != (Attribute{Name: "upper", Called: true, About: "method of str"}) {
		t.Errorf("a text has %v", all)
	}
	m := &object.Module{Name: "m", Members: starlark.StringDict{"limit": starlark.MakeInt(3)}}
	all := Attributes(rt, m)
	if !slices.ContainsFunc(all, func(a Attribute) bool { return a.Name == "limit" && !a.Called && a.Value == starlark.MakeInt(3) }) {
		t.Errorf("a module has %v", all)
	}
	if v, ok := Fixed(m, "missing"); ok {
		t.Errorf("m.missing is %v", v)
	}
}

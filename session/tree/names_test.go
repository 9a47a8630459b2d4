package tree_test

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"sessh/session/tree"
)

// shownKey is an object that can be a key.
type shownKey struct{ text, state string }

func (t shownKey) Display() string            { return t.text }
func (t shownKey) EqualObject(other any) bool { return any(t) == other }

func TestNamesOfKeys(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		keys []any
		want []string
	}{
		{"each of its own", []any{"a", 1, true, nil, 2.5, tree.Bytes("b"), shownKey{text: "(1, 2)"}}, []string{"a", "1", "true", "null", "2.5", "b", "(1, 2)"}},
		{"2 and '2'", []any{2, "2"}, []string{"integer(2)", "2"}},
		{"True and 'true'", []any{"true", true}, []string{"true", "bool(true)"}},
		{"None and 'null'", []any{nil, "null"}, []string{"null(null)", "null"}},
		{"2 and 2.0", []any{2, 2.0}, []string{"2", "2.0"}},
		{"2.0 and '2.0'", []any{"2.0", 2.0}, []string{"2.0", "float(2.0)"}},
		{"bytes and a text", []any{tree.Bytes("a"), "a"}, []string{"bytes(a)", "a"}},
		{"bytes and an integer", []any{tree.Bytes("2"), 2}, []string{"bytes(2)", "2"}},
		{"an object and a text", []any{shownKey{text: "(1, 2)"}, "(1, 2)"}, []string{"object((1, 2))", "(1, 2)"}},
		{"an object like an integer", []any{shownKey{text: "2"}, 2}, []string{"object(2)", "2"}},
		{"objects that are shown alike", []any{shownKey{"x", "1"}, shownKey{"x", "2"}, shownKey{"x", "3"}}, []string{"x", "object#2(x)", "object#3(x)"}},
		{"a text that looks typed", []any{2, "2", "integer(2)"}, []string{"integer+(2)", "2", "integer(2)"}},
	} {
		m := tree.NewMap()
		for _, k := range test.keys {
			must(t, m.Set(k, 0))
		}
		i := 0
		for k := range m.All() {
			if got := m.Name(k); got != test.want[i] {
				t.Errorf("%s: %v is called %q, want %q", test.name, k, got, test.want[i])
			}
			i++
		}
	}
	m := tree.NewMap()
	must(t, m.Set(2, 0))
	if k, ok := m.Named("integer(2)"); !ok || k != any(int64(2)) {
		t.Errorf("with its type it is %v", k)
	}
	if k, ok := m.Named("integer(3)"); ok {
		t.Errorf("%v is found", k)
	}
}

// TestNamesLeadBack has mappings with keys of every type: each has a name of its
// own, which leads back to it.
func TestNamesLeadBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		texts := rapid.SampledFrom([]string{"1", "2", "2.0", "1e+21", "2000000.0", "inf", "true", "null", "a", "", "integer(1)", "integer((1))", "object(1)", "bytes(a)"})
		key := rapid.OneOf(
			rapid.Map(texts, func(s string) any { return s }),
			rapid.Map(texts, func(s string) any { return tree.Bytes(s) }),
			rapid.Map(texts, func(s string) any { return shownKey{text: s} }),
			rapid.Map(texts, func(s string) any { return shownKey{s, "other"} }),
			rapid.SampledFrom([]any{nil, true, false, int64(1), int64(2), 2.0, 2e6, 1e21, math.Inf(1), -0.5}),
		)
		m := tree.NewMap()
		for _, k := range rapid.SliceOf(key).Draw(t, "keys") {
			if err := m.Set(k, 0); err != nil {
				t.Fatal(err)
			}
		}
		met := make(map[string]any)
		for k := range m.All() {
			name := m.Name(k)
			if other, ok := met[name]; ok {
				t.Fatalf("%#v and %#v are both called %q", k, other, name)
			}
			met[name] = k
			if back, ok := m.Named(name); !ok || back != k {
				t.Fatalf("%#v is called %q, which leads to %#v", k, name, back)
			}
		}
	})
}

// countedKey is a key that counts how often it is asked how it is shown.
type countedKey struct {
	n     int
	asked *int
}

func (k countedKey) Display() string            { *k.asked++; return fmt.Sprintf("key %d", k.n/2) }
func (k countedKey) EqualObject(other any) bool { return any(k) == other }

// TestNamesOfManyObjects: to find one key by its name, not all are looked at.
func TestNamesOfManyObjects(t *testing.T) {
	t.Parallel()
	const n = 2000
	asked := 0
	m := tree.NewMap()
	for i := range n {
		if err := m.Set(countedKey{i, &asked}, i); err != nil {
			t.Fatal(err)
		}
	}
	asked = 0
	for i, k := range m.Keys() {
		name := m.Name(k)
		if found, ok := m.Named(name); !ok || found != k {
			t.Fatalf("%s is %v, not %v", name, found, k)
		}
		if want := fmt.Sprintf("key %d", i/2); i%2 == 0 && name != want || i%2 == 1 && name != "object#2("+want+")" {
			t.Fatalf("the key %d is called %s", i, name)
		}
		if _, ok := m.Named(fmt.Sprintf("object(nothing %d)", i)); ok {
			t.Fatal("what is not there has a name")
		}
	}
	if asked > 50*n {
		t.Errorf("%d keys were asked %d times how they are shown", n, asked)
	}
}

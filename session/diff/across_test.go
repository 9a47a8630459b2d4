package diff_test

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"testing"
	"time"

	"sessh/session/diff"
	"sessh/session/tree"
)

// form is the form of a value in some framework.
type form string

func (f form) String() string { return string(f) }

func value(t *testing.T, v any) any {
	t.Helper()
	x, err := tree.Of(v)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// mapping returns a mapping of keys and values.
func mapping(t *testing.T, f tree.Form, entries ...any) *tree.Map {
	t.Helper()
	m := tree.NewMapOf(f)
	for i := 0; i < len(entries); i += 2 {
		if err := m.Set(entries[i], value(t, entries[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	return m
}

// differences returns what differs, in one line.
func differences(t *testing.T, a diff.Across, old, new any) string {
	t.Helper()
	found, err := a.Compare(t.Context(), old, new)
	if err != nil {
		return err.Error()
	}
	var all []string
	for _, c := range found.Changes {
		names := ""
		for i := range c.Path.Keys {
			names += "/" + c.Path.Name(i)
		}
		all = append(all, fmt.Sprintf("%c%s", " +~-"[c.Kind], names))
	}
	if found.Unknown > 0 {
		all = append(all, fmt.Sprintf("%d unknown", found.Unknown))
	}
	return strings.Join(all, " ")
}

// TestAcross: what only the frameworks spell differently is the same, unless the comparison
// is exact.
func TestAcross(t *testing.T) {
	t.Parallel()
	list := func(f string, values ...any) *tree.List {
		if f == "" {
			return tree.NewList(values...)
		}
		return tree.NewListOf(form(f), values...)
	}
	m := func(entries ...any) *tree.Map { return mapping(t, nil, entries...) }
	huge := new(big.Int).Lsh(big.NewInt(1), 70)
	noon := time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)
	for _, test := range []struct {
		name        string
		old, new    any
		want, exact string
	}{
		{"equal", m("a", 1), m("a", 1), "", ""},
		{"order of keys", m("a", 1, "b", 2), m("b", 2, "a", 1), "", ""},
		{"a key of each", m("a", 1), m("b", 1), "-/a +/b", "-/a +/b"},
		{"nested", m("a", m("b", 1, "c", 2)), m("a", m("b", 2, "d", 2)), "~/a/b -/a/c +/a/d", "~/a/b -/a/c +/a/d"},
		{"integer and float", m("a", 5), m("a", 5.0), "", "~/a"},
		{"another float", m("a", 5), m("a", 5.5), "~/a", "~/a"},
		{"huge integer and float", m("a", huge), m("a", 0x1p70), "", "~/a"},
		{"huge integers", m("a", huge), m("a", new(big.Int).Add(huge, big.NewInt(1))), "~/a", "~/a"},
		{"beyond the integers of floats", m("a", 1<<53+1), m("a", float64(1<<53)), "~/a", "~/a"},
		{"a number and its text", m("a", 5), m("a", "5"), "~/a", "~/a"},
		{"true and 1", m("a", true), m("a", 1), "~/a", "~/a"},
		{"null and nothing", m("a", nil), m(), "-/a", "-/a"},
		{"bytes that are text", m("a", []byte("é")), m("a", "é"), "", "~/a"},
		{"bytes that are none", m("a", []byte("\xff")), m("a", "\xff"), "~/a", "~/a"},
		{"a time in another zone", m("a", noon), m("a", noon.In(time.FixedZone("", 3600))), "", "~/a"},
		{"tuple and list", m("a", list("tuple", 1, 2)), m("a", list("", 1, 2)), "", "~/a"},
		{"in a tuple and a list", m("a", list("tuple", 1, 2)), m("a", list("", 1, 3)), "~/a/1", "~/a"},
		{"ordered and plain", mapping(t, form("OrderedDict"), "a", 1), m("a", 2), "~/a", "~"},
		{"empty array and list", m("a", m()), m("a", list("")), "", "~/a"},
		{"array and empty list", m("a", m("x", 1)), m("a", list("")), "-/a/x", "~/a"},
		{"array with indexes and list", m("a", m(0, "x", 1, "y")), m("a", list("", "x", "z")), "~/a/1", "~/a"},
		{"array with other keys and list", m("a", m(1, "x")), m("a", list("", "x")), "~/a", "~/a"},
		{"sets", m("a", list("set", 1, 2, 3)), m("a", list("set", 3, 1, 4)), "-/a/1 +/a/2", "-/a/1 +/a/2"},
		{"set and list", m("a", list("set", 1, "x")), m("a", list("", "x", 1.0)), "", "~/a"},
		{"frozen sets of sets", list("set", list("frozenset", 1, 2), list("frozenset", 3)), list("set", list("frozenset", 3), list("frozenset", 2, 1)), "", ""},
		{"set and mapping", m("a", list("set", 1)), m("a", m("x", 1)), "~/a", "~/a"},
		{"mappings in lists in lists", list("", list("", m("x", 1), 5)), list("", list("", m("x", 2), 5)), "~/0/0/x", "~/0/0/x"},
		{"list of more", list("", 1, 2, 3), list("", 1, 9, 2, 3), "+/1", "+/1"},
		{"list of less", list("", 1, list("tuple", 2), 3), list("", 1.0, 3), "-/1", "~/0 -/1"},
		{"keys as integer and text", m(7, "x"), m("7", "y"), "~/7", "-/integer(7) +/7"},
		{"keys as bytes and text", m(tree.Bytes("k"), 1), m("k", 1), "", "-/bytes(k) +/k"},
		{"keys that are both there", m(7, "x", "7", "y"), m("7", "y"), "-/integer(7)", "-/integer(7)"},
		{"keys as float and integer", m(2.0, 1), m(2, 1), "", "-/2.0 +/2"},
		{"scalars", 5, "x", "~", "~"},
		{"a scalar and a mapping", 5, m("x", 1), "~", "~"},
	} {
		t.Run(test.name, func(t *testing.T) {
			old, new := value(t, test.old), value(t, test.new)
			if got := differences(t, diff.Across{Top: tree.SessionPath("C", "s")}, old, new); got != test.want {
				t.Errorf("it differs in %q, want %q", got, test.want)
			}
			if got := differences(t, diff.Across{Top: tree.SessionPath("C", "s"), Exact: true}, old, new); got != test.exact {
				t.Errorf("exactly, it differs in %q, want %q", got, test.exact)
			}
		})
	}
}

// put sets a key of a mapping that nothing owns, to a reference as it is.
func put(t *testing.T, m *tree.Map, key string, v any) {
	t.Helper()
	if err := m.Set(key, v); err != nil {
		t.Fatal(err)
	}
}

// TestAcrossShared: what several places share is compared by what it holds, and with another
// value once.
func TestAcrossShared(t *testing.T) {
	t.Parallel()
	top := diff.Across{Top: tree.SessionPath("C", "s")}
	shared := func(n int) *tree.Map {
		one := mapping(t, nil, "n", n)
		m := mapping(t, nil, "a", one)
		put(t, m, "b", tree.NewRef(one))
		return m
	}
	apart := mapping(t, nil, "a", mapping(t, nil, "n", 1), "b", mapping(t, nil, "n", 1))
	if got := differences(t, top, shared(1), apart); got != "" {
		t.Errorf("shared and equal values differ in %q", got)
	}
	if got := differences(t, top, shared(2), apart); got != "~/a/n ~/b/n" {
		t.Errorf("other values differ in %q", got)
	}
	if got := differences(t, top, shared(1), shared(2)); got != "~/a/n" {
		t.Errorf("two shared values differ in %q", got)
	}
	top.Exact = true
	if got := differences(t, top, shared(1), apart); got != "~/b" {
		t.Errorf("exactly, it differs in %q", got)
	}
}

// loop returns a mapping that holds itself, after n steps.
func loop(t *testing.T, n int, last any) *tree.Map {
	top := mapping(t, nil, "v", 1)
	at := top
	for range n - 1 {
		next := mapping(t, nil, "v", 1)
		put(t, at, "next", next)
		at = next
	}
	put(t, at, "v", last)
	put(t, at, "next", tree.NewRef(top))
	return top
}

// TestAcrossRecursive: values that hold themselves are compared to the end.
func TestAcrossRecursive(t *testing.T) {
	t.Parallel()
	top := diff.Across{Top: tree.SessionPath("C", "s")}
	if got := differences(t, top, loop(t, 2, 1), loop(t, 3, 1)); got != "" {
		t.Errorf("loops that look the same differ in %q", got)
	}
	if got := differences(t, top, loop(t, 2, 1), loop(t, 3, 2)); strings.Count(got, "~") != 2 {
		t.Errorf("loops of 2 and 3 differ in %q", got) // each value of the one meets that of the other
	}
	if got := differences(t, top, tree.NewList(loop(t, 2, 1)), tree.NewList(loop(t, 3, 1))); got != "" {
		t.Errorf("lists of loops differ in %q", got)
	}
	if _, err := top.Compare(t.Context(), loop(t, 61, 1), loop(t, 67, 1)); !errors.Is(err, diff.ErrDeep) {
		t.Errorf("loops that meet after 4087 steps: %v", err)
	}
}

// TestAcrossManyPlaces: a small value that unfolds into a huge one takes no time.
func TestAcrossManyPlaces(t *testing.T) {
	t.Parallel()
	tower := func(last any) any {
		root := mapping(t, nil, "0", mapping(t, nil, "v", last))
		below, _ := root.Get("0")
		for i := range 200 {
			m := mapping(t, nil)
			put(t, m, "a", tree.NewRef(below))
			put(t, m, "b", tree.NewRef(below))
			put(t, m, "list", tree.NewList(1))
			put(t, root, fmt.Sprint(i+1), m)
			below = m
		}
		return root
	}
	top := diff.Across{Top: tree.SessionPath("C", "s")}
	if got := differences(t, top, tower(1), tower(1)); got != "" {
		t.Errorf("it differs in %q", got)
	}
	if got := differences(t, top, tree.NewList(tower(1), 2), tree.NewList(tower(2), 3)); got != "~/0/0/v ~/1" {
		t.Errorf("it differs in %q", got)
	}
}

// TestAcrossUnknown: an unknown value is not compared, wherever it stands, and counted.
func TestAcrossUnknown(t *testing.T) {
	t.Parallel()
	top := diff.Across{Top: tree.SessionPath("C", "s"), Unknown: func(v any) bool { return v == "?" }}
	old := mapping(t, nil, "a", "?", "b", tree.NewList(1, "?", 2), "c", 1, "gone", "?")
	new := mapping(t, nil, "a", mapping(t, nil, "x", 1), "b", tree.NewList(1, 5, 3), "c", 2)
	if got := differences(t, top, old, new); got != "~/b/2 ~/c -/gone 2 unknown" {
		t.Errorf("it differs in %q", got)
	}
}

// TestAcrossStops: a comparison ends with its context.
func TestAcrossStops(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := (diff.Across{}).Compare(ctx, tree.NewList(1), tree.NewList(2)); !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
}

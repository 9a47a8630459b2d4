package session_test

import (
	"slices"
	"strings"
	"testing"

	"sessh/session"
	"sessh/session/diff"
	"sessh/session/tree"
	"sessh/txn"
)

// TestPathsTellKeysApart changes values under keys that look alike: the changes, and
// a conflict about them, name each as the mapping does.
func TestPathsTellKeysApart(t *testing.T) {
	t.Parallel()
	d := newDesk(t, session.Options{})
	d.theySet("s", "m", map[string]any{}, "l", []any{map[string]any{}})
	d.other(func(c *session.Container, tx *txn.Tx) {
		s, err := c.Session(ctx, tx, "s")
		must(t, err)
		p, err := s.Package("p")
		must(t, err)
		for _, at := range []*tree.Map{mapIn(t, p, "m"), mapIn(t, p, "l")} {
			for _, k := range []any{2, "2", true} {
				must(t, at.Set(k, map[string]any{"deep": 1}))
			}
		}
	})
	for _, at := range []string{"m", "l"} {
		m := mapIn(t, d.data("s"), at)
		for _, k := range []any{2, "2", true} {
			must(t, mapIn(t, m, k).Set("deep", 2))
		}
	}
	_, err := mapIn(t, d.data("s"), "m").Delete("2")
	must(t, err)
	want := []string{"m integer(2) deep", "m 2", "m true deep", "l 0 integer(2) deep", "l 0 2 deep", "l 0 true deep"}
	if got := pathNames(d.work().Changes()); !slices.Equal(got, want) {
		t.Errorf("the changes are at %q, want %q", got, want)
	}
	d.other(func(c *session.Container, tx *txn.Tx) {
		s, err := c.Session(ctx, tx, "s")
		must(t, err)
		p, err := s.Package("p")
		must(t, err)
		must(t, mapIn(t, mapIn(t, p, "m"), 2).Set("deep", 3))
	})
	r, err := d.work().Compare(ctx)
	must(t, err)
	if len(r.Conflicts) != 1 || r.Conflicts[0].Path.Name(2) != "integer(2)" {
		t.Errorf("the conflicts are %v", r.Conflicts)
	}
	m := mapIn(t, d.data("s"), "m")
	if name := tree.NameIn(int64(2), m, d.open("s").Committed()); name != "2" {
		t.Errorf("without the other it is %q", name)
	}
}

// mapIn is the mapping under a key, or the first one in the list there.
func mapIn(t *testing.T, m *tree.Map, key any) *tree.Map {
	t.Helper()
	v, _ := m.Get(key)
	if l, ok := v.(*tree.List); ok {
		v, _ = l.At(0)
	}
	in, ok := v.(*tree.Map)
	if !ok {
		t.Fatalf("%v is %v", key, v)
	}
	return in
}

// pathNames are the names of the keys below the package, for each change.
func pathNames(changes []diff.Change) []string {
	var all []string
	for _, c := range changes {
		var names []string
		for i := range c.Path.Keys[1:] {
			names = append(names, c.Path.Name(i+1))
		}
		all = append(all, strings.Join(names, " "))
	}
	return all
}

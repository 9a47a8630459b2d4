package tree_test

import (
	"fmt"
	"slices"
	"testing"

	"sessh/session/tree"
)

// TestBuilder builds mappings of several sizes, with builders that expect less, as much and more, and
// compares them with mappings that grow: as they are built, and when they are edited.
func TestBuilder(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 8, 9, 100} {
		for _, expected := range []int{0, n, 2 * n} {
			b := tree.NewBuilder(min(expected, 2), expected)
			built, grown := b.Map(nil, n), tree.NewMap()
			for i := range n {
				inner := b.Map(nil, 1)
				b.Put(inner, int64(i), "x")
				b.Put(built, fmt.Sprint(i), inner)
				must(t, grown.Set(fmt.Sprint(i), map[string]any{}))
				v, _ := grown.Get(fmt.Sprint(i))
				must(t, v.(*tree.Map).Set(i, "x"))
			}
			same := func(when string) {
				t.Helper()
				if !tree.Equal(built, grown) || !slices.Equal(built.Keys(), grown.Keys()) || built.Len() != grown.Len() {
					t.Errorf("%d of %d keys, %s: %v and %v", n, expected, when, built.Keys(), grown.Keys())
				}
			}
			same("built")
			for _, m := range []*tree.Map{built, grown} {
				_, err := m.Delete("0")
				must(t, err)
				must(t, m.Set("7", 1))
				must(t, m.Set("new", 2))
			}
			same("edited")
		}
	}
}

// TestBuilderIsNoOwner: what was built belongs to nothing, and can become part of another value.
func TestBuilderIsNoOwner(t *testing.T) {
	t.Parallel()
	b := tree.NewBuilder(2, 1)
	outer, inner := b.Map(nil, 1), b.Map(nil, 0)
	b.Put(outer, "in", inner)
	if err := inner.Set("out", outer); err == nil {
		t.Error("a mapping holds itself")
	}
	top := tree.NewMap()
	must(t, top.Set("a", outer))
	if v, _ := top.Get("a"); v != any(outer) {
		t.Error("it was copied")
	}
}

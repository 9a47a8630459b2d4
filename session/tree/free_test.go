package tree_test

import (
	"math"
	"testing"

	"sessh/session/tree"
)

// What is part of no session is written at once, before and after it was held
// by something; and no index makes a list panic.
func TestFreeValues(t *testing.T) {
	t.Parallel()
	inner, l := tree.NewMap(), tree.NewList(1, 2)
	m := tree.NewMap()
	must(t, m.Set("inner", inner))
	must(t, inner.Set("k", 1))
	_, err := m.Delete("inner")
	must(t, err)
	must(t, inner.Set("k", 2))
	if v, _ := inner.Get("k"); v != any(int64(2)) {
		t.Errorf("k is %v", v)
	}
	must(t, tree.NewMap().Set("again", inner))
	for name, err := range map[string]error{
		"splice too many": l.Splice(1, 2), "splice a negative number": l.Splice(1, -1), "splice behind": l.Splice(3, 0), "splice before": l.Splice(-1, 1),
		"splice the largest number": l.Splice(1, math.MaxInt), "set behind": l.Set(2, 1), "set before": l.Set(-1, 1), "delete behind": l.Delete(2), "insert behind": l.Insert(3, 1), "delete before": l.Delete(-1), "insert before": l.Insert(-1, 1),
	} {
		if err == nil || l.Len() != 2 {
			t.Errorf("%s: %v, %d values", name, err, l.Len())
		}
	}
	if _, ok := l.At(-1); ok {
		t.Error("there is a value before the first")
	}
	if _, ok := l.At(2); ok {
		t.Error("there is a value behind the last")
	}
}

package diff_test

import (
	"math/big"
	"testing"

	"sessh/session/diff"
	"sessh/session/tree"
)

func TestResolvers(t *testing.T) {
	t.Parallel()
	const absent = "absent"
	huge, _ := new(big.Int).SetString("100000000000000000000", 10)
	list := func(v ...any) *tree.List { return tree.NewList(v...) }
	for _, tt := range []struct {
		name               string
		resolve            diff.Resolver
		base, mine, theirs any
		want               any // nil: an error
	}{
		{"add", diff.Add, 5, 6, 7, int64(8)},
		{"add of the same", diff.Add, 5, 6, 6, int64(7)},
		{"add to nothing", diff.Add, absent, 2, 3, int64(5)},
		{"add, and they have removed it", diff.Add, 5, 6, absent, int64(1)},
		{"add floats", diff.Add, 1, 1.5, 2, 2.5},
		{"add beyond 64 bits", diff.Add, 0, huge, huge, new(big.Int).Add(huge, huge)},
		{"add texts", diff.Add, "a", "b", "c", nil},
		{"add to null", diff.Add, nil, 1, 2, nil},
		{"union", diff.Union, list(1, 2), list(1, 2, 3), list(1, 2, 4), list(1, 2, 4, 3)},
		{"union of what was taken out", diff.Union, list(1, 2, 3), list(1, 3), list(1, 2, 4), list(1, 4)},
		{"union of what both put in", diff.Union, list(), list("x"), list("x"), list("x")},
		{"union of duplicates of mine", diff.Union, list("a"), list("a", "a"), list("a", "c"), list("a", "c", "a")},
		{"union of duplicates that are new", diff.Union, list(), list("x", "x"), list("x"), list("x", "x")},
		{"union of duplicates, one taken out", diff.Union, list("a", "a", "b"), list("a", "b"), list("a", "a", "b", "c"), list("a", "b", "c")},
		{"union of duplicates, taken out and put in", diff.Union, list("a", "a"), list("a", "a", "a"), list(), list("a")},
		{"union of lists and mappings", diff.Union, list(list(1)), list(list(1), list(1), 1.5), list(list(1), 1.5, 2.5), list(list(1), 1.5, 2.5, list(1))},
		{"union with nothing", diff.Union, absent, list(1), list(2), list(2, 1)},
		{"union of numbers", diff.Union, 1, 2, 3, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			side := func(v any) diff.Side {
				if v == absent {
					return diff.Side{}
				}
				of, err := tree.Of(v)
				if err != nil {
					t.Fatal(err)
				}
				return diff.Side{Value: of, Present: true}
			}
			got, ok, err := tt.resolve(diff.Conflict{Path: tree.SessionPath("C", "s", "p", "k"), Base: side(tt.base), Mine: side(tt.mine), Theirs: side(tt.theirs)})
			if tt.want == nil {
				if err == nil {
					t.Errorf("got %v", got)
				}
				return
			}
			if err != nil || !ok || !got.Present || !tree.Equal(got.Value, tt.want) {
				t.Errorf("got %v, %v, %v; want %v", got, ok, err, tt.want)
			}
		})
	}
}

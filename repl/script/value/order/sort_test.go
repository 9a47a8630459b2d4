package order

import (
	"errors"
	"math/rand"
	"slices"
	"testing"
)

type pair struct{ key, place int }

func TestSort(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	for _, n := range []int{0, 1, 2, 3, 10, 63, 64, 500} {
		all := make([]pair, n)
		for i := range all {
			all[i] = pair{r.Intn(10), i}
		}
		want := slices.Clone(all)
		slices.SortStableFunc(want, func(x, y pair) int { return x.key - y.key })
		err := Sort(all, func(x, y pair) (bool, error) { return x.key < y.key, nil })
		if err != nil || !slices.Equal(all, want) {
			t.Errorf("%d values: %v %v", n, all, err)
		}
	}
}

// TestComparisons: the values are compared as CPython does, which was asked.
func TestComparisons(t *testing.T) {
	var got [][2]int
	all := []int{3, 1, 2, 5, 4}
	if err := Sort(all, func(x, y int) (bool, error) { got = append(got, [2]int{x, y}); return x < y, nil }); err != nil {
		t.Fatal(err)
	}
	if want := [][2]int{{1, 3}, {2, 1}, {2, 3}, {2, 1}, {5, 2}, {5, 3}, {4, 3}, {4, 5}}; !slices.Equal(got, want) {
		t.Errorf("%v, not %v", got, want)
	}
}

func TestFails(t *testing.T) {
	failed := errors.New("failed")
	for _, n := range []int{3, 100} {
		if err := Sort(make([]int, n), func(int, int) (bool, error) { return false, failed }); err != failed {
			t.Errorf("%d values: %v", n, err)
		}
	}
}

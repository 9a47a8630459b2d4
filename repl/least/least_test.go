package least_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"sessh/repl/least"
)

// TestOf: what is needed is kept and nothing else, whatever was guessed.
func TestOf(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 70).Draw(t, "n")
		bools := rapid.SliceOfN(rapid.Bool(), n, n)
		things, needed, guess := bools.Draw(t, "things"), bools.Draw(t, "needed"), bools.Draw(t, "guess")
		for i := range needed {
			needed[i] = needed[i] && things[i]
		}
		got := least.Of(things, guess, 1000, func(kept []bool) bool { return holds(needed, kept) })
		if !slices.Equal(got, needed) {
			t.Errorf("%v is kept, of which %v is needed", got, needed)
		}
	})
}

func holds(needed, kept []bool) bool {
	for i := range needed {
		if needed[i] && !kept[i] {
			return false
		}
	}
	return true
}

// TestOfIsBounded: if the tries are too few, more is kept than needed, but never less.
func TestOfIsBounded(t *testing.T) {
	t.Parallel()
	things, needed, none := make([]bool, 1000), make([]bool, 1000), make([]bool, 1000)
	for i := range needed {
		things[i], needed[i] = true, i%7 == 0
	}
	for _, tries := range []int{0, 1, 2, 10, 100} {
		n := 0
		got := least.Of(things, none, tries, func(kept []bool) bool {
			n++
			return holds(needed, kept)
		})
		if n > tries || !holds(needed, got) {
			t.Errorf("tried %d times of %d", n, tries)
		}
	}
	// A right guess needs two.
	if got := least.Of(things, needed, 2, func(kept []bool) bool { return holds(needed, kept) }); !slices.Equal(got, needed) {
		t.Error("the guess was right, and more is kept")
	}
}

package output

import (
	"strings"
	"testing"

	"sessh/repl/place"
	"sessh/session/diff"
	"sessh/session/tree"
)

// TestDiffOnANarrowTerminal: something of every value is seen, also beside a long name.
func TestDiffOnANarrowTerminal(t *testing.T) {
	t.Parallel()
	const before, after = "leave it at the neighbour", "something quite different from that"
	at := func(keys ...any) tree.Path { return tree.SessionPath("Shop", "s1", append([]any{"cart"}, keys...)...) }
	changes := []diff.Change{
		{Path: at("note"), Kind: diff.Changed, Old: before, New: after},
		{Path: at("items", 0, "a_note_for_the_delivery_service"), Kind: diff.Changed, Old: before, New: after},
		{Path: at("items", 1, "a_note_for_the_delivery_service"), Kind: diff.Added, New: after},
		{Path: at("items", 2, "a_note_for_the_delivery_service"), Kind: diff.Removed, Old: before},
	}
	for _, columns := range []int{20, 30, 40, 60} {
		for name, r := range map[string]Result{
			"diff": Diff{Changes: changes},
			"comparison": Comparison{
				Old: Side{Path: place.Path{"Shop", "s1"}}, New: Side{Path: place.Path{"Shop", "s1"}},
				Top: tree.SessionPath("Shop", "s1"), Differences: diff.Differences{Changes: changes},
			},
		} {
			var out strings.Builder
			p := New(Options{Out: &out, Columns: func() int { return columns }})
			if err := p.Emit(r); err != nil {
				t.Fatal(err)
			}
			for _, value := range []string{before, after} {
				if n := strings.Count(out.String(), `"`+value[:5]); n != 3 {
					t.Errorf("%s in %d columns shows %d of 3 times something of %q:\n%s", name, columns, n, value, &out)
				}
			}
		}
	}
}

// TestPadded: names take less room where the terminal is narrow, and as before where it is not.
func TestPadded(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ columns, wide, want int }{
		{0, 30, 24}, {80, 30, 24}, {120, 30, 24}, {40, 30, 12}, {40, 5, 5},
	} {
		p := New(Options{Columns: func() int { return test.columns }})
		if got := p.padded(test.wide, 24); got != test.want {
			t.Errorf("names of %d columns in %d are padded to %d, want %d", test.wide, test.columns, got, test.want)
		}
	}
}

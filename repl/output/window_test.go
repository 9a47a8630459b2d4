package output

import (
	"strings"
	"testing"

	"sessh/repl/screen"
	"sessh/session/diff"
	"sessh/session/tree"
)

// A recording has the whole values, and no hint about what only the terminal does not show.
func TestRecordedConflictsHaveNoHint(t *testing.T) {
	t.Parallel()
	list := func(last string) diff.Side {
		return diff.Side{Value: tree.NewList(strings.Repeat("x", 80), last), Present: true}
	}
	conflicts := Conflicts{Fuller: "conflicts --full", List: []diff.Conflict{{
		Path: tree.SessionPath("Shop", "s1", "cart", "list"), Base: list("a"), Mine: list("b"), Theirs: list("c"),
	}}}
	var notes, recorded strings.Builder
	p := New(Options{Notes: &notes, Columns: func() int { return 60 }})
	p.SetShadow(New(Options{Out: &recorded, Notes: &recorded}))
	if err := p.Emit(conflicts); err != nil {
		t.Fatal(err)
	}
	if want := "hint: conflicts --full shows the values in full\n"; notes.String() != want {
		t.Errorf("the notes are %q, want %q", &notes, want)
	}
	if strings.Contains(recorded.String(), "hint") || !strings.Contains(recorded.String(), `"b"]`) {
		t.Errorf("recorded:\n%s", &recorded)
	}
}

// TestWindow: values that do not fit are cut so that their difference is visible.
func TestWindow(t *testing.T) {
	t.Parallel()
	item := func(n int) any {
		m := tree.NewMap()
		for _, k := range []string{"price", "qty", "sku"} {
			if err := m.Set(k, n); err != nil {
				t.Fatal(err)
			}
		}
		return m
	}
	cart := func(last any) any { return tree.NewList(item(1), item(2), item(3), item(4), last, item(6)) }
	tests := []struct {
		name  string
		cells int
		vs    []any
		want  string
	}{
		{"they fit", 40, []any{tree.NewList(1, 2), tree.NewList(1, 3)}, "[1, 2]|[1, 3]"},
		{"far inside", 40, []any{cart(5), cart(7), cart(8)}, `… "sku": 4}, 5, {"price": 6,… (6 values)|… "sku": 4}, 7, {"price": 6,… (6 values)|… "sku": 4}, 8, {"price": 6,… (6 values)`},
		{"at the end", 40, []any{tree.NewList("ä" + strings.Repeat("é", 60)), tree.NewList("ä"+strings.Repeat("é", 60), 7)}, `…ééééééééééé"] (1 value)|…ééééééééééé", 7] (2 values)`},
		{"at once", 20, []any{tree.NewList(1, strings.Repeat("x", 40)), tree.NewList(2, strings.Repeat("x", 40))}, `[1, "xxx… (2 values)|[2, "xxx… (2 values)`},
		{"the same", 20, []any{cart(1), cart(1)}, `[{"price… (6 values)|[{"price… (6 values)`},
		{"one alone", 20, []any{cart(1)}, `[{"price… (6 values)`},
		{"of another type", 20, []any{cart(1), 7}, `[{"price… (6 values)|7`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			lines, clipped := window(test.vs, test.cells)
			if got := strings.Join(lines, "|"); got != test.want {
				t.Errorf("%s\nwant %s", got, test.want)
			}
			for _, l := range lines {
				if screen.Width(l) > test.cells {
					t.Errorf("%q takes %d columns", l, screen.Width(l))
				}
			}
			if clipped != (test.name != "they fit") {
				t.Errorf("clipped: %v", clipped)
			}
		})
	}
}

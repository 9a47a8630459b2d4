package menu

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sessh/repl/screen"
)

var colors = regexp.MustCompile("\x1b\\[[0-9;]*m")

// shown returns rows without colours, the chosen item in brackets.
func shown(rows []string) string {
	text := strings.NewReplacer("\x1b[7m", "[", "\x1b[27m", "]").Replace(strings.Join(rows, "\n"))
	return colors.ReplaceAllString(text, "")
}

func items(names ...string) (all []Item) {
	for _, n := range names {
		text, about, _ := strings.Cut(n, ": ")
		all = append(all, Item{Text: text, About: about})
	}
	return all
}

func TestRows(t *testing.T) {
	t.Parallel()
	var many []string
	for i := range 100 {
		many = append(many, fmt.Sprintf("n%02d", i))
	}
	for _, tt := range []struct {
		name        string
		items       []Item
		notes       string
		keys        string // n, p, u, d
		width, rows int
		want        string
	}{
		{"nothing chosen", items("one", "two", "three"), "", "", 40, 9, "one    two    three"},
		{"the second", items("one", "two", "three"), "", "nn", 40, 9, "one    [two]    three"},
		{"around", items("one", "two"), "", "nnn", 40, 9, "[one]  two"},
		{"around and back", items("one", "two"), "", "p", 40, 9, "one  [two]"},
		{"several rows", items("one", "two", "three"), "", "d", 15, 9, "[one]    two\nthree"},
		{"down", items("one", "two", "three"), "", "dd", 15, 9, "one    two\n[three]"},
		{"down to a shorter row", items("one", "two", "three"), "", "nnd", 15, 9, "one    two\n[three]"},
		{"up from the first row", items("one", "two", "three"), "", "nu", 15, 9, "one    two\n[three]"},
		{"what they are", items("ls: list", "rollback: undo all"), "", "n", 40, 9, "[ls]        list\nrollback  undo all"},
		{"what they are, in a narrow window", items("ls: list what is there", "rollback: undo all"), "", "", 20, 9, "ls        list wha…\nrollback  undo all"},
		{"what one of them is", items("ls: list", "rollback", "du"), "", "", 40, 9, "ls        rollback  du"},
		{"notes", items("one"), "and more", "", 40, 9, "one\nand more"},
		{"no room for notes", items("one"), "and more", "", 40, 1, "one"},
		{"scrolled", items(many...), "", "ddddd", 12, 4, "n04  n05\nn06  n07\n[n08]  n09\n5-10 of 100"},
		{"scrolled with notes", items(many...), "more", "p", 30, 3, "n90  n91  n92  n93  n94  n95\nn96  n97  n98  [n99]\n91-100 of 100; more"},
		{"a name wider than the window", items("a long name", "b"), "", "n", 8, 9, "[a long…]\nb"},
		{"wide", items("日本語", "b"), "", "n", 8, 9, "[日本語]\nb"},
		{"a window of one column", items("ab"), "", "n", 1, 9, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := New(tt.items, tt.notes)
			m.Rows(tt.width, tt.rows)
			for _, k := range tt.keys {
				map[rune]func(){'n': m.Next, 'p': m.Previous, 'u': m.Up, 'd': m.Down}[k]()
			}
			if got := shown(m.Rows(tt.width, tt.rows)); got != tt.want {
				t.Errorf("shows\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

func TestMarks(t *testing.T) {
	t.Parallel()
	m := New([]Item{{Text: "a日b", Marks: []int{0, 1}}, {Text: "a long text", Marks: []int{0, 10}}}, "")
	m.Listed = true
	if got, want := strings.Join(m.Rows(8, 9), "\n"), "\x1b[1;4ma日\x1b[22;24mb\n\x1b[1;4ma\x1b[22;24m long…"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// Any keys in any window: the rows fit, and the chosen item is among them.
func TestAnyKeys(t *testing.T) {
	t.Parallel()
	text := rapid.StringOfN(rapid.SampledFrom([]rune("ab  日😀é")), 0, 30, -1)
	rapid.Check(t, func(r *rapid.T) {
		item := rapid.Custom(func(r *rapid.T) Item {
			x := Item{Text: text.Draw(r, "text"), Marks: []int{0, 1, 3, 50}}
			if rapid.Bool().Draw(r, "described") {
				x.About = text.Draw(r, "about")
			}
			return x
		})
		m := New(rapid.SliceOfN(item, 0, 50).Draw(r, "items"), text.Draw(r, "notes"))
		m.Listed, m.Most = rapid.Bool().Draw(r, "listed"), rapid.IntRange(0, 5).Draw(r, "most")
		for range rapid.IntRange(1, 20).Draw(r, "steps") {
			rapid.SampledFrom([]func(){m.Next, m.Previous, m.Up, m.Down}).Draw(r, "key")()
			if n := len(m.Items); n > 0 && (m.Chosen < 0 || m.Chosen >= n) || n == 0 && m.Chosen > 0 {
				r.Fatalf("item %d of %d is chosen", m.Chosen, n)
			}
			width, rows := rapid.IntRange(0, 60).Draw(r, "width"), rapid.IntRange(0, 12).Draw(r, "rows")
			got := m.Rows(width, rows)
			if len(got) > rows {
				r.Fatalf("%d rows, for %d", len(got), rows)
			}
			for _, row := range got {
				if w := screen.Width(colors.ReplaceAllString(row, "")); w >= max(width, 1) {
					r.Fatalf("%q is %d wide in a window of %d", row, w, width)
				}
			}
			if len(m.Items) > 0 && width > 1 && rows > 0 && strings.Count(strings.Join(got, ""), "\x1b[7m") != 1 {
				r.Fatalf("%d of %d is not shown in %q", m.Chosen, len(m.Items), got)
			}
		}
	})
}

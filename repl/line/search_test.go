package line

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
)

// What a search makes of the line. Keys are typed one group after the other.
func TestSearch(t *testing.T) {
	t.Parallel()
	history := []string{"set a 1", "ls Shop", "set b 2", "commit", "set b 2", "one\nof two lines", "日本語"}
	tests := []struct {
		name  string
		keys  []string
		shown string // the line; "" if it was entered
		got   string
	}{
		{"nothing sought", []string{"\x12"}, "(reverse-i-search)`':|日本語|one⏎of two lines|set b 2|commit|ls Shop|1-5 of 6", ""},
		{"the newest line that fits", []string{"\x12set"}, "(reverse-i-search)`set': set b 2|[set] b 2|[set] a 1", ""},
		{"lines in which it is somehow", []string{"\x12st"}, "(reverse-i-search)`st': set b 2|[s]e[t] b 2|[s]e[t] a 1", ""},
		{"those that begin with it first", []string{"\x12s"}, "(reverse-i-search)`s': set b 2|[s]et b 2|[s]et a 1|one⏎of two line[s]|l[s] Shop", ""},
		{"older ones, each once", []string{"\x12set", "\x12"}, "(reverse-i-search)`set': set a 1|[set] b 2|[set] a 1", ""},
		{"around", []string{"\x12set", "\x12\x12"}, "(reverse-i-search)`set': set b 2|[set] b 2|[set] a 1", ""},
		{"and back", []string{"\x12set", "\x12\x13"}, "(reverse-i-search)`set': set b 2|[set] b 2|[set] a 1", ""},
		{"by arrows", []string{"\x12set", "\x1b[B\x1b[A\x1b[B"}, "(reverse-i-search)`set': set a 1|[set] b 2|[set] a 1", ""},
		{"the newest without a pattern", []string{"half", "\x12\x12"}, "(reverse-i-search)`': 日本語|日本語|one⏎of two lines|set b 2|commit|ls Shop|1-5 of 6", ""},
		{"nothing fits", []string{"half", "\x12zz"}, "(failed reverse-i-search)`zz': half", ""},
		{"nothing fits any more", []string{"half", "\x12set", "zz"}, "(failed reverse-i-search)`setzz': half", ""},
		{"backspace", []string{"\x12set a\x7f\x7f"}, "(reverse-i-search)`set': set b 2|[set] b 2|[set] a 1", ""},
		{"backspace at the start", []string{"x", "\x12set\x7f\x7f\x7f\x7f"}, "(reverse-i-search)`': x|日本語|one⏎of two lines|set b 2|commit|ls Shop|1-5 of 6", ""},
		{"case does not matter", []string{"\x12SHOP"}, "(reverse-i-search)`SHOP': ls Shop|ls [Shop]", ""},
		{"given up on an empty line", []string{"\x12set", "\x12\x12\x07"}, "> ", ""},
		{"given up on a line", []string{"half a line", "\x12set", "\x12\x07", "!"}, "> half a line!", ""},
		{"given up by Esc", []string{"half a line", "\x12set", "\x12\x1b", "!"}, "> half a line!", ""},
		{"given up in the middle of a line", []string{"half\x02\x02", "\x12set\x07", "!"}, "> ha!lf", ""},
		{"Right takes what is shown", []string{"\x12ls", "\x1b[C", "!"}, "> ls Shop!", ""},
		{"Tab takes what is shown", []string{"\x12ls", "\t", "!"}, "> ls Shop!", ""},
		{"Esc, and then text", []string{"\x12ls", "\x1b", "x", "[d"}, "> x[d", ""},
		{"Esc, and then a key", []string{"half", "\x12ls", "\x1b", "\x1b[H", "!"}, "> !half", ""},
		{"Esc with nothing found", []string{"half", "\x12zz", "\x1b"}, "> half", ""},
		{"Enter runs it", []string{"\x12ls\r"}, "", "ls Shop"},
		{"Enter with nothing found", []string{"half", "\x12zz\r"}, "", "half"},
		{"Ctrl-C drops it", []string{"half", "\x12ls\x03"}, "", "^C"},
		{"Left takes it, and acts", []string{"\x12Shop\x1b[D", "!"}, "> ls! Shop", ""},
		{"Home takes it", []string{"\x12Shop\x1b[1~", "!"}, "> !ls Shop", ""},
		{"End takes it", []string{"\x12ls\x05", "!"}, "> ls Shop!", ""},
		{"Ctrl-W takes it, and acts", []string{"\x12Shop\x17"}, "> Shop", ""},
		{"Ctrl-P goes on from there", []string{"\x12comm\x05", "\x10"}, "> set b 2", ""},
		{"Ctrl-N as well", []string{"new", "\x12日\x05\x0e"}, "> new", ""},
		{"from where Up has led", []string{"\x10\x10\x10\x10", "\x12set"}, "(reverse-i-search)`set': set b 2|[set] b 2|[set] a 1", ""},
		{"wide", []string{"\x12本"}, "(reverse-i-search)`本': 日本語|日[本]語", ""},
		{"a line of several", []string{"\x12two"}, "(reverse-i-search)`two': one⏎of two lines|one⏎of [two] lines", ""},
		{"a line of several, entered", []string{"\x12two\r"}, "", "one\nof two lines"},
		{"a paste is sought", []string{"\x12", "\x1b[200~e\no\x1b[201~"}, "(reverse-i-search)`e⏎o': one⏎of two lines|on[e⏎o]f two lines", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBench(60, 10, "> ", false, false, history...)
				defer b.close()
				for _, k := range tt.keys {
					b.keys(k)
				}
				if err := b.check(nil); err != nil {
					t.Error(err)
				}
				lines, _ := b.term.Lines()
				rows := lines[slices.Index(lines, "%")+1 : used(lines)]
				if got, want := strings.Join(rows, "|"), strings.NewReplacer("[set]", "set", "[s]", "s", "[t]", "t", "[S]", "S", "[Shop]", "Shop", "[本]", "本", "[two]", "two", "[e⏎o]", "e⏎o").Replace(tt.shown); tt.shown != "" && got != strings.TrimRight(want, " ") {
					t.Errorf("shows %q, want %q", got, want)
				}
				var marked []string
				if s := b.e.search; s != nil {
					for _, row := range s.list.Rows(60, 9) {
						row = strings.NewReplacer("\x1b[1;4m", "[", "\x1b[22;24m", "]").Replace(row)
						marked = append(marked, strings.TrimRight(plain(row), " "))
					}
				}
				if _, want, _ := strings.Cut(tt.shown, "|"); strings.Join(marked, "|") != want {
					t.Errorf("marks %q, want %q", marked, want)
				}
				if tt.got != "" && !slices.Equal(b.got, []string{tt.got}) {
					t.Errorf("got %q, want %q", b.got, tt.got)
				}
			})
		})
	}
}

// A search in a window narrower than its own prompt.
func TestSearchInANarrowWindow(t *testing.T) {
	t.Parallel()
	for cols := 2; cols < 30; cols++ {
		synctest.Test(t, func(t *testing.T) {
			b := newBench(cols, 60, "> ", true, true, "set a 1", strings.Repeat("日本語 ", 10), "ls")
			defer b.close()
			for _, k := range []string{"typed", "\x12", "本", "\x12", "\x7f", "\x7f", "\x7f", "s", "\x12", "\x1b", "\x01", "x"} {
				above := b.above()
				b.keys(k)
				if err := b.check(above); err != nil {
					t.Fatalf("%d columns, after %q: %v", cols, k, err)
				}
			}
		})
	}
}

// A history without a line has nothing to be found in it.
func TestSearchOfNothing(t *testing.T) {
	t.Parallel()
	for _, keys := range []string{"\x12", "\x13", "\x12x", "\x12\x12\x13", "\x12x\x7f\x7f", "\x12\x03", "\x12\x07", "\x12x\r", "\x12\x1b[A\x1b[B"} {
		synctest.Test(t, func(t *testing.T) {
			b := newBench(40, 10, "> ", true, true)
			defer b.close()
			b.keys(keys)
			b.keys("\x07ok\r")
			if got := b.got[len(b.got)-1]; got != "ok" {
				t.Errorf("%q: got %q", keys, got)
			}
		})
	}
}

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
		{"the newest line that fits", []string{"\x12set"}, "(reverse-i-search)`set': set b 2", ""},
		{"older ones, each once", []string{"\x12set", "\x12"}, "(reverse-i-search)`set': set a 1", ""},
		{"no older one", []string{"\x12set", "\x12\x12"}, "(failed reverse-i-search)`set': set a 1", ""},
		{"and back", []string{"\x12set", "\x12\x13"}, "(i-search)`set': set b 2", ""},
		{"nothing fits", []string{"\x12zz"}, "(failed reverse-i-search)`zz': ", ""},
		{"backspace", []string{"\x12set a\x7f\x7f\x7f\x7f"}, "(reverse-i-search)`s': one⏎of two lines", ""},
		{"backspace takes back a step", []string{"\x12set", "\x12\x7f"}, "(reverse-i-search)`set': set b 2", ""},
		{"backspace at the start", []string{"x", "\x12\x7f"}, "(reverse-i-search)`': x", ""},
		{"given up on an empty line", []string{"\x12set", "\x12\x12\x07"}, "> ", ""},
		{"given up on a line", []string{"half a line", "\x12set", "\x12\x07", "!"}, "> half a line!", ""},
		{"given up in the middle of a line", []string{"half\x02\x02", "\x12set\x07", "!"}, "> ha!lf", ""},
		{"Esc takes what is shown", []string{"\x12ls", "\x1b"}, "> ls Shop", ""},
		{"Esc, and then text", []string{"\x12ls", "\x1b", "x", "[d"}, "> x[dls Shop", ""},
		{"Esc, and then a key", []string{"\x12ls", "\x1b", "\x1b[F", "!"}, "> ls Shop!", ""},
		{"Esc with nothing found", []string{"half", "\x12zz", "\x1b"}, "> half", ""},
		{"Enter runs it", []string{"\x12ls\r"}, "", "ls Shop"},
		{"Ctrl-C drops it", []string{"half", "\x12ls\x03"}, "", "^C"},
		{"an arrow takes it", []string{"\x12Shop\x1b[D", "!"}, "> ls! Shop", ""},
		{"Home takes it", []string{"\x12Shop\x1b[1~", "!"}, "> !ls Shop", ""},
		{"End takes it", []string{"\x12ls\x05", "!"}, "> ls Shop!", ""},
		{"Ctrl-W takes it, and acts", []string{"\x12Shop\x17"}, "> Shop", ""},
		{"Up goes on from there", []string{"\x12comm", "\x1b[A"}, "> set b 2", ""},
		{"Down as well", []string{"new", "\x12日\x1b[B"}, "> new", ""},
		{"from where Up has led", []string{"\x10\x10\x10\x10", "\x12set"}, "(reverse-i-search)`set': set b 2", ""},
		{"forward", []string{"\x10\x10\x10\x10\x10\x10\x10", "\x13b"}, "(i-search)`b': set b 2", ""},
		{"the pattern of before", []string{"\x12set\x07", "\x12set a\x1b", "\x12\x12"}, "(failed reverse-i-search)`set a': set a 1", ""},
		{"no pattern", []string{"\x12\x12"}, "(failed reverse-i-search)`': ", ""},
		{"wide", []string{"\x12本"}, "(reverse-i-search)`本': 日本語", ""},
		{"a line of several", []string{"\x12two"}, "(reverse-i-search)`two': one⏎of two lines", ""},
		{"a line of several, entered", []string{"\x12two\r"}, "", "one\nof two lines"},
		{"a paste is sought", []string{"\x12", "\x1b[200~e\no\x1b[201~"}, "(reverse-i-search)`e⏎o': one⏎of two lines", ""},
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
				if last := lines[used(lines)-1]; tt.shown != "" && last != strings.TrimRight(tt.shown, " ") {
					t.Errorf("shows %q, want %q", last, tt.shown)
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

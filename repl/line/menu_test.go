package line

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"pgregory.net/rapid"
)

// What keys make of a line with a menu below it. The names are those of benchNames.
func TestMenu(t *testing.T) {
	t.Parallel()
	const about, other = "what bc/ is, in some words that are wider than a wind…", "what ba is, in some words that are wider than a windo…"
	tests := []struct {
		name  string
		keys  []string
		shown string // the line, and what is below it; "": only got counts
		got   string
	}{
		{"the common start", []string{"x al\t"}, "> x alpha", ""},
		{"Tab opens it", []string{"x al\t", "\t"}, "> x alpha|alpha     alphabet", ""},
		{"at once where there is no common start", []string{"x b\t"}, "> x b|bc/  " + about + "|ba   " + other, ""},
		{"Tab chooses the first", []string{"x al\t\t\t"}, "> x alpha|[alpha]     alphabet", ""},
		{"Tab chooses the second", []string{"x al\t\t\t\t"}, "> x alphabet|alpha     [alphabet]", ""},
		{"Tab goes around", []string{"x al\t\t\t\t\t"}, "> x alpha|[alpha]     alphabet", ""},
		{"Shift-Tab chooses the last", []string{"x al\t\t\x1b[Z"}, "> x alphabet|alpha     [alphabet]", ""},
		{"arrows", []string{"x al\t\t\x1b[B\x1b[C\x1b[D\x1b[C"}, "> x alphabet|alpha     [alphabet]", ""},
		{"Up chooses the last", []string{"x b\t\x1b[A"}, "> x ba|bc/  " + about + "|[ba]   " + other, ""},
		{"Esc goes back", []string{"x al\t\t\t\t", "\x1b"}, "> x alpha", ""},
		{"Esc, and then text", []string{"x al\t\t\t\t", "\x1b", "!", "[A"}, "> x alpha![A", ""},
		{"Ctrl-G goes back", []string{"x b\t\t\x07"}, "> x b", ""},
		{"text accepts, and is typed", []string{"x al\t\t\t\t", "!"}, "> x alphabet!", ""},
		{"a blank as well", []string{"x al\t\t\t\t", " y"}, "> x alphabet y", ""},
		{"a slash that is there is not typed twice", []string{"x b\t\t", "/", "y"}, "> x bc/y", ""},
		{"Left accepts, and acts, in a list", []string{"x b\t\t\x1b[D", "!"}, "> x bc!/", ""},
		{"Home accepts, and acts", []string{"x al\t\t\t\t\x1b[H", "!"}, "> !x alphabet", ""},
		{"Backspace accepts, and acts", []string{"x al\t\t\t\t\x7f"}, "> x alphabe", ""},
		{"Enter runs what the line shows", []string{"x al\t\t\t\t\r"}, "", "x alphabet"},
		{"Enter with nothing chosen", []string{"x b\t\r"}, "", "x b"},
		{"Ctrl-C drops the line", []string{"x al\t\t\t\x03"}, "", "^C"},
		{"typing narrows", []string{"x \t", "b"}, "> x b|bc/  " + about + "|ba   " + other, ""},
		{"and one is left", []string{"x \t", "ba"}, "> x ba|ba  what ba is, in some words that are wider than a window…", ""},
		{"which Tab takes", []string{"x \t", "ba\t", "!"}, "> x ba !", ""},
		{"and none is left", []string{"x \t", "bx", "y"}, "> x bxy", ""},
		{"Backspace widens", []string{"x \t", "ba\x7f"}, "> x b|bc/  " + about + "|ba   " + other, ""},
		{"Left with nothing chosen edits", []string{"x b\t\x1b[D", "!"}, "> x !b", ""},
		{"a paste accepts", []string{"x al\t\t\t\t\x1b[200~p\nq\x1b[201~"}, "> x alphabetp⏎q", ""},
		{"in the middle of a line", []string{"x al tail\x02\x02\x02\x02\x02\t\t\t\t"}, "> x alphabet tail|alpha     [alphabet]", ""},
		{"with the tail back", []string{"x al tail\x02\x02\x02\x02\x02\t\t\t\t\x07!"}, "> x alpha! tail", ""},
		{"what contains it is put in", []string{"x phabe\t"}, "> x alphabet", ""},
		{"wide", []string{"x 日\t\t\t"}, "> x 日語|日本  [日語]", ""},
		{"the end of the line stays", []string{"x al\t\t\t\t\x05!"}, "> x alphabet!", ""},
		{"Ctrl-R ends it", []string{"x al\t\t\t\t\x12"}, "(reverse-i-search)`': x alphabet|history", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBench(60, 14, "> ", true, true, "history")
				defer b.close()
				for _, k := range tt.keys {
					b.keys(k)
				}
				if err := b.check(nil); err != nil {
					t.Error(err)
				}
				if tt.shown != "" {
					if got := b.menu(); got != tt.shown {
						t.Errorf("shows %q, want %q", got, tt.shown)
					}
				}
				if tt.got != "" && !slices.Equal(b.got, []string{tt.got}) {
					t.Errorf("got %q, want %q", b.got, tt.got)
				}
			})
		})
	}
}

// menu returns the line and what is below it, with the chosen item in brackets.
func (b *bench) menu() string {
	lines, _ := b.term.Lines()
	rows := lines[slices.Index(lines, "%")+1 : used(lines)]
	b.e.mu.Lock()
	defer b.e.mu.Unlock()
	if m := b.e.menu; m != nil && m.Chosen >= 0 {
		chosen := m.Items[m.Chosen].Text
		for i := range rows[1:] {
			row := rows[i+1]
			at := strings.Index(" "+row+" ", " "+chosen+" ")
			if at >= 0 {
				rows[i+1] = row[:at] + "[" + chosen + "]" + row[at+len(chosen):]
			}
		}
	}
	return strings.Join(rows, "|")
}

// A menu is drawn again when the window's size changes, and leaves nothing behind.
func TestMenuInAnotherSize(t *testing.T) {
	t.Parallel()
	for _, term := range terminals {
		for _, cols := range []int{15, 20, 30, 61, 100} {
			t.Run(fmt.Sprintf("%s/%d", term.name, cols), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					b := newBench(60, 40, "> ", term.tmux, term.flow, "history", "one more")
					defer b.close()
					for _, keys := range []string{"x \t\t\t", "\x07\x15x b\t\t", "\x07\x15\x12o"} {
						b.keys(keys)
						b.resize(cols, 40)
						b.e.resized()
						if err := b.check(nil); err != nil {
							t.Errorf("after the change: %v", err)
						}
						b.resize(60, 40)
						b.e.resized()
						b.keys("\x1b[B")
						if err := b.check(nil); err != nil {
							t.Errorf("a key after it: %v", err)
						}
					}
					b.keys("\x07\x15ok\r")
					lines, _ := b.term.Lines()
					// In tmux rows that become two can push the line off the screen.
					if got, want := lines[:used(lines)], []string{"some output", "%", "> ok", "%", ">"}; !slices.Equal(got, want) && !b.lost {
						t.Errorf("it leaves %q", got)
					}
				})
			})
		}
	}
}

// Whatever keys come, the line is what was typed or one of the candidates.
func TestMenuOfAnyKeys(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		keys := rapid.SliceOfN(rapid.SampledFrom([]string{"\t", "\t", "\x1b[Z", "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D"}), 1, 20).Draw(r, "keys")
		typed := rapid.SampledFrom([]string{"x ", "x al", "x b", "x 日", "x c", "x alpha"}).Draw(r, "typed")
		cols := rapid.IntRange(2, 70).Draw(r, "columns")
		var line string
		var err error
		var names []string
		synctest.Test(t, func(*testing.T) {
			b := newBench(cols, 200, "> ", true, true)
			defer b.close()
			b.keys(typed)
			for _, c := range benchNames(typed, len(typed)).Candidates {
				names = append(names, "x "+c.Text)
			}
			b.keys("\t\t") // the menu is there
			for _, k := range keys {
				if b.e.menu == nil {
					break
				}
				if k == "\x1b[C" || k == "\x1b[D" {
					if b.e.menu.Chosen < 0 {
						continue
					}
				}
				b.keys(k)
				if err == nil {
					err = b.check(nil)
				}
			}
			line = string(b.e.now.line)
		})
		if err != nil {
			r.Fatal(err)
		}
		if line != typed && line != "x alpha" && line != "x "+strings.Repeat("c", 2) && !slices.Contains(names, line) {
			r.Fatalf("the line is %q", line)
		}
	})
}

func BenchmarkSearch(b *testing.B) {
	e := &Editor{config: Config{Width: func() int { return 80 }, Height: func() int { return 24 }}}
	e.out = &output{w: nothingWritten{}, size: func() (int, int) { return 80, 24 }, busy: func() bool { return true }}
	var lines []string
	for i := range maxEntries {
		lines = append(lines, fmt.Sprintf("set /Shop/s%07d/cart/total %d and more of it for a line of eighty or so", i, i*i))
	}
	e.recall = newRecall(lines)
	for _, pattern := range []string{"s", "set", "s7cart", "nothing has this"} {
		b.Run(pattern, func(b *testing.B) {
			for range b.N {
				e.beginSearch()
				for _, r := range pattern {
					e.searchKey(r)
				}
				e.under(&view{line: e.now.line})
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*(len(pattern)+1)), "µs/key")
		})
	}
}

type nothingWritten struct{}

func (nothingWritten) Write(p []byte) (int, error) { return len(p), nil }

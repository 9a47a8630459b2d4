package marks_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"sessh/repl/output/marks"
	"sessh/repl/screen"
	"sessh/session/tree"
)

const fox = "the quick brown fox jumped over the lazy dog and went home to its family, who had waited for it since the early morning"

func replaced(pairs ...string) string { return strings.NewReplacer(pairs...).Replace(fox) }

var colourless = screen.NewPalette(false)

// TestWhatIsCompared: only two texts, or two byte strings, that have something in common.
func TestWhatIsCompared(t *testing.T) {
	for _, tt := range []struct {
		name     string
		old, new any
		want     bool
	}{
		{"texts", fox, replaced("lazy", "sleepy"), true},
		{"bytes", tree.Bytes("\x00\x01\x02\x03"), tree.Bytes("\x00\x01\xff\x03"), true},
		{"a text and bytes", fox, tree.Bytes(fox), false},
		{"bytes and a text", tree.Bytes(fox), fox, false},
		{"numbers", 1, 2, false},
		{"nothing in common", strings.Repeat("a", 50), strings.Repeat("b", 50), false},
		{"nothing that differs", fox, fox, false},
	} {
		if _, ok := marks.Between(tt.old, tt.new); ok != tt.want {
			t.Errorf("%s: %v", tt.name, ok)
		}
	}
}

// TestShown: one difference, every one, and all of both texts.
func TestShown(t *testing.T) {
	twice := replaced("brown", "red", "early", "late")
	for _, tt := range []struct {
		name               string
		old, new           any
		line, every, whole string
	}{
		{"one place", fox, replaced("lazy", "sleepy"),
			`"… the [-lazy-]{+sleepy+} dog a…" (119 -> 121 bytes)`,
			`"…over the [-lazy-]{+sleepy+} dog and …"`,
			"1 place differs (119 -> 121 bytes)\n    " + replaced("lazy", "[-lazy-]{+sleepy+}")},
		{"two places", fox, twice,
			`"the quick [-brown-]{+red+} fox jumped …" (2 places)`,
			"2 places differ (119 -> 116 bytes)\n    the quick [-brown-]{+red+} fox jump…\n    …ince the [-early-]{+late+} morning",
			"2 places differ (119 -> 116 bytes)\n    " + replaced("brown", "[-brown-]{+red+}", "early", "[-early-]{+late+}")},
		{"what fits", "one two three four", "one 2 three four", `"one [-two-]{+2+} three four"`, `"one [-two-]{+2+} three four"`,
			"1 place differs (18 -> 16 bytes)\n    one [-two-]{+2+} three four"},
		{"lines", "a\nb\nc\nd\n", "a\nb\nC c\nd\n", `"a\nb\n{+C +}c\nd\n"`, "1 place differs (8 -> 10 bytes)\n     3  {+C +}c",
			"1 place differs (8 -> 10 bytes)\n     1  a\n     2  b\n     3  {+C +}c\n     4  d\n     5  "},
		{"bytes", tree.Bytes("\x00\x01\x02\x03"), tree.Bytes("\x00\x01\xff\x03"), `b"\x00\x01[-\x02-]{+\xff+}\x03"`, `b"\x00\x01[-\x02-]{+\xff+}\x03"`, `b"\x00\x01[-\x02-]{+\xff+}\x03"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m, ok := marks.Between(tt.old, tt.new)
			if !ok {
				t.Fatal("they are not compared")
			}
			if got := m.Line(colourless, 52); got != tt.line {
				t.Errorf("a line is\n%s\nwant\n%s", got, tt.line)
			}
			if got := joined(m.Every(colourless, 40, 40)); got != tt.every {
				t.Errorf("every difference is\n%s\nwant\n%s", got, tt.every)
			}
			if got := joined(m.Full(colourless)); got != tt.whole {
				t.Errorf("in full it is\n%s\nwant\n%s", got, tt.whole)
			}
		})
	}
}

func joined(text string, below []string) string {
	return strings.Join(append([]string{text}, below...), "\n")
}

// TestColours: what was is red, what is now is green, and the marks are there all the same.
func TestColours(t *testing.T) {
	m, _ := marks.Between("one two three four", "one 2 three four")
	want := "\"one \x1b[31m[-two-]\x1b[0m\x1b[32m{+2+}\x1b[0m three four\""
	if got := m.Line(screen.NewPalette(true), 60); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestLineFits: a line takes no more columns than there are, also where little is between two
// differences.
func TestLineFits(t *testing.T) {
	m, ok := marks.Between(fox, replaced("since", "for", "early", "late"))
	if !ok {
		t.Fatal("they are not compared")
	}
	for cells := 40; cells < 140; cells++ {
		if l := m.Line(colourless, cells); screen.Width(l) > cells {
			t.Errorf("%d columns of %d: %s", screen.Width(l), cells, l)
		}
	}
}

// FuzzLine: whatever differs, a line takes no more columns than there are, and nothing that is
// shown acts on a terminal.
func FuzzLine(f *testing.F) {
	f.Add(fox, replaced("lazy", "sleepy"), 40)
	f.Add(fox, replaced("brown", "red", "early", "\x1b[2J"), 70)
	f.Add("日本語 の 文字 "+fox, "日本 の 文字 "+fox, 41)
	f.Add(strings.Repeat("one two\n", 60), strings.Repeat("one 2\n", 60), 50)
	f.Fuzz(func(t *testing.T, old, new string, cells int) {
		if !utf8.ValidString(old) || !utf8.ValidString(new) || len(old)+len(new) > 4096 {
			return
		}
		cells = 40 + (cells%100+100)%100
		m, ok := marks.Between(old, new)
		if !ok {
			return
		}
		if l := m.Line(colourless, cells); screen.Width(l) > cells {
			t.Errorf("%d columns of %d: %q", screen.Width(l), cells, l)
		}
		for _, l := range strings.Split(joined(m.Every(colourless, cells, cells))+"\n"+m.Line(colourless, cells), "\n") {
			if strings.ContainsFunc(l, func(r rune) bool { return r < ' ' || r == 0x7f }) {
				t.Errorf("%q acts", l)
			}
		}
	})
}

package repl

import (
	"fmt"
	"strings"
	"testing"

	"sessh/repl/screen"
)

const (
	fox  = "the quick brown fox jumped over the lazy dog and went home to its family, who had waited for it since the early morning"
	page = `<html>\n<p>Hello world, how are you</p>\n<p>some more text that is here</p>\n<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n</html>\n`
)

// TestDiffOfLongTexts: of a text that is too long for the line it is shown where it
// differs, with the words marked.
func TestDiffOfLongTexts(t *testing.T) {
	replaced := func(s string, pairs ...string) string { return strings.NewReplacer(pairs...).Replace(s) }
	quoted := func(s string) string { return `"` + s + `"` }
	for _, tt := range []struct {
		name, old, new string
		width          int
		command, want  string
	}{
		{"what fits", "12", "13", 60, "diff", "~ k  12 -> 13"},
		{"without columns", fox, replaced(fox, "brown", "red"), 0, "diff", `~ k  "` + fox + `" -> "` + replaced(fox, "brown", "red") + `"`},
		{"one place", fox, replaced(fox, "lazy", "sleepy"), 80, "diff", `~ k  "…jumped over the [-lazy-]{+sleepy+} dog and went ho…" (119 -> 121 bytes)`},
		{"a narrow window", fox, replaced(fox, "lazy", "sleepy"), 50, "diff", `~ k  "… over the [-lazy-]{+sleepy+} dog and we…"`},
		{"at the start", fox, replaced(fox, "the quick", "that"), 80, "diff", `~ k  "[-the quick-]{+that+} brown fox jumped over the laz…" (119 -> 114 bytes)`},
		{"at the end", fox, fox + " on", 80, "diff", `~ k  "…ho had waited for it since the early morning{+ on+}" (119 -> 122 bytes)`},
		{"what is removed", fox, replaced(fox, "quick ", ""), 80, "diff", `~ k  "the [-quick -]brown fox jumped over the lazy dog an…" (119 -> 113 bytes)`},
		{"all of it where that fits", "one two three four five six seven", "one 2 three four five six 7", 60, "diff", `~ k  "one [-two-]{+2+} three four five six [-seven-]{+7+}"`},
		{"several places", fox, replaced(fox, "brown", "red", "early", "late"), 60, "diff", "~ k  2 places differ (119 -> 116 bytes)\n" +
			"    the quick [-brown-]{+red+} fox jumpe…\n    …since the [-early-]{+late+} morning"},
		{"several places, on one line", fox, replaced(fox, "brown", "red", "early", "late"), 60, "savepoints", `  ~ /C/s/p/k  "…quick [-brown-]{+red+} fox ju…" (2 places)`},
		{"lines", quoted(page), quoted(replaced(page, "world", "there", `<li>two`, `<li>new</li>\n<li>two`)), 60, "diff", "~ k  2 places differ (119 -> 132 bytes)\n" +
			"     2  <p>Hello [-world-]{+there+}, how are you</p>\n     6  {+<li>new</li>+}"},
		{"a line that is removed", quoted(page), quoted(replaced(page, `<ul>\n`, "", "two", "2")), 60, "diff", "~ k  2 places differ (119 -> 112 bytes)\n" +
			"     4  [-<ul>-]\n     5  <li>[-two-]{+2+}</li>"},
		{"whole", fox, replaced(fox, "brown", "red", "early", "late"), 60, "diff --full", "~ k  2 places differ (119 -> 116 bytes)\n    " +
			replaced(fox, "brown", "[-brown-]{+red+}", "early", "[-early-]{+late+}")},
		{"whole, without columns", fox, replaced(fox, "brown", "red"), 0, "diff --full", "~ k  1 place differs (119 -> 117 bytes)\n    " + replaced(fox, "brown", "[-brown-]{+red+}")},
		{"bytes", `b"\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09"`, `b"\x00\x01\x02\x03\xff\x05\x06\x07\x08\x09"`, 60, "diff", `~ k  b"…01\x02\x03[-\x04-]{+\xff+}\x05\x06\x0…" (10 bytes)`},
		{"bytes, whole", `b"\x00\x01\x02\x03\x04\x05\x06\x07\x08\x0a"`, `b"\x00\x01\x02\x03\xff\x05\x06\x07\x08\x0a"`, 60, "diff --full", `~ k  b"\x00\x01\x02\x03[-\x04-]{+\xff+}\x05\x06\x07\x08\x0a"`},
		{"nothing in common", strings.Repeat("a", 50), strings.Repeat("b", 50), 60, "diff", `~ k  "aaaaaaaaaaa… (50 bytes) -> "bbbbbbbbbbb… (50 bytes)`},
		{"a list", `[1, 2, "` + fox + `"]`, `[1, 2, "` + replaced(fox, "lazy", "sleepy") + `"]`, 80, "diff", `~ k/2  "…umped over the [-lazy-]{+sleepy+} dog and went h…" (119 -> 121 bytes)`},
		{"what acts on a terminal", `"` + fox + `"`, `"` + replaced(fox, "lazy", `\u001b[2Jl`) + `"`, 80, "diff", `~ k  "…umped over the [-lazy-]{+\x1b[2Jl+} dog and went h…" (119 -> 120 bytes)`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := Options{Width: func() int { return tt.width }}
			out, err := runLine(t, o, "cd /C/s/p", "set k "+tt.old, "commit", "savepoint", "set k "+tt.new, tt.command)
			_, got, _ := strings.Cut(out, "committed 1 session, 1 change\n")
			_, got, _ = strings.Cut(got, "\n") // the heading, or the savepoint
			if got = strings.TrimSuffix(strings.TrimPrefix(got, "/C/s/p\n"), "\n"); err != nil {
				t.Fatal(err)
			}
			if tt.command == "savepoints" {
				_, got, _ = strings.Cut(got, "\n")
			}
			if got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
			for l := range strings.Lines(got) {
				if w := screen.Width(strings.TrimSuffix(l, "\n")); tt.width > 0 && !strings.Contains(tt.command, "--full") && w > tt.width {
					t.Errorf("a line takes %d columns of %d: %q", w, tt.width, l)
				}
			}
		})
	}
}

// What was is red, what is now is green; the signs are there all the same.
func TestDiffInColours(t *testing.T) {
	o := Options{Color: true, Width: func() int { return 80 }}
	out, err := runLine(t, o, "cd /C/s/p", "set k "+fox, "set n 1", "commit", "set k "+strings.Replace(fox, "lazy", "sleepy", 1), "set n 2", "set m 3", "diff")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"\x1b[31m[-lazy-]\x1b[0m\x1b[32m{+sleepy+}\x1b[0m dog", "\x1b[31m1\x1b[0m -> \x1b[32m2\x1b[0m", "\x1b[32m+ m  3\x1b[0m"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in %q", want, out)
		}
	}
}

// A conflict about a long text shows what either side has changed; on a pipe, and with
// --full, all three are whole.
func TestConflictsOfLongTexts(t *testing.T) {
	lines := []string{"cd /C/s/p", "set k " + fox, "commit", "set k " + strings.Replace(fox, "lazy", "sleepy", 1), "aside set k " + strings.Replace(fox, "early", "late", 1)}
	for _, tt := range []struct {
		width   int
		command string
		want    string
	}{
		{80, "conflicts", `    base    "the quick brown fox jumped over the lazy dog and wen… (119 bytes)
    mine    "…ed over the [-lazy-]{+sleepy+} dog and went…" (119 -> 121 bytes)
    theirs  "…d for it since the [-early-]{+late+} morning" (119 -> 118 bytes)
`},
		{80, "conflicts --full", `    theirs  "` + strings.Replace(fox, "early", "late", 1) + "\"\n"},
		{0, "conflicts", `    theirs  "` + strings.Replace(fox, "early", "late", 1) + "\"\n"},
		{80, "diff --theirs --full", `    theirs  "` + strings.Replace(fox, "early", "late", 1) + "\"\nother programs made no further changes\n"},
	} {
		t.Run(fmt.Sprint(tt.width, tt.command), func(t *testing.T) {
			out, err := runLine(t, Options{Width: func() int { return tt.width }}, append(lines, tt.command)...)
			if err != nil || !strings.HasSuffix(out, tt.want) {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}

// Most of what differs is not shown where there is too much of it.
func TestDiffOfManyPlaces(t *testing.T) {
	var old, new strings.Builder
	for i := range 100 {
		fmt.Fprintf(&old, `line %d is old\n`, i)
		fmt.Fprintf(&new, `line %d is new\n`, i)
	}
	o := Options{Width: func() int { return 80 }}
	lines := []string{"cd /C/s/p", `set k "` + old.String() + `"`, "commit", `set k "` + new.String() + `"`}
	out, err := runLine(t, o, append(lines, "diff")...)
	if err != nil || !strings.HasSuffix(out, "    40  line 39 is [-old-]{+new+}\n    … and 60 more places; diff --full shows all\n") {
		t.Errorf("%v\n%s", err, out)
	}
	out, err = runLine(t, o, append(lines, "diff --full")...)
	if err != nil || strings.Count(out, "[-old-]{+new+}") != 100 {
		t.Errorf("%v\n%s", err, out)
	}
}

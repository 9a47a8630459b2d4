package worddiff

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// marked writes parts as git's --word-diff does.
func marked(parts []Part) string {
	var b strings.Builder
	for _, p := range parts {
		b.WriteString(p.Same)
		if p.Old != "" {
			b.WriteString("[-" + p.Old + "-]")
		}
		if p.New != "" {
			b.WriteString("{+" + p.New + "+}")
		}
	}
	return b.String()
}

func TestCompare(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("0123456789abcdef", 8)
	for _, tt := range []struct{ name, old, new, want string }{
		{"a word", "the quick brown fox", "the quick red fox", "the quick [-brown-]{+red+} fox"},
		{"whole words", "three of them", "these of them", "[-three-]{+these+} of them"},
		{"words side by side", "a quick brown fox", "a slow red fox", "a [-quick brown-]{+slow red+} fox"},
		{"two places", "one two three four", "one 2 three 4", "one [-two-]{+2+} three [-four-]{+4+}"},
		{"added", "to be wrapped", "to be well wrapped", "to be {+well +}wrapped"},
		{"removed at the end", "a b c", "a b", "a b[- c-]"},
		{"punctuation", "total: 12, paid", "total: 13; paid", "total: [-12,-]{+13;+} paid"},
		{"lines", "a\nb\nc\n", "a\nx\nc\n", "a\n[-b-]{+x+}\nc\n"},
		{"a line added", "<li>one</li>\n<li>two</li>\nx y", "<li>one</li>\n<li>new</li>\n<li>two</li>\nx z", "<li>one</li>\n{+<li>new</li>\n+}<li>two</li>\nx [-y-]{+z+}"},
		{"a line removed", "a b\n<li>one</li>\n<li>new</li>\n<li>two</li>\n", "a c\n<li>one</li>\n<li>two</li>\n", "a [-b-]{+c+}\n<li>one</li>\n[-<li>new</li>\n-]<li>two</li>\n"},
		{"a line added alone", "<li>one</li>\n<li>two</li>\n", "<li>one</li>\n<li>new</li>\n<li>two</li>\n", "<li>one</li>\n{+<li>new</li>\n+}<li>two</li>\n"},
		{"blanks", "a  b", "a b", "a [- -]b"},
		{"all else", "12 High Street", "Low Road 7", "[-12 High Street-]{+Low Road 7+}"},
		{"hardly anything in common", "alpha beta gamma delta and epsilon zeta eta theta iota", "one two three four and five six seven eight nine ten", "[-alpha beta gamma delta and epsilon zeta eta theta iota-]{+one two three four and five six seven eight nine ten+}"},
		{"nothing before", "", "new", "{+new+}"},
		{"nothing left", "old", "", "[-old-]"},
		{"the same", "same", "same", "same"},
		{"empty", "", "", ""},
		{"other letters", "Grüße aus Köln", "Grüße aus Bonn", "Grüße aus [-Köln-]{+Bonn+}"},
		{"characters of several bytes", "日本", "日文", "[-日本-]{+日文+}"},
		{"marks stay with their letter", "cafe au lait", "cafe\u0301 au lait", "[-cafe-]{+cafe\u0301+} au lait"},
		{"a long word", long + "x" + long, long + "y" + long, long + "[-x-]{+y+}" + long},
		{"a long word that grew", "a " + long + long + " b", "a " + long + "yy" + long + " b", "a " + long + "{+yy+}" + long + " b"},
		{"no UTF-8", "a \xff b", "a \xfe b", "a [-\xff-]{+\xfe+} b"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := marked(Compare(tt.old, tt.new)); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestCompareBytes(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ old, new, want string }{
		{"\x00\x01\x02\x03", "\x00\x07\x02\x03", "\x00[-\x01-]{+\x07+}\x02\x03"},
		{"aa", "aaa", "aa{+a+}"},
		{"\xe2\x82\xac", "\xe2\x82\xad", "\xe2\x82[-\xac-]{+\xad+}"},
		{"", "x", "{+x+}"},
		{"x", "x", "x"},
	} {
		if got := marked(CompareBytes(tt.old, tt.new)); got != tt.want {
			t.Errorf("%q and %q: got %q, want %q", tt.old, tt.new, got, tt.want)
		}
	}
}

// checkParts checks what is true of the parts of any two texts.
func checkParts(t interface {
	Fatalf(string, ...any)
}, parts []Part, old, new string) {
	var was, is strings.Builder
	for i, p := range parts {
		if p.Differs() && p.Old == p.New || p.Same != "" && p.Old+p.New != "" || i > 0 && p.Differs() == parts[i-1].Differs() {
			t.Fatalf("part %d of %q", i, parts)
		}
		was.WriteString(p.Same + p.Old)
		is.WriteString(p.Same + p.New)
	}
	if was.String() != old || is.String() != new || (Places(parts) == 0) != (old == new) {
		t.Fatalf("%q and %q: the parts are %q", old, new, parts)
	}
}

func TestPartsMakeUpTheTexts(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := func(name string) string {
			return strings.Join(rapid.SliceOf(rapid.SampledFrom([]string{"a", "b", " ", "  ", "\n", "é", "e\u0301", ",", "\xff", "word", "日", "<li>a\n", "<li>", strings.Repeat("long", 12), strings.Repeat("x", 31)})).Draw(t, name), "")
		}
		old, new := text("old"), text("new")
		parts := Compare(old, new)
		checkParts(t, parts, old, new)
		if utf8.ValidString(old) && utf8.ValidString(new) && !utf8.ValidString(marked(parts)) {
			t.Fatalf("a character is cut apart: %q", parts)
		}
		checkParts(t, CompareBytes(old, new), old, new)
	})
}

// TestLongTextsAreCompared: a text of 1 MB that was changed in many places is reported so,
// and texts with more words than are compared differ as a whole.
func TestLongTextsAreCompared(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	for i := 0; text.Len() < 1<<20; i++ {
		fmt.Fprintf(&text, "word%d ", i)
	}
	edited := strings.NewReplacer("word7 ", "first ", "word50000 ", "second ", "word90000 ", "").Replace(text.String())
	parts := Compare(text.String(), edited)
	checkParts(t, parts, text.String(), edited)
	if got := Places(parts); got != 3 {
		t.Errorf("%d places differ, want 3", got)
	}
	many := strings.Repeat("a b ", mostWords/2)
	parts = Compare("x "+many+"y", "y "+many+"x")
	checkParts(t, parts, "x "+many+"y", "y "+many+"x")
	if got := Places(parts); got != 1 {
		t.Errorf("%d places differ of too many words, want 1", got)
	}
}

func FuzzCompare(f *testing.F) {
	f.Add("the quick brown fox", "the slow brown fox")
	f.Add("a\xffb", "a\xfeb")
	f.Fuzz(func(t *testing.T, old, new string) { checkParts(t, Compare(old, new), old, new) })
}

// BenchmarkCompare is of texts of 1 MB: one that was changed here and there, two that
// have nothing in common, and two of the same few words.
func BenchmarkCompare(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	words := func(kinds int, size int) []string {
		var list []string
		for n := 0; n < size; n += len(list[len(list)-1]) + 1 {
			list = append(list, strings.Repeat(string(rune('a'+r.IntN(26))), 1+r.IntN(8))+string(rune('a'+r.IntN(kinds)%26)))
		}
		return list
	}
	text := words(1000, 1<<20)
	edited := append([]string(nil), text...)
	for range 200 {
		edited[r.IntN(len(edited))] = "edited"
	}
	for _, bb := range []struct {
		name     string
		old, new string
	}{
		{"edited", strings.Join(text, " "), strings.Join(edited, " ")},
		{"shuffled", strings.Join(text, " "), strings.Join(words(1000, 1<<20), " ")},
		{"few words", strings.Join(words(1, 1<<20), " "), strings.Join(words(1, 1<<20), " ")},
		{"few words, not many", strings.Join(words(1, 5_000), " "), strings.Join(words(1, 5_000), " ")},
		{"one line each", strings.Repeat("a\n", 1<<19), strings.Repeat("b\n", 1<<19)},
		{"letters", strings.Repeat("ab ", 1<<18), strings.Repeat("ba ", 1<<18)},
	} {
		b.Run(bb.name, func(b *testing.B) {
			for b.Loop() {
				Compare(bb.old, bb.new)
			}
		})
	}
}
